"""Features of an investment: ticket, place, instrument, stage, horizon, risk, impact."""

import numpy as np
from numpy.typing import NDArray

from matching.ranking.facts import RISKS, STAGES, Person
from matching.ranking.pool import Pool

Column = NDArray[np.float64]


def investment_features(person: Person, pool: Pool) -> dict[str, Column]:
    columns = pool.columns
    found: dict[str, Column] = {"ticket": _ticket(person, pool)}
    if person.countries or person.regions:
        region = np.isin(columns.region, sorted(person.regions)) & (columns.region != "")
        countries = person.countries | {code.split("-")[0] for code in person.regions}
        country = np.isin(columns.country, sorted(countries))
        inside = np.where(country, 0.7 if person.regions else 1.0, 0.0)
        found["place"] = np.where(columns.country == "", np.nan, np.where(region, 1.0, inside))
    if person.instruments:
        wanted = columns.instruments.total(np.isin(columns.instruments.word, sorted(person.instruments)))
        found["instrument"] = np.where(columns.instruments.sizes() > 0, (wanted > 0).astype(float), np.nan)
    stages = [STAGES.index(stage) for stage in person.stages if stage in STAGES]
    if stages:
        steps = np.min([np.abs(columns.stage - stage) for stage in stages], axis=0)
        found["stage"] = np.maximum(0.0, 1 - steps * 0.6) if len(pool) else steps
    if person.horizon_years is not None:
        found["horizon"] = np.minimum(1.0, person.horizon_years / np.maximum(columns.horizon, 0.1))
    if person.risk in RISKS:
        found["risk"] = 1 - np.clip(columns.risk - RISKS.index(person.risk), 0, 2) / 2
    if person.sdgs:
        shared = columns.sdgs.total(np.isin(columns.sdgs.word, sorted(person.sdgs)))
        most = np.minimum(columns.sdgs.sizes(), min(len(person.sdgs), 2))
        with np.errstate(invalid="ignore", divide="ignore"):
            found["impact"] = np.where(columns.sdgs.sizes() > 0, np.minimum(1.0, shared / most), np.nan)
    return found


def _ticket(person: Person, pool: Pool) -> Column:
    """1 where the two ranges meet; else how far the nearer ends lie apart, as a ratio. Rates are the pool's."""
    least = pool.rates.euros(person.ticket_min_minor, person.currency)
    most = pool.rates.euros(person.ticket_max_minor, person.currency)
    columns = pool.columns
    with np.errstate(invalid="ignore", divide="ignore"):
        enough = np.minimum(1.0, most / np.maximum(columns.ticket_min, 1e-9))
        small = np.minimum(1.0, columns.ticket_max / max(least, 1e-9))
    return np.fmin(enough, small)
