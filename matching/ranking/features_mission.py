"""Features of the practical side of a mission: languages, time, place of work, fee."""

import numpy as np
from numpy.typing import NDArray

from matching.ranking.facts import Person, cefr_number
from matching.ranking.pool import Pool

Column = NDArray[np.float64]
SIXTH = 1 / 6  # of the way from A1 to native, per step of the CEFR


def mission_features(person: Person, pool: Pool) -> dict[str, Column]:
    columns = pool.columns
    found: dict[str, Column] = {}
    if person.country:
        found["residence"] = np.where(columns.country == "", np.nan, columns.country == person.country)
    if person.languages:
        held = {spoken.language: cefr_number(spoken.level) or 4 for spoken in person.languages}
        asked = columns.languages
        have = np.array([held.get(word, 0) for word in asked.word.tolist()], dtype=float)
        short = np.maximum(0.0, asked.number - have)
        each = np.where(have == 0, 0.0, 1 - 2 * SIXTH * short)
        each = np.maximum(each, np.where(have == 0, 0.0, SIXTH))
        sizes = asked.sizes()
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = np.where(sizes > 0, asked.total(each) / sizes, np.nan)
        found["languages"] = np.where(sizes > 0, (mean + np.where(sizes > 0, asked.least(each), 0)) / 2, np.nan)
    found["availability"] = _availability(person, pool)
    if person.days_per_week is not None:
        found["days_per_week"] = np.minimum(1.0, person.days_per_week / columns.days_per_week)
    if person.work_modes:
        exact = np.isin(columns.work_mode, sorted(person.work_modes))
        half = (columns.work_mode == "hybrid") | ("hybrid" in person.work_modes)
        found["work_mode"] = np.where(columns.work_mode == "", np.nan, np.where(exact, 1.0, np.where(half, 0.5, 0.0)))
    found["fee"] = _fee(person, pool)
    return found


def _availability(person: Person, pool: Pool) -> Column:
    """The share of the mission's days on which the person is free; its first day where it has no end."""
    if person.available_from is None and person.available_until is None:
        return np.full(len(pool), np.nan)
    first = person.available_from.toordinal() if person.available_from else -np.inf
    last = person.available_until.toordinal() if person.available_until else np.inf
    starts, ends = pool.columns.starts, pool.columns.ends
    starts = np.where(np.isnan(starts), ends, starts)
    ends = np.where(np.isnan(ends), starts, ends)
    common = np.minimum(ends, last) - np.maximum(starts, first) + 1
    share: Column = np.clip(common, 0, None) / (ends - starts + 1)
    return share


def _fee(person: Person, pool: Pool) -> Column:
    columns = pool.columns
    known = columns.compensation != ""
    if not person.compensation_wish:
        return np.full(len(pool), np.nan)
    if person.compensation_wish != "fee":
        return np.where(known, 1.0, np.nan)
    wished = pool.rates.euros(person.fee_minor, person.currency) if person.fee_minor else np.nan
    with np.errstate(invalid="ignore", divide="ignore"):
        paid = np.minimum(1.0, columns.fee_per_day / wished)
    return np.where(columns.compensation == "volunteer", 0.0, np.where(columns.compensation == "fee", paid, np.nan))
