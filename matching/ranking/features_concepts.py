"""Features of what is known and asked: skills, trades, concept profiles, words."""

import numpy as np
from numpy.typing import NDArray

from matching.ranking.facts import Person
from matching.ranking.needs import Origin
from matching.ranking.pool import Pool
from matching.ranking.standing import Standing

Column = NDArray[np.float64]
TEXT_NEED_DOUBT = 0.35  # needs read from a text are few and unsure: this much of unmet need is assumed beside them
EVIDENCE_SCALE = 1.2
YEARS_SCALE = 6.0


def concept_features(standing: Standing, pool: Pool) -> dict[str, Column]:
    """An investor does not do the work: of the concepts only the nearness of the texts counts."""
    columns: dict[str, Column] = {"terms": _terms(standing.person, pool)}
    if not standing.said:
        return columns
    if standing.person.kind == "expert":
        columns |= _needs(standing, pool)
    columns["text"] = _cosine(standing, pool)
    known = pool.fields.any(axis=1) & bool(standing.field.any())
    columns["field"] = np.where(known, pool.fields @ standing.field, np.nan)
    return columns


def _needs(standing: Standing, pool: Pool) -> dict[str, Column]:
    """How what is asked is met: cover, evidence, levels, years, trades."""
    unknown = np.full(len(pool), np.nan)
    columns: dict[str, Column] = {}
    rows = pool.need_rows
    held = standing.reach.strengths[rows.key]
    desired = np.isin(pool.need_origins, (Origin.DESIRED, Origin.MENTIONED_OPTIONAL))
    listed = pool.summed(rows, (pool.need_origins == Origin.REQUIRED).astype(np.float32)) > 0
    for name, chosen, doubt in (
        ("essential_cover", ~desired, np.where(listed, 0.0, TEXT_NEED_DOUBT)),
        ("desired_cover", desired, np.zeros(len(pool))),
    ):
        weights = np.where(chosen, rows.value, 0)
        asked = pool.summed(rows, weights)
        met = pool.summed(rows, weights * held)
        with np.errstate(invalid="ignore", divide="ignore"):
            columns[name] = np.where(asked > 0, met / (asked + doubt), unknown)
        if name == "essential_cover":
            columns["essential_evidence"] = np.where(asked > 0, 1 - np.exp(-met / EVIDENCE_SCALE), unknown)
    columns["level"], columns["years"] = _levels_and_years(standing, pool)
    columns["occupation"] = _occupation(standing, pool)
    return columns


def _cosine(standing: Standing, pool: Pool) -> Column:
    dense = np.zeros(len(pool.graph), dtype=np.float32)
    dense[standing.nodes] = standing.vector
    rows = pool.vectors
    known = pool.summed(rows, rows.value) > 0
    return np.where(known, pool.summed(rows, rows.value * dense[rows.key]), np.nan)


def _levels_and_years(standing: Standing, pool: Pool) -> tuple[Column, Column]:
    """Means over the needs that a stated skill of the person answers: level held to level asked, and years."""
    number = pool.graph.number
    level = np.full(len(pool.graph), np.nan, dtype=np.float32)
    years = np.full(len(pool.graph), np.nan, dtype=np.float32)
    for skill in standing.person.skills:
        if skill.uri in number:
            level[number[skill.uri]] = np.nan if skill.level is None else skill.level
            years[number[skill.uri]] = np.nan if skill.years is None else skill.years
    rows = pool.need_rows
    source = standing.reach.sources[rows.key]
    strength = standing.reach.strengths[rows.key]
    near = (source >= 0) & (strength >= 0.5)
    held_level = np.where(near, level[source], np.nan)
    held_years = np.where(near, years[source], np.nan)
    ratio = np.minimum(1.0, held_level / pool.need_levels)
    return _mean(pool, ratio), _mean(pool, 1 - np.exp(-held_years / YEARS_SCALE))


def _mean(pool: Pool, values: NDArray[np.floating]) -> Column:
    known = ~np.isnan(values)
    weights = np.where(known, pool.need_rows.value, 0)
    total = pool.summed(pool.need_rows, weights)
    met = pool.summed(pool.need_rows, weights * np.nan_to_num(values))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > 0, met / total, np.nan)


def _occupation(standing: Standing, pool: Pool) -> Column:
    """The nearest of the trades an opportunity names to one the person has; unknown when either names none."""
    concepts = pool.graph.concepts
    if not any(concepts[node].kind == "occupation" for node in standing.said):
        return np.full(len(pool), np.nan)
    owner, node, weight = pool.trades
    best = np.full(len(pool), -1.0)
    np.maximum.at(best, owner, standing.reach.strengths[node] * weight)
    return np.where(best < 0, np.nan, best)


def _terms(person: Person, pool: Pool) -> Column:
    """Cosine of the words; between two languages only what they share counts, and sharing nothing says nothing."""
    weights = pool.term_weights(person.texts.terms)
    if not weights or not pool.term_number:
        return np.full(len(pool), np.nan)
    dense = np.zeros(len(pool.term_number), dtype=np.float32)
    for term, weight in weights.items():
        if term in pool.term_number:
            dense[pool.term_number[term]] = weight
    cosine = pool.summed(pool.terms, pool.terms.value * dense[pool.terms.key])
    language = person.texts.language
    same = np.array([o.texts.language == language and bool(o.texts.terms) for o in pool.opportunities])
    return np.where(same | (cosine > 0), np.sqrt(np.clip(cosine, 0, 1)), np.nan)
