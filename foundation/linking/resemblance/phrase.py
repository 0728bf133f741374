"""How much each concept is what a phrase of a few words names: several readings of it in one weighted sum.

The sum of all but one says which concepts are nearest; these are then read word by word too (`wordwise.py`). The
weights are those of a conditional logit (McFadden 1974) over the concepts nearest to held-out labels; they stand in
`phrase_weights.csv`, which `benchmarks/phrases.py` writes.
"""

import csv
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.preprocessing import normalize

from foundation.linking.graph import Graph
from foundation.linking.resemblance.latent import Floats
from foundation.linking.resemblance.order import first_places
from foundation.linking.resemblance.words import LabelTerms

WEIGHTS = Path(__file__).with_name("phrase_weights.csv")
NEAREST = 200  # concepts that are read word by word
WORDWISE = "wordwise"
_LEADING = 5  # concepts whose company tells what the phrase is about
_DOUBT = 0.3  # occupations that a leading word names before any label is counted
_LAST_LEADS = frozenset({"en"})  # languages in which the last word of a name says what it is: "soil engineer"


@cache
def weights() -> Mapping[str, float]:
    """Return what each reading weighs; they sum to one."""
    with WEIGHTS.open(encoding="utf-8", newline="") as lines:
        return {row["reading"]: float(row["weight"]) for row in csv.DictReader(lines)}


def weighed(likeness: Floats, read: Mapping[str, Floats]) -> Floats:
    """Return the sum of the readings that are there, 0 to 1, of the concepts that have any likeness."""
    said = sum(np.float32(weights()[name]) * reading for name, reading in read.items())
    return np.where(likeness > 0, said, np.float32(0))


class Kinds:
    """Which first words of labels name occupations and which other concepts."""

    def __init__(self, labels: Mapping[str, Sequence[LabelTerms]], occupations: Collection[int], size: int) -> None:
        self._are = np.zeros(size, dtype=bool)
        self._are[list(occupations)] = True
        self._counts: dict[tuple[str, str], list[int]] = {}
        for language, several in labels.items():
            for place, terms in several:
                if terms:
                    counted = self._counts.setdefault((language, _leading(terms, language)), [0, 0])
                    counted[place in occupations] += 1

    def scores(self, terms: Sequence[str], language: str) -> Floats:
        """Return for each concept how likely a phrase that `terms` lead names one of its kind."""
        others, occupations = self._counts.get((language, _leading(terms, language)), (0, 0))
        likely = (occupations + _DOUBT) / (others + occupations + 1)
        return np.where(self._are, np.float32(likely), np.float32(1 - likely))


class Company:
    """Where concepts lie to each other: in the latent space, and by the relations of the taxonomy."""

    def __init__(self, vectors: Floats, graph: Graph | None) -> None:
        self._vectors = vectors
        size = len(vectors)
        near = [() if graph is None else np.unique(graph.near(place)) for place in range(size)]
        starts = np.concatenate([[0], np.cumsum([len(one) for one in near])])
        columns = np.concatenate([np.asarray(one, dtype=np.int32) for one in near])
        self._near = sparse.csr_matrix((np.ones(len(columns), dtype=np.float32), columns, starts), shape=(size, size))
        self._alike = normalize(self._near)
        self._related = np.flatnonzero(np.diff(starts))

    def readings(self, likeness: Floats) -> dict[str, Floats]:
        """Return how near each concept is to those most like a phrase, and how like it its neighbours are.

        "meant" is by the latent space, "related" by the relations they share, "beside" that of the best neighbour.
        """
        leading = first_places(likeness, _LEADING)
        shares = likeness[leading] / max(float(likeness[leading].sum()), 1e-9)
        beside = np.zeros(len(likeness), dtype=np.float32)
        beside[self._related] = np.maximum.reduceat(
            np.append(likeness[self._near.indices], np.float32(0)), self._near.indptr[self._related]
        )
        return {
            "meant": self._vectors @ (self._vectors[leading].T @ shares),
            "related": self._alike @ (self._alike[leading].T @ shares),
            "beside": beside,
        }


def _leading(terms: Sequence[str], language: str) -> str:
    return terms[-1 if language in _LAST_LEADS else 0]
