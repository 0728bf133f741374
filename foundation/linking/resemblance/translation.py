"""Which words of one language say what a word of another says, learned from the concepts that both languages name."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

_KEPT = 10  # translations of one word
_POWER = 3.0  # sharpens the cosines towards the surest
_ROWS = 2_000


class Translation:
    """Words of one language to words of another."""

    def __init__(self, columns: Mapping[str, int], words: Sequence[str], table: sparse.csr_matrix) -> None:
        """Hold shares: one row of `table` per word of the one language, one column per word of the other."""
        self._columns = columns
        self._words = words
        self._table = table

    def knows(self, term: str) -> bool:
        """Whether `term` has a translation."""
        row = self._columns.get(term)
        return row is not None and bool(self._table.indptr[row] < self._table.indptr[row + 1])

    def of(self, term: str) -> Mapping[str, float]:
        """Return translations of `term` with shares that sum to one at most; none for an unknown word."""
        row = self._columns.get(term)
        if row is None:
            return {}
        start, end = self._table.indptr[row], self._table.indptr[row + 1]
        shares = zip(self._table.indices[start:end].tolist(), self._table.data[start:end].tolist(), strict=True)
        return {self._words[column]: share for column, share in shares}

    def shares(self, terms: Iterable[str]) -> Mapping[str, float]:
        """Return translations of all the terms together, each word with its share, one at most."""
        shares: dict[str, float] = {}
        for term in dict.fromkeys(terms):
            for word, share in self.of(term).items():
                shares[word] = min(1.0, shares.get(word, 0.0) + share)
        return shares


def by_concepts(source: Sequence[Sequence[str]], target: Sequence[Sequence[str]]) -> Translation:
    """Learn by the cosine of the concepts that words stand in.

    `source` and `target` are documents of terms that tell of the same concepts in the same order.
    """
    if not source:
        return Translation({}, (), sparse.csr_matrix((0, 0), dtype=np.float32))
    ours, theirs = _counts(), _counts()
    left = normalize(ours.fit_transform(source), axis=0).T.tocsr()
    right = normalize(theirs.fit_transform(target), axis=0).tocsr()
    parts = [best((left[start : start + _ROWS] @ right).tocsr(), _POWER) for start in range(0, left.shape[0], _ROWS)]
    return Translation(ours.vocabulary_, theirs.get_feature_names_out(), sparse.vstack(parts, format="csr"))


def _counts() -> TfidfVectorizer:
    return TfidfVectorizer(analyzer=_itself, sublinear_tf=True, dtype=np.float32)


def _itself(document: Sequence[str]) -> Sequence[str]:
    return document


def best(likeness: sparse.csr_matrix, power: float) -> sparse.csr_matrix:
    """Keep the best columns of each row, their values sharpened to shares of one."""
    columns, values, starts = [np.empty(0, dtype=np.int32)], [np.empty(0, dtype=np.float32)], [0]
    for row in range(likeness.shape[0]):
        part = slice(likeness.indptr[row], likeness.indptr[row + 1])
        data, places = likeness.data[part], likeness.indices[part]
        if len(data) > _KEPT:
            first = np.argpartition(-data, _KEPT)[:_KEPT]
            data, places = data[first], places[first]
        data = data**power
        values.append(data / max(float(data.sum()), 1e-9))
        columns.append(places)
        starts.append(starts[-1] + len(data))
    shape = likeness.shape
    return sparse.csr_matrix((np.concatenate(values), np.concatenate(columns), starts), shape=shape, dtype=np.float32)
