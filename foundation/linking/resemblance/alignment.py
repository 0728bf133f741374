"""Which word of a label says which word of the same concept's label in another language: IBM Model 1.

Each label of a concept is taken for a translation of each of its labels in the other language, and the words of both
are aligned by expectation maximisation (Brown et al. 1993, The Mathematics of Statistical Machine Translation). A word
comes out surer than by the concepts it stands in, since another word of the label may say the rest.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from scipy import sparse

from foundation.linking.resemblance.translation import Translation, best
from foundation.linking.resemblance.words import LabelTerms

_ROUNDS = 5
_LABELS = 6  # of a concept in a language: with more, those with many would say most
_LEAST = 0.02  # share from which a word is a translation


def by_labels(source: Iterable[LabelTerms], target: Iterable[LabelTerms]) -> Translation:
    """Learn from the labels of two languages."""
    ours, theirs = _Words(source), _Words(target)
    columns, rows, lengths = array("q"), array("q"), array("q")
    for place in ours.labels.keys() & theirs.labels.keys():
        for one in ours.labels[place]:
            for other in theirs.labels[place]:
                columns.extend(one * len(other))
                rows.extend(word for word in other for _ in one)
                lengths.extend([len(one)] * len(other))
    shares = _aligned(
        np.asarray(columns), np.asarray(rows), np.asarray(lengths), (len(ours.numbers), len(theirs.numbers))
    )
    return Translation(ours.numbers, list(theirs.numbers), best(shares, 1.0))


class _Words:
    """Labels as lists of numbers of their words, by the concept's place."""

    def __init__(self, labels: Iterable[LabelTerms]) -> None:
        self.numbers: dict[str, int] = {}
        self.labels: dict[int, list[list[int]]] = defaultdict(list)
        for place, terms in labels:
            numbers = [self.numbers.setdefault(term, len(self.numbers)) for term in dict.fromkeys(terms)]
            if numbers and len(self.labels[place]) < _LABELS and numbers not in self.labels[place]:
                self.labels[place].append(numbers)


def _aligned(ours: np.ndarray, theirs: np.ndarray, lengths: np.ndarray, shape: tuple[int, int]) -> sparse.csr_matrix:
    """Return the chance of each word, given one of ours; `lengths` are the runs of ours that one of theirs may be."""
    pairs, place = np.unique(ours * shape[1] + theirs, return_inverse=True)
    said = np.repeat(np.arange(len(lengths)), lengths)
    word, other = np.divmod(pairs, max(shape[1], 1))
    chance = np.ones(len(pairs))
    for _ in range(_ROUNDS):
        likely = chance[place]
        expected = np.bincount(place, likely / np.bincount(said, likely)[said], minlength=len(pairs))
        chance = expected / np.maximum(np.bincount(word, expected)[word] if len(word) else 1.0, 1e-12)
    sure = chance > _LEAST
    return sparse.csr_matrix((chance[sure], (word[sure], other[sure])), shape=shape, dtype=np.float32)
