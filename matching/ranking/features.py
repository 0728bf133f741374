"""The one feature function: a person and a pool of opportunities become a matrix, NaN where a fact is missing."""

import numpy as np
from numpy.typing import NDArray

from matching.ranking.facts import SUITS, Person
from matching.ranking.features_concepts import concept_features
from matching.ranking.features_investment import investment_features
from matching.ranking.features_mission import mission_features
from matching.ranking.pool import Pool
from matching.ranking.sectors import nearness
from matching.ranking.standing import Standing

Column = NDArray[np.float64]

# Every feature lies between 0 and 1, and more is never worse.
FEATURES = (
    "kind",  # a mission for an expert, an investment for an investor
    "essential_cover",  # how well what is required is held, weighted by rarity
    "essential_evidence",  # how much of it is held in absolute terms: two rare skills say more than one common one
    "desired_cover",
    "level",  # level held against level asked, over the required skills that are held
    "years",  # years of practice in what is asked, saturating
    "occupation",  # nearness of the trades named
    "text",  # cosine of the concept profiles, said and implied
    "field",  # cosine over ISCO-08 groups: the same world of work
    "terms",  # cosine of the plain words: proper names, standards, tools
    "languages",
    "sector",
    "home",  # home region or country
    "residence",  # lives there already
    "availability",
    "days_per_week",
    "work_mode",
    "fee",
    "ticket",
    "place",  # a country or region the investor named
    "instrument",
    "stage",
    "horizon",
    "risk",
    "impact",  # shared SDGs
)
PLACE_OF = {name: place for place, name in enumerate(FEATURES)}


def features(person: Person, opportunities: Pool, standing: Standing | None = None) -> Column:
    """The matrix n × len(FEATURES); NaN means that one of the two sides does not say."""
    standing = standing or Standing(person, opportunities)
    matrix = np.full((len(opportunities), len(FEATURES)), np.nan)
    if not len(opportunities):
        return matrix
    own_side = mission_features if person.kind == "expert" else investment_features
    columns = {
        "kind": _kind(person, opportunities),
        **concept_features(standing, opportunities),
        **_common(standing, opportunities),
        **own_side(person, opportunities),
    }
    for name, values in columns.items():
        matrix[:, PLACE_OF[name]] = values
    rounded: Column = np.round(np.clip(matrix, 0.0, 1.0), 6)
    return rounded


def _kind(person: Person, pool: Pool) -> Column:
    kinds = pool.columns.kind
    return np.where(kinds == "", np.nan, (kinds == SUITS[person.kind]).astype(float))


def _common(standing: Standing, pool: Pool) -> dict[str, Column]:
    person, columns = standing.person, pool.columns
    found: dict[str, Column] = {}
    if standing.sectors.any():
        near = nearness(standing.sectors, pool.sectors)
        stated = pool.sectors_stated & standing.sectors_stated
        # Concluded sectors that agree are a sign; that they differ says nothing, they may both be incomplete.
        known = pool.sectors.any(axis=1) & (stated | (near > 0))
        found["sector"] = np.where(known, near, np.nan)
    here = columns.country == person.home_country
    if person.home_country:
        region = np.isin(columns.region, sorted(person.home_regions)) & (columns.region != "")
        found["home"] = np.where(columns.country == "", np.nan, np.where(region, 1.0, np.where(here, 0.75, 0.0)))
    return found


def as_row(values: Column) -> dict[str, float | None]:
    """One row of the matrix by name, None where unknown: what is logged and shown."""
    return {name: None if np.isnan(value) else float(value) for name, value in zip(FEATURES, values, strict=True)}
