"""Amounts of different currencies made comparable, in the rates of one day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """How many units of a currency one euro bought on a day; exponents are ISO 4217 (XOF has 0)."""

    on: date | None = None
    source: str = ""  # who said so
    per_euro: Mapping[str, Decimal] = field(default_factory=lambda: {"EUR": Decimal(1)})
    exponents: Mapping[str, int] = field(default_factory=dict)

    def knows(self, currency: str) -> bool:
        return currency in self.per_euro

    def _minor_per_euro(self, currency: str) -> Decimal:
        return self.per_euro[currency].scaleb(self.exponents.get(currency, 2))

    def euros(self, minor: int | None, currency: str) -> float:
        """The amount in euros, NaN when the amount or its rate is not known."""
        if minor is None or not self.knows(currency):
            return float("nan")
        return float(Decimal(minor) / self._minor_per_euro(currency))

    def converted(self, minor: int, source: str, target: str, *, up: bool = False) -> int | None:
        """The amount in minor units of another currency, rounded down (or up); None without a rate."""
        if source == target:
            return minor
        if not (self.knows(source) and self.knows(target)):
            return None
        amount = Decimal(minor) * self._minor_per_euro(target) / self._minor_per_euro(source)
        return int(amount.to_integral_value(ROUND_CEILING if up else ROUND_FLOOR))
