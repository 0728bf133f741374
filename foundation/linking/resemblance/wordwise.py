"""How well a phrase and a label say each other word by word, whatever languages they are in.

Each word of the one is laid beside the word of the other that is most like it, and the likenesses are averaged by the
rarity of the words (Mihalcea, Corley and Strapparava 2006, Corpus-based and Knowledge-based Measures of Text Semantic
Similarity). Of the two averages, what the label says of the phrase and what the phrase says of the label, the lesser
counts: a label that says more than the phrase is not what it names, nor is one that says less.

    likeness(a, b) = sqrt(max(cos(a, b), shared beginning / longer word, chance that b translates a))

The cosine is that of the words in the latent space, where « offre » and "tender" lie together; the beginning tells
words of one family or origin: « arboricole » and "arborícola", « masseur » and « massage »; the chance is that of
`alignment.py`.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from foundation.linking.resemblance.latent import Floats, LatentSpace
from foundation.linking.resemblance.words import LabelTerms, distinct

_LETTERS = 24  # of a word that are compared
_SHORTEST = 4  # letters of a beginning that tells of a family
_FAMILY = 0.55  # the share of the longer word from which it does
_TINY = np.float32(1e-6)

Places = npt.NDArray[np.intp]


class LabelWords:
    """The labels of one language as words in a latent space; safe to share, since it never changes."""

    def __init__(self, labels: Sequence[LabelTerms], space: LatentSpace, size: int) -> None:
        """Hold the labels of concepts whose places are below `size`."""
        self._space = space
        kept = sorted(distinct(labels), key=lambda label: label[0])
        self._numbers: dict[str, int] = {}
        for _, terms in kept:
            for term in terms:
                self._numbers.setdefault(term, len(self._numbers))
        owners = np.array([place for place, _ in kept], dtype=np.int32)
        counts = np.array([len(terms) for _, terms in kept], dtype=np.int32)
        self._labels = np.searchsorted(owners, np.arange(size + 1))  # where the labels of each concept start
        self._starts = np.concatenate([[0], np.cumsum(counts)])  # where the words of each label start
        self._words = np.array([self._numbers[term] for _, terms in kept for term in terms], dtype=np.int32)
        pairs = np.unique(self._words * np.int64(size) + np.repeat(owners, counts))
        spread = np.bincount(pairs // size, minlength=len(self._numbers))
        self._rarity = np.log((1 + len(np.unique(owners))) / (1 + spread)).astype(np.float32) + _TINY
        self._columns = space.columns(self._numbers)
        self._letters, self._lengths = _spelt(list(self._numbers))

    def rarity(self, terms: Sequence[str]) -> Floats:
        """Return the idf of terms over the concepts with labels in the language; an unknown one is the rarest."""
        most = self._rarity.max(initial=1.0)
        known = (self._numbers.get(term) for term in terms)
        return np.array([most if number is None else self._rarity[number] for number in known], dtype=np.float32)

    def scores(
        self, terms: Sequence[str], rarity: Floats, places: Places, translated: Sequence[Mapping[str, float]] = ()
    ) -> Floats:
        """Return for each of `places` how well its best label and the terms say each other, 0 to 1.

        Each term has its `rarity` and, where it is of another language, its translations with their chances.
        """
        best = np.zeros(len(places), dtype=np.float32)
        labels, counts = _runs(self._labels, places)
        if not len(labels) or not len(terms):
            return best
        every, lengths = _runs(self._starts, labels)
        numbers, inverse = np.unique(self._words[every], return_inverse=True)
        likeness = self._likeness(terms, numbers, translated)[:, inverse]
        weights = self._rarity[self._words[every]]
        first = np.cumsum(lengths) - lengths
        by_label = (rarity @ np.maximum.reduceat(likeness, first, axis=1)) / rarity.sum()
        by_phrase = np.add.reduceat(likeness.max(axis=0) * weights, first) / np.add.reduceat(weights, first)
        np.maximum.at(best, np.repeat(np.arange(len(places)), counts), np.minimum(by_label, by_phrase))
        return best

    def _likeness(
        self, terms: Sequence[str], numbers: npt.NDArray[np.int32], translated: Sequence[Mapping[str, float]]
    ) -> Floats:
        """Return how like each term is to words of the labels, 0 to 1."""
        known = self._space.columns(terms)
        cosines = self._space.words(known) @ self._space.words(self._columns[numbers]).T
        letters, lengths = _spelt(terms)
        same = letters[:, None, :] == self._letters[numbers]
        shared = np.logical_and.accumulate(same & (letters[:, None, :] > 0), axis=2).sum(axis=2)
        longer = np.maximum(lengths[:, None], self._lengths[numbers])
        family = (shared / longer).astype(np.float32)
        alike = (shared == longer) | ((shared >= _SHORTEST) & (family > _FAMILY))
        likeness = np.maximum(np.maximum(cosines, 0), np.where(alike, family, 0))
        for row, chances in zip(likeness, translated, strict=False):
            meant = np.array([self._numbers.get(word, -1) for word in chances], dtype=np.int32)
            places = np.minimum(np.searchsorted(numbers, meant), len(numbers) - 1)
            there = numbers[places] == meant
            chance = np.fromiter(chances.values(), dtype=np.float32, count=len(chances))
            row[places[there]] = np.maximum(row[places[there]], chance[there])
        return np.sqrt(likeness)


def _runs(starts: Places, numbers: Places) -> tuple[Places, Places]:
    """Return the places from the start of each number to that of the next, one run behind the other, and how many."""
    counts = starts[numbers + 1] - starts[numbers]
    ends = np.cumsum(counts)
    return np.repeat(starts[numbers] - ends + counts, counts) + np.arange(counts.sum()), counts


def _spelt(words: Sequence[str]) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int32]]:
    """Return the first letters of each word as numbers, 0 behind its end, and how many there are."""
    letters = np.array(words, dtype=f"<U{_LETTERS}").view(np.uint32).reshape(len(words), _LETTERS)
    return letters, np.count_nonzero(letters, axis=1).astype(np.int32)
