"""Scores on a grid: weighted means, and where two people see it differently. Arithmetic, without a database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WORST, BEST = 1, 5
APART = 2  # points between two scores of one criterion, from which they are shown as apart
MEANS_APART = 1.0  # between two weighted means


@dataclass(frozen=True, slots=True)
class Judged:
    """All that was said of one application; `values[i]` are the scores of the i-th criterion, by assessor.

    `means` are the weighted means by assessor, `mean` is theirs; `apart` are the criteria (by place) on which they
    differ by APART points or more.
    """

    values: tuple[tuple[int, ...], ...]
    means: tuple[float, ...]
    mean: float
    apart: tuple[int, ...]

    @property
    def is_apart(self) -> bool:
        return bool(self.apart) or max(self.means) - min(self.means) >= MEANS_APART


def weighted_mean(scores: Mapping[int, int], weights: Mapping[int, int]) -> float:
    """Return Σ weight · score / Σ weight over the criteria of a grid (by key), each of which has a score."""
    return sum(weight * scores[key] for key, weight in weights.items()) / sum(weights.values())


def judged(sheets: Sequence[Mapping[int, int]], weights: Mapping[int, int]) -> Judged:
    """Put the sheets of one application beside each other; `weights` is in the order of the grid.

    Raises:
        KeyError: a sheet has no score for a criterion.
    """
    values = tuple(tuple(sheet[key] for sheet in sheets) for key in weights)
    means = tuple(weighted_mean(sheet, weights) for sheet in sheets)
    apart = tuple(place for place, said in enumerate(values) if max(said) - min(said) >= APART)
    return Judged(values, means, sum(means) / len(means), apart)
