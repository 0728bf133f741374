"""Mend and judge text that came out of a PDF: presentation forms, reversed Arabic, letters torn apart."""

import re
import unicodedata
from collections.abc import Callable
from itertools import pairwise

# What fonts draw instead of letters: Latin ligatures, Arabic presentation forms A and B.
_FORMS = re.compile("[\ufb00-\ufb06\ufb1d-\ufdfd\ufe70-\ufefc]+")
_ARABIC_WORD = re.compile("[\u0621-\u064a\u0671-\u06d3]+")
_LATIN_WORD = re.compile("[A-Za-zÀ-ÖØ-öø-ÿŒœ]+")
# A stretch that a reader may have turned round as one: Arabic with the blanks and marks inside it.
_INSIDE = "\u0600-\u065f\u066a-\u06ef\u06fa-\u06ff"
_ARABIC_RUN = re.compile(f"[{_INSIDE}](?:[{_INSIDE} .:!,()'\"-]*[{_INSIDE}])?")
_UNKNOWN = re.compile("[\ufffd\ue000-\uf8ff]")
_MIRRORED = str.maketrans("()", ")(")
_ENOUGH_WORDS = 12
_FEWEST_SIGNS = 2


def letters(text: str) -> str:
    """Return the text with plain letters in place of presentation forms and ligatures (NFKC of those only), in NFC."""
    return unicodedata.normalize("NFC", _FORMS.sub(lambda forms: unicodedata.normalize("NFKC", forms.group()), text))


def in_reading_order(text: str) -> str:
    """Return the text with its Arabic turned round again where it was read backwards."""
    forward, backward = _signs(text)
    if backward < _FEWEST_SIGNS or backward <= 2 * forward:
        return text
    return _ARABIC_RUN.sub(lambda run: run.group()[::-1].translate(_MIRRORED), text)


def looks_poor(text: str) -> bool:
    """Whether a person should look at the reading: unknown characters, single letters, doubled or reversed Arabic."""
    visible = sum(1 for char in text if not char.isspace())
    if len(_UNKNOWN.findall(text)) > visible / 100:
        return True
    latin, arabic = _LATIN_WORD.findall(text), _ARABIC_WORD.findall(text)
    if _share(latin, lambda word: len(word) == 1) > 0.4:
        return True
    if _share(arabic, lambda word: len(word) == 1) > 0.2:  # only the conjunction و stands alone, and rarely
        return True
    if _share(arabic, _doubled) > 0.2:
        return True
    forward, backward = _signs(text)
    return backward >= _FEWEST_SIGNS and backward > forward


def _signs(text: str) -> tuple[int, int]:
    """Count what only Arabic read forwards shows, and what only Arabic read backwards shows.

    Teh marbuta and alef maksura end a word and never begin one; the article al- begins a word.
    """
    forward = backward = 0
    for word in _ARABIC_WORD.findall(text):
        if len(word) < 3:
            continue
        forward += (word[-1] in "ةى") + word.startswith("ال")
        backward += (word[0] in "ةى") + word.endswith("لا")
    return forward, backward


def _doubled(word: str) -> bool:
    return sum(first == second for first, second in pairwise(word)) >= 2


def _share(words: list[str], test: Callable[[str], bool]) -> float:
    if len(words) < _ENOUGH_WORDS:
        return 0.0
    return sum(1 for word in words if test(word)) / len(words)
