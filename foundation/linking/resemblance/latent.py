"""A space of meanings in which words of all languages lie: latent semantic analysis of the concepts' words.

One document per concept, of its labels in every language and its description, so that words that name the same
concepts come to lie together whatever their language (Deerwester et al. 1990; across languages: Dumais et al. 1997).
"""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import sklearn
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from foundation.linking.resemblance.shelf import shelved
from foundation.linking.resemblance.words import LabelTerms

Floats = npt.NDArray[np.float32]

DIMENSIONS = 256
SEED = 20261127
_ROUNDS = 5
_KEPT = 2  # spaces on the shelf: that of the taxonomy now, and the one before
_ROWS = 20_000


class LatentSpace:
    """Fitted once on documents of terms; every further list of terms can be laid into it."""

    def __init__(self, documents: Sequence[Sequence[str]], weights: Sequence[float]) -> None:
        """Fit the space; a document of greater weight shapes it more."""
        self._words = TfidfVectorizer(analyzer=_itself, sublinear_tf=True, min_df=2, dtype=np.float32)
        counts = self._words.fit_transform(documents)
        most = min(DIMENSIONS, min(counts.shape) - 1)
        self._svd = TruncatedSVD(most, n_iter=_ROUNDS, random_state=SEED)
        self._svd.fit(sparse.diags(np.asarray(weights, dtype=np.float32)) @ counts)
        self._svd.components_ = self._svd.components_.astype(np.float32)

    def vectors(self, documents: Sequence[Sequence[str]]) -> Floats:
        """Return one vector of unit length (or of zeros, when no word is known) per list of terms."""
        found = self._svd.transform(self._words.transform(documents)).astype(np.float32)
        return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), np.float32(1e-9))

    def vector(self, terms: Iterable[str]) -> Floats:
        """Return the vector of one list of terms."""
        return self.vectors([list(terms)])[0]

    def counts(self, documents: Sequence[Sequence[str]]) -> sparse.csr_matrix:
        """Return the weights of the space's words, one row per list of terms."""
        return self._words.transform(documents)

    def lengths(self, counts: sparse.csr_matrix) -> Floats:
        """Return how long the vectors are that `counts` have in the space."""
        parts = [counts[start : start + _ROWS] @ self._svd.components_.T for start in range(0, counts.shape[0], _ROWS)]
        return np.concatenate([np.linalg.norm(part, axis=1) for part in parts]).astype(np.float32)

    def along(self, vector: Floats) -> Floats:
        """Return how far each word of the space lies along a vector of it."""
        return vector @ self._svd.components_


class LabelVectors:
    """The labels of one language in a space, kept as the few words that each is the sum of."""

    def __init__(self, labels: Sequence[LabelTerms], space: LatentSpace, size: int) -> None:
        """Lay labels of concepts whose places are below `size` into `space`."""
        self._size = size
        ordered = sorted({(place, tuple(sorted(terms))) for place, terms in labels if terms})
        self._places, self._starts = np.unique([place for place, _ in ordered], return_index=True)
        if ordered:
            self._counts = space.counts([terms for _, terms in ordered])
            self._lengths = np.maximum(space.lengths(self._counts), np.float32(1e-9))

    def scores(self, along: Floats) -> Floats:
        """Return for each concept the cosine of its nearest label with the vector that `along` is of, at least 0."""
        best = np.zeros(self._size, dtype=np.float32)
        if len(self._places):
            cosines = (self._counts @ along) / self._lengths
            best[self._places] = np.maximum(np.maximum.reduceat(cosines, self._starts), 0)
        return best


def fitted(documents: Sequence[Sequence[str]], weights: Sequence[float], shelf: Path | None = None) -> LatentSpace:
    """Return the space of documents, from the shelf (a folder) where it lies there already.

    At ESCO's size a fit takes some ten seconds, which every process would spend.
    """
    digest = _digest(documents, weights) if shelf else ""
    return shelved(shelf, "latent", digest, lambda: LatentSpace(documents, weights), kept=_KEPT)


def _digest(documents: Sequence[Sequence[str]], weights: Sequence[float]) -> str:
    """Return what changes with anything the space is made of, or by."""
    digest = hashlib.blake2b(digest_size=12)
    for part in (sklearn.__version__, np.__version__, str((DIMENSIONS, SEED, _ROUNDS))):
        digest.update(part.encode())
    for document, weight in zip(documents, weights, strict=True):
        digest.update(f"{weight} {' '.join(document)}\n".encode())
    return digest.hexdigest()


def _itself(document: Sequence[str]) -> Sequence[str]:
    return document
