"""Where a CV says something: its headings, and the sentence that is quoted as evidence."""

import re

from foundation.text.sentences import sentences

EVIDENCE = 300
_BLANKS = re.compile(r"\s+")


def is_heading(text: str, start: int, end: int) -> bool:
    """Whether a place is all of a line that has an empty line above and a filled one below: "INFORMATIQUE"."""
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    if last < 0 or len(text[first:last].strip(" :.")) > end - start + 3 or text[first:start].strip():
        return False
    below = text.find("\n", last + 1)
    above = text.rfind("\n", 0, max(first - 1, 0)) + 1
    return not text[above : max(first - 1, 0)].strip() and bool(text[last : below if below > 0 else None].strip())


def quote(text: str, start: int, end: int) -> str:
    """The sentence around a place, on one line, short enough to be shown as evidence."""
    for first, last in sentences(text):
        if first <= start < last or first >= start:
            break
    else:
        first, last = start, end
    if last - first > EVIDENCE:
        first, last = max(first, start - EVIDENCE // 2), min(last, start + EVIDENCE // 2)
    return _BLANKS.sub(" ", text[first:last]).strip(" ،,|–-")[:EVIDENCE]
