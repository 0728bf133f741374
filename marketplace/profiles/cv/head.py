"""The head of a CV: what the person calls herself, and where she lives."""

import re
from collections.abc import Callable
from functools import cache

from foundation.base.places import city_names, country_names
from foundation.text.folding import fold

LINES = 6  # filled lines that are the head
TITLE = 90  # a longer line is a sentence already
_PARTS = re.compile(r"\s*[|•·/(),،:]\s*|\s+[–—-]\s+")
_DASHES = re.compile(r"\s+[–—|•·]\s+|\s+-\s+")
_NO_HEADLINE = re.compile(r"@|https?:|www\.|\d{4,}|\d[\d .]{7,}|[.!?؟]$")
_TITLES = {"curriculumvitae", "cv", "resume", "السيرهالذاتيه", "سيرهذاتيه", "hojadevida"}
_LABELS = re.compile(
    r"^(?:profession|m[ée]tier|title|position|puesto|profesi[óo]n|المهنة|الوظيفة|المسمى الوظيفي)\s*:\s*", re.I
)
_OPENING = re.compile(r"[^\s,.،:]+(?: [^\s,.،:]+){0,3}(?=[,.،])")  # "Ingénieur électrique, dix ans …"
_CITY_NOISE = re.compile(r"\b\d+(?:e|er|ème)?\b")


def head_of(text: str) -> list[tuple[int, str]]:
    """Return the first filled lines with their places."""
    lines, start = [], 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            lines.append((start, line.strip()))
        start += len(line)
        if len(lines) == LINES:
            break
    return lines


def headline_of(lines: list[tuple[int, str]], speaks_of_work: Callable[[int, int], bool]) -> tuple[str, int, bool]:
    """Return (headline, its place, whether it names work); ("", 0, False) when no line is one.

    `speaks_of_work(start, end)` says whether a skill or an occupation is named there. Of « Comptable – Abidjan » the
    part that names work is taken.
    """
    candidates = []
    for number, (start, line) in enumerate(lines):
        wanted = _LABELS.sub("", line)
        offset = start + len(line) - len(wanted)
        if "".join(map(fold, line.split())) in _TITLES:
            continue
        if len(line) > TITLE:
            opening = _OPENING.match(wanted)
            if opening and speaks_of_work(offset, offset + opening.end()):
                return opening.group(), offset, True
            continue
        first, last, names_work = _work_part(wanted, offset, speaks_of_work, with_name=number == 0)
        if names_work:
            return wanted[first:last], offset + first, True
        below_name = 0 < number < 3 and start - lines[number - 1][0] - len(lines[number - 1][1]) < 2  # no empty line
        if below_name and len(line.split()) <= 8 and _may_be_headline(line, wanted):
            candidates.append((wanted, offset))
    return (*candidates[0], False) if candidates else ("", 0, False)


def _work_part(
    line: str, offset: int, speaks_of_work: Callable[[int, int], bool], *, with_name: bool
) -> tuple[int, int, bool]:
    """Return (start, end, whether it names work) of the part of a line between the name and the place."""
    first = last = read = 0
    names_work = False
    for part in _DASHES.split(line):
        place = line.find(part, read)
        read = place + len(part)
        work = speaks_of_work(offset + place, offset + read)
        if _NO_HEADLINE.search(part) or (_is_place(part) and not work):
            break
        if with_name and not names_work:
            first = place  # what stands before the first part that names work is the person's name
        last, names_work = read, names_work or work
    return first, last, names_work and len(line[first:last].split()) <= 14


def _may_be_headline(line: str, wanted: str) -> bool:
    """Whether a line that names no work we know may still be what the person calls herself."""
    return not _NO_HEADLINE.search(line) and not _is_place(line) and (wanted != line or ":" not in line)


def place_of(lines: list[tuple[int, str]]) -> tuple[str, str, int]:
    """Return (country code, city, place in the text); what is not said is "".

    A country is named by its CLDR name in one of our languages; a city is what stands before it, or one that CLDR
    names (the exemplar cities of time zones), which then gives the country.
    """
    for start, line in lines:
        parts = _parts(line)
        for number, (part, offset) in enumerate(parts):
            code = _countries().get(_plain(part))
            if code:
                return code, _city_before(line, parts[:number], offset), start + offset
    for start, line in lines:
        for part, offset in _parts(line):
            known = _cities().get(_plain(part))
            if known:
                return known[0], part, start + offset
    return "", "", 0


def _parts(line: str) -> list[tuple[str, int]]:
    parts, read = [], 0
    for part in _PARTS.split(line):
        bare = _CITY_NOISE.sub("", part).strip(" .")
        if bare:
            place = line.find(part, read)
            parts.append((bare, place))
            read = place + len(part)
    return parts


def _city_before(line: str, parts: list[tuple[str, int]], end: int) -> str:
    """Of "Accountant – Vigo, Galicia, Spain" the first part that only commas (or a bracket) part from the country."""
    city = ""
    for part, offset in reversed(parts):
        if not set(line[offset + len(part) : end].strip()) <= set(",،( .0123456789eèmr"):
            break
        if _is_name(part):
            city, end = part, offset
    return city


def _is_place(line: str) -> bool:
    return any(_plain(part) in _countries() or _plain(part) in _cities() for part, _ in _parts(line))


def _is_name(part: str) -> bool:
    short = 0 < len(part) <= 40 and len(part.split()) <= 4
    return short and not re.search(r"[\d@:]", part) and part[0] == part[0].upper()


def _plain(name: str) -> str:
    return " ".join(fold(word) for word in name.split())


@cache
def _countries() -> dict[str, str]:
    return {_plain(name): code for name, code in country_names().items()}


@cache
def _cities() -> dict[str, tuple[str, str]]:
    """Folded names of cities → (country, zone); a name of two countries is left out."""
    found: dict[str, tuple[str, str]] = {}
    doubtful = set()
    for name, country, zone in city_names():
        if found.setdefault(_plain(name), (country, zone))[0] != country:
            doubtful.add(_plain(name))
    return {name: known for name, known in found.items() if name not in doubtful}
