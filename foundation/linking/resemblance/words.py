"""Which labels of one language share words with a text: TF-IDF over the terms of labels, typing errors forgiven."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import sparse

from foundation.linking.resemblance.spelling import Spelling

Floats = npt.NDArray[np.float32]
LabelTerms = tuple[int, tuple[str, ...]]  # the concept's place, the terms of one of its labels

_LIKE = 0.6  # the share of character n-grams from which one word may stand for another
_LIKENED = 0.8  # what such a word weighs beside the word itself
_POWER = 1.5  # rare words count more than their idf says: fitted on the validation half of HOUSE
PHRASE = 6  # terms up to which a text is taken for a label itself
_UNSAID_PHRASE, _UNSAID_TEXT = 1.0, 0.2  # what the words of the text that a label lacks take away
_ENOUGH = 50.0  # weight of words from which a longer text takes no more away
_REMEMBERED = 20_000


class WordSpace:
    """The labels of one language as sets of terms; safe to share, since it never changes."""

    def __init__(self, labels: Iterable[LabelTerms], size: int) -> None:
        """Hold the labels of concepts whose places are below `size`."""
        self.size = size
        kept = distinct(labels)
        self.vocabulary: dict[str, int] = {}
        for _, terms in kept:
            for term in terms:
                self.vocabulary.setdefault(term, len(self.vocabulary))
        self._owners = np.array([place for place, _ in kept], dtype=np.int32)
        columns = np.array([self.vocabulary[term] for _, terms in kept for term in terms], dtype=np.int32)
        rows = np.repeat(np.arange(len(kept), dtype=np.int32), [len(terms) for _, terms in kept])
        shape = (len(self.vocabulary), len(kept))
        by_term = sparse.csr_matrix((np.ones(len(rows), dtype=np.float32), (columns, rows)), shape=shape)
        self._starts, self._labels = by_term.indptr, by_term.indices
        spread = np.bincount(  # in the labels of how many concepts each term stands
            np.unique(columns * np.int64(size) + self._owners[rows]) // size, minlength=len(self.vocabulary)
        )
        many = len(np.unique(self._owners))
        self.weights: Floats = (np.log((1 + many) / (1 + spread)) ** _POWER).astype(np.float32)
        self._masses: Floats = np.asarray(by_term.T @ self.weights, dtype=np.float32)
        self._unknown = float(self.weights.max()) if len(self.weights) else 1.0
        self._spelling = Spelling(list(self.vocabulary))
        self.alike = lru_cache(maxsize=_REMEMBERED)(self._alike)

    def scores(self, terms: Sequence[str], *, exact: bool = False) -> Floats:
        """Return for each concept how well its best label is said by `terms`: 0 to 1, 1 for the label itself.

        It is a Tversky index of weighted terms (Features of Similarity, 1977): shared / (label + unsaid share of the
        text). A phrase of a few words is compared whole, a longer text may say more than the label does. With `exact`,
        words spelt alike do not count.
        """
        return self.weighted(dict.fromkeys(terms, 1.0), exact=exact)

    def weighted(self, asked: Mapping[str, float], *, exact: bool = False) -> Floats:
        """Return the scores for terms with weights from 0 to 1."""
        best = np.zeros(self.size, dtype=np.float32)
        columns: list[int] = []
        likely: list[float] = []
        said = 0.0
        for term, share in asked.items():
            known = self.vocabulary.get(term)
            weight = share * (self._unknown if known is None else float(self.weights[known]))
            said += weight
            for column, likeness in ((known, 1.0), *(() if exact else self.alike(term))):
                if column is not None:
                    columns.append(column)
                    likely.append(weight * likeness)
        labels, shared = self._sharing(columns, likely)
        masses = self._masses[labels]
        common = np.minimum(np.minimum(shared, masses), said)
        unsaid = said - common if len(asked) <= PHRASE else min(_UNSAID_TEXT * said, _UNSAID_TEXT * _ENOUGH)
        np.maximum.at(best, self._owners[labels], common / (masses + unsaid + 1e-6))
        return best

    def _sharing(self, columns: Sequence[int], weights: Sequence[float]) -> tuple[npt.NDArray[np.intp], Floats]:
        """Return the labels that have any of the terms in `columns`, and the sum of the weights of those they have."""
        starts = self._starts[list(columns)]
        counts = self._starts[[column + 1 for column in columns]] - starts
        ends = np.cumsum(counts)
        every = np.repeat(starts - ends + counts, counts) + np.arange(counts.sum())
        sums = np.zeros(len(self._owners), dtype=np.float32)
        np.add.at(sums, self._labels[every], np.repeat(np.asarray(weights, dtype=np.float32), counts))
        labels = np.flatnonzero(sums > 0)
        return labels, sums[labels]

    def only(self, places: npt.NDArray[np.bool_]) -> "WordSpace":
        """Return the same space with the labels of some concepts only."""
        kept = places[self._owners]
        numbers = np.cumsum(kept, dtype=np.int32) - 1
        inside = kept[self._labels]
        some = copy(self)
        some._owners, some._masses = self._owners[kept], self._masses[kept]
        some._labels = numbers[self._labels[inside]]
        some._starts = np.concatenate([[0], np.cumsum(inside, dtype=np.int32)])[self._starts]
        return some

    def knows(self, term: str) -> bool:
        """Whether a label has this very term."""
        return term in self.vocabulary

    def _alike(self, term: str) -> tuple[tuple[int, float], ...]:
        """Return (column, share) for terms of labels that are spelt like `term`, without itself."""
        own = self.vocabulary.get(term)
        near = self._spelling.near(term, _LIKE, place=own)
        return tuple((column, _LIKENED * likeness) for column, likeness in near if column != own)


def distinct(labels: Iterable[LabelTerms]) -> list[LabelTerms]:
    """Return labels with each term once, and of a concept's labels of the same terms the first."""
    found: dict[tuple[int, frozenset[str]], LabelTerms] = {}
    for place, terms in labels:
        if terms:
            found.setdefault((place, frozenset(terms)), (place, tuple(dict.fromkeys(terms))))
    return list(found.values())
