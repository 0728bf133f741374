"""A space of meanings in which words of all languages lie: latent semantic analysis of the concepts' words.

One document per concept, of its labels in every language and its description, so that words that name the same
concepts come to lie together whatever their language (Deerwester et al. 1990; across languages: Dumais et al. 1997).
"""

import hashlib
import logging
import os
from collections.abc import Sequence
from pathlib import Path

import joblib
import numpy as np
import numpy.typing as npt
import sklearn
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

Floats = npt.NDArray[np.float32]

DIMENSIONS = 256
SEED = 20261127
_ROUNDS = 5
_KEPT = 2  # spaces on the shelf: that of the taxonomy now, and the one before
log = logging.getLogger(__name__)


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


def fitted(documents: Sequence[Sequence[str]], weights: Sequence[float], shelf: Path | None = None) -> LatentSpace:
    """Return the space of documents, from the shelf (a folder) where it lies there already.

    At ESCO's size a fit takes some ten seconds, which every process would spend. What cannot be read is fitted anew.
    """
    if shelf is None:
        return LatentSpace(documents, weights)
    path = shelf / f"latent-{_digest(documents, weights)}.joblib"
    try:
        return joblib.load(path)
    except FileNotFoundError:
        pass
    except Exception:
        log.exception("The latent space in %s cannot be read; it is fitted anew.", path.name)
    space = LatentSpace(documents, weights)
    shelf.mkdir(parents=True, exist_ok=True)
    written = path.with_suffix(f".{os.getpid()}")
    joblib.dump(space, written)
    written.replace(path)
    for old in sorted(shelf.glob("latent-*.joblib"), key=lambda one: one.stat().st_mtime)[:-_KEPT]:
        old.unlink(missing_ok=True)
    return space


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
