"""Tell a person's name at the head of a text from the trade it looks like: "John Butcher", «أحمد النجار»."""

from collections.abc import Callable, Sequence

from foundation.linking.scanning import Word
from foundation.text.arabic import is_arabic
from foundation.text.folding import fold

_HEAD = 5  # words among which a text names its person
_ARTICLE = "ال"


def is_surname(text: str, words: Sequence[Word], place: int, known: Callable[[str], bool]) -> bool:
    """Whether the word at `place` is a surname: near the head, behind a word that no label knows, written as names are.

    `known` says whether a folded word stands in any label.
    """
    if not 0 < place < _HEAD:
        return False
    (before, _, end), (surface, start, _) = words[place - 1], words[place]
    if text[end:start] != " " or known(fold(before)):
        return False
    if is_arabic(surface):
        return surface.startswith(_ARTICLE) and is_arabic(before) and not before.startswith(_ARTICLE) and place == 1
    return _titled(before) and _titled(surface)


def _titled(surface: str) -> bool:
    return surface[:1].isupper() and surface[1:] == surface[1:].lower()
