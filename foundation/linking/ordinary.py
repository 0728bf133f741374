"""Which single words may be a concept on their own, and which are everyday words that happen to be a label.

Three rules, in this order:
1. a word of the reviewed list of its language (`ordinary/<language>.txt`) never is one, whoever wrote the label;
2. a label of the starter set or of staff is one, and so is a sector;
3. an imported label is one when it is the concept's own name or a long enough alternative, and its word is not one that
   the labels of very many other concepts use ("manage", "system", "operator"): such a word tells nothing alone.
"""

from collections import Counter
from functools import cache
from pathlib import Path

from foundation.text.folding import fold
from foundation.text.stems import stem

_SHORTEST = 3
_SHORTEST_ALTERNATIVE = 5
_OFTEN_AT_LEAST = 40  # concepts whose labels use the word, before it can count as everyday
_OFTEN_SHARE = 0.004  # of all concepts with labels in the language
_OFTEN_SHARE_ALTERNATIVE = 0.0015


class Ordinary:
    """Counts in how many concepts' labels each term of one language occurs, and judges single words by it."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._used: Counter[str] = Counter()
        self._last: dict[str, int] = {}
        self._concepts: set[int] = set()

    def count(self, place: int, terms: list[str]) -> None:
        """Note the terms of one label of the concept at `place`; the labels of a concept come one after the other."""
        self._concepts.add(place)
        for term in terms:
            if self._last.get(term) != place:
                self._last[term] = place
                self._used[term] += 1

    def allows(self, phrase: str, term: str, *, preferred: bool, trusted: bool, kind: str) -> bool:
        """Whether the label `phrase`, whose one term is `term`, may link on its own."""
        if term in listed(self.language) or (not phrase.isascii() and fold(phrase) in listed(self.language)):
            return False
        if trusted or kind in ("sector", "sdg"):
            return True
        if len(term) < _SHORTEST and not self.is_name(phrase):
            return False
        if self.is_name(phrase):
            return True
        if not preferred and len(term) < _SHORTEST_ALTERNATIVE:
            return False
        share = _OFTEN_SHARE if preferred else _OFTEN_SHARE_ALTERNATIVE
        return self._used[term] <= max(_OFTEN_AT_LEAST, share * len(self._concepts))

    @staticmethod
    def is_name(phrase: str) -> bool:
        """Whether a label is written like a name or an acronym (SQL, LESS, C++, .NET, Scratch) and so must be in a text.

        ESCO writes its labels in lower case, but for names; in Arabic there is no case and nothing is one.
        """
        bare = phrase.strip()
        return (
            bare[1:] != bare[1:].lower()
            or (len(bare) <= 4 and bare.isupper())
            or bare.startswith(".")
            or bare.endswith(("#", "++"))
        )


@cache
def listed(language: str) -> frozenset[str]:
    """Return the terms of the reviewed everyday words of `language`."""
    path = Path(__file__).parent / "ordinary" / f"{language}.txt"
    words = [word for line in path.read_text(encoding="utf-8").splitlines() for word in line.partition("#")[0].split()]
    return frozenset(stem(fold(word), language) for word in words)
