"""Conversions at a dated rate, with the rate, its date and its source beside the result."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from foundation.base.models import ExchangeRate
from foundation.base.money import Money

# The CFA franc of the UEMOA has been fixed to the euro since 1 January 1999 (Council decision 98/683/EC).
FIXED = {
    "EUR": (Decimal(1), dt.date(1999, 1, 1), "EUR"),
    "XOF": (Decimal("655.957"), dt.date(1999, 1, 1), "Council decision 98/683/EC"),
}


@dataclass(frozen=True, slots=True)
class Rate:
    """How many units of `currency` one euro buys, since when, and by whose word."""

    currency: str
    per_euro: Decimal
    on: dt.date
    source: str


class Rates(Mapping[str, Rate]):
    """The rates of one day by currency, read in one query."""

    def __init__(self, rates: dict[str, Rate]) -> None:
        self._rates = rates

    def __getitem__(self, currency: str) -> Rate:
        return self._rates[currency]

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._rates)

    def __len__(self) -> int:
        return len(self._rates)

    def convert(self, money: Money, currency: str) -> Money | None:
        """Return the money in another currency, or None where no rate of either is known."""
        if money.currency == currency:
            return money
        source, target = self._rates.get(money.currency), self._rates.get(currency)
        if source is None or target is None:
            return None
        return Money.of(money.major / source.per_euro * target.per_euro, currency)


def rates_on(day: dt.date) -> Rates:
    """Return the latest known rate of each currency on a day; fixed ones always win."""
    rates = {code: Rate(code, *fixed) for code, fixed in FIXED.items()}
    for row in ExchangeRate.objects.on(day):
        rates.setdefault(row.currency, Rate(row.currency, row.per_euro, row.on, row.source))
    return Rates(rates)
