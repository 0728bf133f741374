"""The words of other languages that say a word, for who types one that names no concept by itself.

« éducation » and «التعليم» are too common to link every text that has them, yet who asks for the one wants what speaks
of the other. Two words are counterparts when each is likely to say the other (`alignment.py`): the geometric mean of
the two chances is what tells "energy" from "renewable", which stands beside it in many labels and says something else.
"""

import hashlib
from collections.abc import Mapping, Sequence
from itertools import permutations
from pathlib import Path

from foundation.linking.resemblance.alignment import by_labels
from foundation.linking.resemblance.shelf import shelved
from foundation.linking.resemblance.words import LabelTerms

_LEAST = 0.17  # of the geometric mean of both chances
_JOINS = frozenset(("and", "or", "not"))  # terms of the lexicon that no text is searched for
_KEPT = 2

Counterparts = Mapping[tuple[str, str], tuple[str, ...]]  # (language, term) → terms of other languages, surest first


def counterparts(labels: Mapping[str, Sequence[LabelTerms]], shelf: Path | None = None) -> Counterparts:
    """Return the counterparts of every word in the labels of each language, from the shelf where they lie already."""
    digest = _digest(labels) if shelf else ""
    return shelved(shelf, "counterparts", digest, lambda: _made(labels), kept=_KEPT)


def _made(labels: Mapping[str, Sequence[LabelTerms]]) -> Counterparts:
    pairs = {(one, other): by_labels(labels[one], labels[other]) for one, other in permutations(labels, 2)}
    found: dict[tuple[str, str], dict[str, float]] = {}
    for (one, other), forth in pairs.items():
        back = pairs[other, one]
        for term in dict.fromkeys(term for _, terms in labels[one] for term in terms):
            for said, chance in forth.of(term).items():
                sure = (chance * back.of(said).get(term, 0.0)) ** 0.5
                if sure >= _LEAST and said.isalpha() and said not in _JOINS:
                    known = found.setdefault((one, term), {})
                    known[said] = max(sure, known.get(said, 0.0))
    return {word: tuple(sorted(said, key=lambda term: -said[term])) for word, said in found.items()}


def _digest(labels: Mapping[str, Sequence[LabelTerms]]) -> str:
    digest = hashlib.blake2b(f"{_LEAST}\n".encode(), digest_size=12)
    for language, rows in labels.items():
        digest.update(f"{language}\n".encode())
        for place, terms in rows:
            digest.update(f"{place} {' '.join(terms)}\n".encode())
    return digest.hexdigest()
