"""Amounts made comparable: in euro at the rate of a day, and tickets in the bands people filter by."""

import datetime as dt
from functools import cached_property
from itertools import pairwise

from foundation.base.money import Money
from foundation.base.rates import Rates, rates_on

BOUNDS_EUR = (0, 500, 2_000, 10_000, 50_000, 250_000)
BANDS = (*(f"{low}-{high}" for low, high in pairwise(BOUNDS_EUR)), f"{BOUNDS_EUR[-1]}-")


class Dated:
    """Conversions at the rates of one day, read at the first amount that needs them."""

    def __init__(self, day: dt.date) -> None:
        self._day = day

    @cached_property
    def _rates(self) -> Rates:
        return rates_on(self._day)

    def eur_minor(self, minor: int | None, currency: str) -> int | None:
        """Return an amount in euro cents; None where it or its rate is not known."""
        if minor is None or not currency:
            return None
        converted = self._rates.convert(Money(minor, currency), "EUR")
        return converted.minor if converted else None


def bands(low_minor: int | None, high_minor: int | None) -> list[str]:
    """Return every band that tickets between two amounts of euro cents touch; an end not said is open."""
    if low_minor is None and high_minor is None:
        return []
    low, high = (low_minor or 0) / 100, high_minor / 100 if high_minor is not None else float("inf")
    tops = (*BOUNDS_EUR[1:], float("inf"))
    return [
        band
        for band, bottom, top in zip(BANDS, BOUNDS_EUR, tops, strict=True)
        if low < top and (high >= bottom if bottom else True)
    ]
