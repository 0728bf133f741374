"""Plain text that is set in the direction of its language where nothing but its letters says which that is."""

import unicodedata

from django.utils.translation import get_language_info

_RIGHT_TO_LEFT_MARK = "\u200f"


def directed(text: str, language: str) -> str:
    """Return plain text that mail programs set in the direction of its language, line by line.

    They take the direction of a line from its first letter (UAX #9, rule P2): in a language that is written from right
    to left, a line that begins with Latin letters gets a mark in front. A line that is one address stays as it is.
    """
    if not get_language_info(language)["bidi"]:
        return text
    return "\n".join(_RIGHT_TO_LEFT_MARK + line if _begins_left(line) else line for line in text.split("\n"))


def _begins_left(line: str) -> bool:
    if " " not in line.strip() and "://" in line:
        return False
    strong = (unicodedata.bidirectional(letter) for letter in line)
    return next((kind for kind in strong if kind in ("L", "R", "AL")), "") == "L"
