"""Tell "fluent French" from "French cooperation": a language's name is a skill only where languages are spoken of."""

from collections.abc import Sequence

from foundation.linking.wordlists import words_of
from foundation.text.folding import fold

_AROUND = 6
_SPEAKING = words_of("speaking")
NAMES = words_of("language_names")


def is_spoken(text: str, words: Sequence[tuple[str, int, int]], place: int) -> bool:
    """Whether the words around `place` speak of languages, or list another one right beside it."""
    around = [fold(surface) for surface, _, _ in words[max(0, place - _AROUND) : place + _AROUND + 1]]
    if not _SPEAKING.isdisjoint(around):
        return True
    beside = [fold(surface) for surface, _, _ in (*words[max(0, place - 2) : place], *words[place + 1 : place + 3])]
    return not NAMES.isdisjoint(beside)
