"""The ranker written by hand: every feature adds its points, a missing one adds none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matching.ranking.features import FEATURES, PLACE_OF

Column = NDArray[np.float64]


class Ranker(Protocol):
    """What serving needs of a model; `tests/matching/ranking/contract.py` says what it must hold."""

    name: str

    def scores(self, matrix: Column) -> Column:
        """One score of 0 to 1 per row of the feature matrix."""
        ...


@dataclass(frozen=True, slots=True)
class Points:
    """Points (log odds) a feature is worth from 0 to 1, and the value at which it says neither yes nor no.

    A neutral value near 1 makes a condition: met, it adds little; unmet, it costs much. A neutral value near 0 makes
    a sign: absent, it costs little.
    """

    weight: float
    neutral: float


# A feature of skills is neutral where a pair taken at random stands, so that a call about which nothing is known comes
# after one that fits a little and before one that does not fit. What a person can do decides; what can be arranged
# (days, place, money) moves a match within its neighbourhood.
# The weights were set by reasoning and looked at on sample texts, never fitted; a fitted model gets another name.
POINTS: Mapping[str, Points] = {
    "kind": Points(12.0, 1.0),
    "essential_cover": Points(2.6, 0.15),
    "essential_evidence": Points(1.6, 0.12),
    "desired_cover": Points(0.8, 0.15),
    "level": Points(1.2, 0.8),
    "years": Points(0.8, 0.3),
    "occupation": Points(1.6, 0.2),
    "text": Points(2.4, 0.06),
    "field": Points(1.8, 0.22),
    "terms": Points(1.0, 0.1),
    "languages": Points(3.0, 0.85),
    "sector": Points(1.6, 0.5),
    "home": Points(0.5, 0.5),
    "residence": Points(0.2, 0.2),
    "availability": Points(2.0, 0.8),
    "days_per_week": Points(0.8, 0.9),
    "work_mode": Points(1.2, 0.8),
    "fee": Points(1.0, 0.8),
    "ticket": Points(4.0, 0.8),
    "place": Points(1.6, 0.6),
    "instrument": Points(1.6, 0.7),
    "stage": Points(1.0, 0.6),
    "horizon": Points(1.2, 0.8),
    "risk": Points(1.8, 0.8),
    "impact": Points(1.0, 0.3),
}
START = -2.2  # log odds of a pair about which nothing is known


class Baseline:
    """Monotone by construction: no weight is negative."""

    name = "baseline-1"

    def __init__(self) -> None:
        self._weights = np.array([POINTS[name].weight for name in FEATURES])
        self._neutral = np.array([POINTS[name].neutral for name in FEATURES])

    def points(self, matrix: Column) -> Column:
        """What each feature adds to the log odds, 0 where it is missing."""
        added: Column = np.where(np.isnan(matrix), 0.0, (matrix - self._neutral) * self._weights)
        return added

    def scores(self, matrix: Column) -> Column:
        odds = START + self.points(matrix).sum(axis=1)
        scores: Column = np.round(1 / (1 + np.exp(-odds)), 6)
        return scores


RANKERS: Mapping[str, type[Baseline]] = {Baseline.name: Baseline}


def ordered(scores: Column, ids: list[str], matrix: Column) -> list[int]:
    """Positions from best to worst; equal scores by the texts' nearness, then by id, so that nothing is random."""
    tie = np.nan_to_num(matrix[:, PLACE_OF["text"]])
    return sorted(range(len(ids)), key=lambda i: (-scores[i], -tie[i], ids[i]))
