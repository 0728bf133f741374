"""The stated facts of many opportunities as columns, NaN or "" where one is missing."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matching.ranking.facts import RISKS, STAGES, Opportunity, cefr_number
from matching.ranking.money import Rates

Floats = NDArray[np.float64]
Words = NDArray[np.str_]
WORKING_DAYS = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """Words of unequal number for each opportunity, laid end to end, with a number beside each."""

    owner: NDArray[np.int32]
    word: Words
    number: Floats
    count: int

    def total(self, values: Floats | NDArray[np.bool_]) -> Floats:
        return np.bincount(self.owner, weights=values, minlength=self.count).astype(np.float64)

    def least(self, values: Floats) -> Floats:
        found = np.full(self.count, np.inf)
        np.minimum.at(found, self.owner, values)
        return found

    def sizes(self) -> Floats:
        return self.total(np.ones(len(self.owner)))


class Columns:
    """One array per fact, in the order of the opportunities."""

    def __init__(self, opportunities: Sequence[Opportunity], rates: Rates) -> None:
        self._all = opportunities
        self.kind = self._words(lambda o: o.kind or "")
        self.country = self._words(lambda o: o.country)
        self.region = self._words(lambda o: o.region)
        self.starts = self._numbers(lambda o: _day(o.starts_on))
        self.ends = self._numbers(lambda o: _day(o.ends_on))
        self.languages = self._listed(lambda o: [(s.language, cefr_number(s.level)) for s in o.languages])
        self.work_mode = self._words(lambda o: o.work_mode)
        self.days_per_week = self._numbers(lambda o: o.days_per_week)
        self.compensation = self._words(lambda o: o.compensation)
        self.fee_per_day = self._numbers(lambda o: fee_per_day(o, rates))
        self.ticket_min = self._numbers(lambda o: rates.euros(o.ticket_min_minor, o.currency))
        self.ticket_max = self._numbers(lambda o: rates.euros(_largest_ticket(o), o.currency))
        self.instruments = self._listed(lambda o: [(word, 1) for word in sorted(o.instruments)])
        self.stage = self._numbers(lambda o: STAGES.index(o.stage) if o.stage in STAGES else None)
        self.horizon = self._numbers(lambda o: o.horizon_years)
        self.risk = self._numbers(lambda o: RISKS.index(o.risk) if o.risk in RISKS else None)
        self.sdgs = self._listed(lambda o: [(goal, 1) for goal in sorted(o.sdgs)])

    def _words(self, read: Callable[[Opportunity], str]) -> Words:
        return np.array([read(o) for o in self._all], dtype=str)

    def _numbers(self, read: Callable[[Opportunity], float | None]) -> Floats:
        return np.array([np.nan if (value := read(o)) is None else value for o in self._all], dtype=np.float64)

    def _listed(self, read: Callable[[Opportunity], Iterable[tuple[str, float]]]) -> Listed:
        rows = [(i, word, number) for i, o in enumerate(self._all) for word, number in read(o)]
        return Listed(
            np.array([i for i, _, _ in rows], dtype=np.int32),
            np.array([word for _, word, _ in rows], dtype=str),
            np.array([number for _, _, number in rows], dtype=np.float64),
            len(self._all),
        )


def mission_days(opportunity: Opportunity) -> float | None:
    """Working days a mission asks for, from its dates and its days per week (five when not said)."""
    if opportunity.starts_on is None or opportunity.ends_on is None:
        return None
    calendar_days = (opportunity.ends_on - opportunity.starts_on).days + 1
    return max(1.0, calendar_days * (opportunity.days_per_week or WORKING_DAYS) / 7)


def fee_per_day(opportunity: Opportunity, rates: Rates) -> float | None:
    """The daily fee in euros; a fee for the whole mission is shared out over its working days."""
    if opportunity.fee_minor is None:
        return None
    fee = rates.euros(opportunity.fee_minor, opportunity.currency)
    if opportunity.fee_unit == "mission":
        days = mission_days(opportunity)
        return None if days is None else fee / days
    return fee


def _largest_ticket(opportunity: Opportunity) -> int | None:
    return opportunity.ticket_max_minor if opportunity.ticket_max_minor is not None else opportunity.capital_minor


def _day(day: date | None) -> float | None:
    return None if day is None else float(day.toordinal())
