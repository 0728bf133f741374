"""From a person and a pool to an ordered list with score, features, reasons and gaps."""

from dataclasses import dataclass

from matching.ranking.baseline import Baseline, Ranker, ordered
from matching.ranking.facts import Opportunity, Person
from matching.ranking.features import as_row, features
from matching.ranking.pool import Pool
from matching.ranking.reasons import explain
from matching.ranking.remarks import Remark
from matching.ranking.standing import Standing


@dataclass(frozen=True, slots=True)
class Match:
    """One pair as ranked: all that is needed to show it, log it and trace it to a model."""

    person: Person
    opportunity: Opportunity
    score: float
    reasons: list[Remark]
    gaps: list[Remark]
    features: dict[str, float | None]
    model: str


def ranked(person: Person, pool: Pool, *, ranker: Ranker | None = None, limit: int = 0) -> list[Match]:
    """The opportunities of the pool, best first; nobody is left out unless `limit` is above 0."""
    ranker = ranker or Baseline()
    standing = Standing(person, pool)
    matrix = features(person, pool, standing)
    scores = ranker.scores(matrix)
    order = ordered(scores, [opportunity.id for opportunity in pool.opportunities], matrix)
    found = []
    for position in order[:limit] if limit else order:
        remarks = explain(standing, pool, position, matrix[position])
        found.append(
            Match(
                person=person,
                opportunity=pool.opportunities[position],
                score=float(scores[position]),
                reasons=remarks.reasons,
                gaps=remarks.gaps,
                features=as_row(matrix[position]),
                model=ranker.name,
            )
        )
    return found
