"""Which words are spelt like a word: TF-IDF over their character n-grams; which one is a slip of another."""

from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from foundation.text.arabic import is_arabic

_LENGTHS = (2, 4)
_SHORTEST = 4  # letters from which a word may be mistyped and still be known
_MOST = 8


class Spelling:
    """The words of the labels of one language."""

    def __init__(self, words: Sequence[str]) -> None:
        self._grams = TfidfVectorizer(analyzer="char_wb", ngram_range=_LENGTHS, sublinear_tf=True, dtype=np.float32)
        self._by_word = self._grams.fit_transform(words) if any(len(word) > 1 for word in words) else None
        self._by_gram = None if self._by_word is None else self._by_word.T.tocsr()

    def near(self, word: str, least: float, *, place: int | None = None) -> list[tuple[int, float]]:
        """Return (place in the list, cosine) of words alike by at least `least`, the nearest first, eight at most.

        `place` is that of the word itself, where it stands in the list.
        """
        if self._by_word is None or len(word) < _SHORTEST or not word.isalpha():
            return []
        likeness = (self._grams.transform([word]) if place is None else self._by_word[place]) @ self._by_gram
        alike = likeness.data >= least
        near = zip(likeness.indices[alike].tolist(), likeness.data[alike].tolist(), strict=True)
        return sorted(near, key=lambda found: (-found[1], found[0]))[:_MOST]


# Letters at the end in which a difference makes another word, not a slip: cycliste, cyclique; مبرمج, مبرمجة.
_OWN_ENDING, _OWN_ENDING_ARABIC = 3, 2


def ends_of(word: str) -> str:
    """Return what a slip leaves as it is: the first letter and the ending."""
    return word[:1] + word[-(_OWN_ENDING_ARABIC if is_arabic(word) else _OWN_ENDING) :]


def is_slip(typed: str, meant: str) -> bool:
    """Whether `typed` is `meant` with one letter too many, too few, changed, or two swapped, before its ending."""
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    end = 0
    while end < min(len(typed), len(meant)) - start and typed[-1 - end] == meant[-1 - end]:
        end += 1
    wrong, right = typed[start : len(typed) - end], meant[start : len(meant) - end]
    least = _OWN_ENDING_ARABIC if is_arabic(meant) else _OWN_ENDING
    if start == 0 or end < least or (not wrong and not right):
        return False
    return max(len(wrong), len(right)) == 1 or (len(wrong) == len(right) == 2 and wrong == right[::-1])
