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

Floats = npt.NDArray[np.float32]

DIMENSIONS = 256
SEED = 20261127
_ROUNDS = 5
_KEPT = 2  # spaces on the shelf: that of the taxonomy now, and the one before


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

    def columns(self, terms: Iterable[str]) -> npt.NDArray[np.int32]:
        """Return the number of each term in the space, -1 for one that it does not know."""
        known = self._words.vocabulary_
        return np.array([known.get(term, -1) for term in terms], dtype=np.int32)

    def words(self, columns: npt.NDArray[np.int32]) -> Floats:
        """Return the vectors of unit length of the words with these numbers, of zeros for -1."""
        found = self._svd.components_.T[columns]
        found[columns < 0] = 0
        return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), np.float32(1e-9))


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
