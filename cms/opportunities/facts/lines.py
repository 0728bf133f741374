"""A text of terms of reference as lines: which say a fact after a colon, which are headings, lists and paragraphs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cms.opportunities.facts.words import LABELS, folded

_COLON = re.compile("[:：]")
_BULLET = re.compile(r"^\s*(?:[-–—•▪◦*·]|\d{1,2}[).]|[a-z]\))\s+")
_NUMBERED = re.compile(
    r"^\s*(?:[IVX]{1,5}|\d{1,2}(?:\.\d{1,2})*)\s*[.)\-–]\s+\S|^\s*(?:article|section)\s+\d", re.IGNORECASE
)
_ARABIC_NUMBERED = re.compile(
    "^\\s*(?:أولا|ثانيا|ثالثا|رابعا|خامسا|سادسا|سابعا|ثامنا|تاسعا|عاشرا)[\u064b-\u0652]*\\s*[:：\\-–.]"
)
LONGEST_LABEL = 45
LONGEST_HEADING = 80


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `field` is what its label fills (empty without one), `value` what stands after the colon."""

    text: str
    start: int
    field: str = ""
    value: str = ""
    value_start: int = 0

    @property
    def is_bullet(self) -> bool:
        return bool(_BULLET.match(self.text)) and not self.is_heading

    @property
    def bare(self) -> str:
        """The words of a list item without its mark."""
        return _BULLET.sub("", self.text).strip().rstrip("؛;").strip()

    @property
    def is_heading(self) -> bool:
        text = self.text.strip()
        if not text or len(text) > LONGEST_HEADING or text.endswith((".", ";", "؛", "،", ",")):
            return False
        letters = [char for char in text if char.isalpha()]
        shouted = len(letters) > 5 and all(char.isupper() for char in letters) and any(c.lower() != c for c in letters)
        return bool(_ARABIC_NUMBERED.match(text)) or bool(_NUMBERED.match(text)) or shouted

    @property
    def heading(self) -> str:
        """The words of a heading without its number."""
        text = _ARABIC_NUMBERED.sub("", self.text.strip())
        return re.sub(r"^\s*(?:[IVX]{1,5}|\d{1,2}(?:\.\d{1,2})*)\s*[.)\-–]\s+", "", text).strip(" :")


def lines_of(text: str) -> list[Line]:
    """Return the lines that are not empty, with what their labels fill; empty ones are kept as paragraph ends."""
    found = []
    start = 0
    for raw in text.split("\n"):
        found.append(_line(raw, start))
        start += len(raw) + 1
    return found


def _line(raw: str, start: int) -> Line:
    colon = _COLON.search(raw)
    if colon and colon.start() <= LONGEST_LABEL and not _ARABIC_NUMBERED.match(raw):
        field = _field(_BULLET.sub("", raw[: colon.start()]))
        if field:
            value = raw[colon.end() :]
            space = len(value) - len(value.lstrip())
            return Line(raw, start, field, value.strip(), start + colon.end() + space)
    return Line(raw, start)


def _field(label: str) -> str:
    """Return the field whose longest known label begins the words before a colon."""
    words = folded(label).split()
    for length in range(len(words), 0, -1):
        if (field := LABELS.get(" ".join(words[:length]))) and len(words) - length <= 5:
            return field
    return ""


def section(lines: list[Line], field: str) -> Iterator[Line]:
    """Yield what stands under a label or heading: its own value, or the lines below until the next one."""
    for place, line in enumerate(lines):
        is_it = line.field == field or (line.is_heading and _field(line.heading) == field)
        if not is_it:
            continue
        if line.value:
            yield line
            return
        listed = False
        for below in lines[place + 1 :]:
            if below.field or below.is_heading or (listed and below.text.strip() and not below.is_bullet):
                return
            if below.text.strip():
                listed = listed or below.is_bullet
                yield below
        return
