"""Dates in four languages, with any digits and month names, and the ranges they make."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cms.opportunities.facts.words import MONTHS
from foundation.text.folding import fold

_TOKEN = re.compile(r"\d+|[^\W\d_]+", re.UNICODE)
_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_EUROPEAN = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
_ORDINALS = {"er", "ere", "e", "st", "nd", "rd", "th", "o"}
_OF = {"de", "du", "of", "del", "من", "شهر"}
_FIRST = {"premier": 1, "1er": 1, "first": 1, "primero": 1, "فاتح": 1}
_TO = {"au", "a", "to", "until", "till", "through", "and", "et", "al", "hasta", "y", "الي", "حتي", "و", "الى"}


@dataclass(frozen=True, slots=True)
class DateFound:
    """A day and where the text says it; `sure` is False where day and month could be read the other way round."""

    day: dt.date
    start: int
    end: int
    sure: bool = True


@dataclass(slots=True)
class _Parts:
    day: int
    month: int
    year: int | None
    start: int
    end: int


def find_dates(text: str, language: str = "fr") -> list[DateFound]:
    """Return the dates a text says, in its order. A date without a year takes that of the next one of its range."""
    found = _numeric(text, language)
    taken = [(one.start, one.end) for one in found]
    for parts in _in_words(text):
        if not any(start < parts.end and parts.start < end for start, end in taken) and parts.year is not None:
            try:
                found.append(DateFound(dt.date(parts.year, parts.month, parts.day), parts.start, parts.end))
            except ValueError:
                continue
    return sorted(found, key=lambda one: one.start)


def find_range(text: str, language: str = "fr") -> tuple[DateFound, DateFound] | None:
    """Return the first two dates of a text when they are in order: the days of the work."""
    dates = find_dates(text, language)
    if len(dates) >= 2 and dates[0].day <= dates[1].day:
        return dates[0], dates[1]
    return None


def _numeric(text: str, language: str) -> list[DateFound]:
    plain = _ascii_digits(text)
    found = []
    for pattern, order in ((_ISO, (0, 1, 2)), (_EUROPEAN, (2, 1, 0))):
        for match in pattern.finditer(plain):
            numbers = [int(group) for group in match.groups()]
            year, month, day = (numbers[place] for place in order)
            ambiguous = order[0] == 2 and language == "en" and day <= 12 and month <= 12 and day != month
            if month > 12 >= day and order[0] == 2:
                day, month = month, day
            try:
                found.append(DateFound(dt.date(year, month, day), match.start(), match.end(), not ambiguous))
            except ValueError:
                continue
    return found


def _in_words(text: str) -> list[_Parts]:
    tokens = [(fold(match.group()), match.start(), match.end()) for match in _TOKEN.finditer(text)]
    found: list[_Parts] = []
    place = 0
    while place < len(tokens):
        parts, after = _date_at(tokens, place)
        if parts is None:
            place += 1
            continue
        found.append(parts)
        place = after
    _fill_years(found, text)
    return found


def _date_at(tokens: Sequence[tuple[str, int, int]], place: int) -> tuple[_Parts | None, int]:
    """Read "5 avril 2027", "April 5, 2027", "5 au 30 avril 2027" (its first day) or "فاتح ماي 2027" at a token."""
    word, start, end = tokens[place]
    day = _FIRST.get(word) or (int(word) if word.isascii() and word.isdigit() and len(word) <= 2 else None)
    if day is not None and 1 <= day <= 31:
        after = place + 1
        if after < len(tokens) and tokens[after][0] in _ORDINALS:
            after += 1
        month, past = _month_at(tokens, after)
        if month is None and after < len(tokens) and tokens[after][0] in _OF:
            month, past = _month_at(tokens, after + 1)
        if month is not None:
            year, past = _year_at(tokens, past)
            return _Parts(day, month, year, start, tokens[past - 1][2]), past
        if after < len(tokens) and tokens[after][0] in _TO and after + 1 < len(tokens):
            other, _past = _date_at(tokens, after + 1)
            if other is not None and tokens[after + 1][0] not in MONTHS:
                return _Parts(day, other.month, other.year, start, end), place + 1
        return None, place + 1
    month, past = _month_at(tokens, place)
    if month is not None and past < len(tokens) and tokens[past][0].isdigit() and len(tokens[past][0]) <= 2:
        day, after = int(tokens[past][0]), past + 1
        if after < len(tokens) and tokens[after][0] in _ORDINALS:
            after += 1
        year, after = _year_at(tokens, after)
        if year is not None and 1 <= day <= 31:
            return _Parts(day, month, year, start, tokens[after - 1][2]), after
    return None, place + 1


def _month_at(tokens: Sequence[tuple[str, int, int]], place: int) -> tuple[int | None, int]:
    if place >= len(tokens):
        return None, place
    if place + 1 < len(tokens):
        both = f"{tokens[place][0]} {tokens[place + 1][0]}"  # كانون الثاني
        if both in MONTHS:
            return MONTHS[both], place + 2
    word = tokens[place][0]
    return (MONTHS[word], place + 1) if word in MONTHS else (None, place)


def _year_at(tokens: Sequence[tuple[str, int, int]], place: int) -> tuple[int | None, int]:
    if place < len(tokens) and tokens[place][0] in _OF | {"سنه", "عام"}:
        place += 1
        if place >= len(tokens) or not tokens[place][0].isdigit():
            return None, place - 1
    if place < len(tokens) and tokens[place][0].isdigit() and len(tokens[place][0]) == 4:
        year = int(tokens[place][0])
        if 1990 <= year <= 2100:
            return year, place + 1
    return None, place


def _fill_years(found: list[_Parts], text: str) -> None:
    """Give "du 5 avril au 30 juillet 2027" its first year, unless a sentence ends between the two."""
    for first, second in zip(reversed(found[:-1]), reversed(found[1:]), strict=True):
        between = text[first.end : second.start]
        if first.year is None and second.year is not None and len(between) < 25 and "." not in between:
            later = (second.month, second.day) < (first.month, first.day)
            first.year = second.year - 1 if later else second.year


def _ascii_digits(text: str) -> str:
    return "".join(str(int(char)) if char.isdecimal() and not char.isascii() else char for char in text)


def shifted(found: DateFound, by: int) -> DateFound:
    """Return the date as part of a longer text."""
    return replace(found, start=found.start + by, end=found.end + by)
