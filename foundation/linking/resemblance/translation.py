"""Which words of one language say what a word of another says, learned from the concepts that both languages name."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

_KEPT = 10  # translations of one word
_POWER = 3.0  # sharpens the shares towards the surest
_ROWS = 2_000


class Translation:
    """Words of one language to words of another, by the cosine of the concepts they stand in."""

    def __init__(self, source: Sequence[Sequence[str]], target: Sequence[Sequence[str]]) -> None:
        """Learn from two lists of documents of terms that tell of the same concepts in the same order."""
        self._columns: dict[str, int] = {}
        if not source:
            return
        ours, theirs = _counts(), _counts()
        left = normalize(ours.fit_transform(source), axis=0).T.tocsr()
        right = normalize(theirs.fit_transform(target), axis=0).tocsr()
        self._words = theirs.get_feature_names_out()
        self._columns = ours.vocabulary_
        parts = [_sharpened((left[start : start + _ROWS] @ right).tocsr()) for start in range(0, left.shape[0], _ROWS)]
        self._table = sparse.vstack(parts, format="csr")

    def of(self, term: str) -> Mapping[str, float]:
        """Return translations of `term` with shares that sum to one; none for an unknown word."""
        row = self._columns.get(term)
        if row is None:
            return {}
        start, end = self._table.indptr[row], self._table.indptr[row + 1]
        shares = zip(self._table.indices[start:end], self._table.data[start:end], strict=True)
        return {self._words[column]: float(share) for column, share in shares}


def _counts() -> TfidfVectorizer:
    return TfidfVectorizer(analyzer=_itself, sublinear_tf=True, dtype=np.float32)


def _itself(document: Sequence[str]) -> Sequence[str]:
    return document


def _sharpened(likeness: sparse.csr_matrix) -> sparse.csr_matrix:
    """Keep the best columns of each row, their values sharpened to shares of one."""
    columns, values, starts = [], [], [0]
    for row in range(likeness.shape[0]):
        part = slice(likeness.indptr[row], likeness.indptr[row + 1])
        data, places = likeness.data[part], likeness.indices[part]
        if len(data) > _KEPT:
            best = np.argpartition(-data, _KEPT)[:_KEPT]
            data, places = data[best], places[best]
        data = data**_POWER
        values.append(data / max(float(data.sum()), 1e-9))
        columns.append(places)
        starts.append(starts[-1] + len(data))
    shape = likeness.shape
    return sparse.csr_matrix((np.concatenate(values), np.concatenate(columns), starts), shape=shape, dtype=np.float32)
