"""A space of meanings in which words of all languages lie: latent semantic analysis of the concepts' words.

One document per concept, of its labels in every language and its description, so that words that name the same
concepts come to lie together whatever their language (Deerwester et al. 1990; across languages: Dumais et al. 1997).
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

Floats = npt.NDArray[np.float32]

DIMENSIONS = 256
SEED = 20261127
_ROUNDS = 5


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


def _itself(document: Sequence[str]) -> Sequence[str]:
    return document
