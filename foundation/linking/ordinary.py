"""Which single words may be a concept on their own, and which are everyday words that happen to be a label.

Three rules, in this order:
1. a word of the reviewed list of its language (`ordinary/<language>.txt`) never is one, whoever wrote the label;
2. a label of the starter set or of staff is one, and so is a sector;
3. an imported label is one when it is the concept's own name or a long enough alternative, and its word is not one that
   the labels of very many other concepts use ("manage", "system", "operator"): such a word tells nothing alone.
"""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from foundation.text.folding import fold
from foundation.text.inflection import uninflected
from foundation.text.pieces import pieces

_SHORTEST = 3
_SHORTEST_ALTERNATIVE = 5
_OFTEN_AT_LEAST = 40  # concepts whose labels use the word, before it can count as everyday
_OFTEN_SHARE = 0.004  # of all concepts with labels in the language
_RARE_ALTERNATIVE = 5  # concepts that may use the word of an imported alternative: "maçon", not "recovery"


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

    def lists(self, surfaces: Iterable[str]) -> bool:
        """Whether the reviewed list of the language has these words, endings aside."""
        return _plain(surfaces, self.language) in listed(self.language)

    def allows(self, phrase: str, term: str, *, preferred: bool, trusted: bool, kind: str) -> bool:
        """Whether the label `phrase`, whose one term is `term`, may link on its own."""
        if self.lists(surface for surface, _, _ in pieces(phrase)):
            return False
        if trusted or kind in ("sector", "sdg"):
            return True
        if len(term) == 1 and len(phrase) > 1:
            return False
        if is_acronym(phrase) or is_name(phrase, trusted=False):
            return True
        if preferred:
            often = max(_OFTEN_AT_LEAST, _OFTEN_SHARE * len(self._concepts))
            return len(term) >= _SHORTEST and self._used[term] <= often
        return len(term) >= _SHORTEST_ALTERNATIVE and self._used[term] <= _RARE_ALTERNATIVE


def is_acronym(phrase: str) -> bool:
    """Whether a label is in capitals and must be so in a text: "LESS", "PCBs"."""
    bare = phrase.strip()[:1] + phrase.strip()[1:].replace(".", "")
    return bare.isalpha() and len(bare) > 1 and (bare.isupper() or (len(bare) > 2 and bare[:-1].isupper()))


def is_name(phrase: str, *, trusted: bool) -> bool:
    """Whether a label is written like a name (Scratch, JavaScript, C++, .NET) and must be so in a text.

    ESCO writes its labels in lower case, but for names; ours may begin with a capital. Arabic has no case and no names.
    """
    bare = phrase.strip()
    within = bare[1:] != bare[1:].lower() or bare.startswith(".") or bare.endswith(("#", "++"))
    return within or (not trusted and bare[:1] != bare[:1].lower())


@cache
def listed(language: str) -> frozenset[str]:
    """Return the reviewed everyday words and phrases of `language`, folded and without endings."""
    text = (Path(__file__).parent / "ordinary" / f"{language}.txt").read_text(encoding="utf-8")
    entries = [entry.strip() for line in text.splitlines() for entry in line.partition("#")[0].split(",")]
    return frozenset(_plain(entry.split(), language) for entry in entries if entry)


def is_everyday(phrase: str, language: str) -> bool:
    """Whether a label is nothing but reviewed everyday words, which would link every text."""
    return _plain([surface for surface, _, _ in pieces(phrase)], language) in listed(language)


def _plain(surfaces: Iterable[str], language: str) -> str:
    words = [fold(surface) for surface in surfaces]
    return " ".join(uninflected(word, language, in_phrase=len(words) > 1) for word in words)
