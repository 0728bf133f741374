"""Languages a text says somebody speaks; how well in terms of the Common European Framework, if it says so."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from foundation.base.locales import cldr_locale
from foundation.text.sentences import Word, key, match, words_of

FOLDER = Path(__file__).parent
CEFR = ("A1", "A2", "B1", "B2", "C1", "C2")
# The languages whose CLDR names are looked for; those of the home countries have more names in languages.csv.
KNOWN = (
    *("fr", "ar", "en", "es", "de", "it", "pt", "nl", "ca", "gl", "eu", "zh", "ja", "ko", "ru", "tr", "sv", "da", "nb"),
    *("fi", "pl", "ro", "el", "hi", "fa", "he", "sw", "ha", "yo", "ig", "bm", "wo", "ff", "snk", "srr", "dyu", "zgh"),
)
_HEADINGS = {"langue", "langues", "language", "languages", "idioma", "idiomas", "lenguas", "لغات", "لغه"}
_HEADING_LENGTH = 45
_DENIALS = "aucun aucune pas no not none sin ninguno ninguna ningun لا بدون دون ليس"
_NEGATIONS = set(_DENIALS.split())
_SENTENCE_ENDS = frozenset(".;؛!?•▪●")
_COMMAS = frozenset(",،/|")
_LONGEST = 4


@dataclass(frozen=True, slots=True)
class FoundLanguage:
    """`level` is a CEFR level, "native", or "" where the text says none; `sure` when it says it in plain terms."""

    tag: str
    level: str
    sure: bool
    start: int
    end: int


@dataclass(slots=True)
class _Item:
    """A name of a language, a level or a "no", with what stands before it."""

    kind: str  # name, level, no
    value: str
    sure: bool
    start: int
    end: int
    depth: int
    breaks: str  # "" within a phrase, "," after a comma, "." after the end of a sentence, "\n" after a line
    listed: bool = False  # below a heading that says languages

    @property
    def is_plainest(self) -> bool:
        """Whether it is a level of the framework itself, or the mother tongue."""
        return self.value == "native" or (self.value in CEFR and self.end - self.start <= 3)


@dataclass(slots=True)
class _Segment:
    breaks: str
    items: list[_Item] = field(default_factory=list)

    def of(self, kind: str) -> list[_Item]:
        return [item for item in self.items if item.kind == kind]

    @property
    def names_first(self) -> bool:
        return bool(self.items) and self.items[0].kind == "name"


def languages_in(text: str, words: Sequence[Word] | None = None) -> list[FoundLanguage]:
    """Return each language once, in the order of the text; its `words` are read from it if left out.

    Below a heading such as "Langues" a name is enough; elsewhere it needs a level said in plain terms beside it, so
    that "le marché français" is no language. One that is denied is left out.
    """
    found: dict[str, FoundLanguage] = {}
    for name, level in _levelled(_segments(_items(text, words_of(text) if words is None else words))):
        if not name.listed and not (level and level.sure):
            continue
        plain = bool(level and level.sure and (name.listed or level.is_plainest))
        language = FoundLanguage(name.value, level.value if level else "", plain, name.start, name.end)
        known = found.get(language.tag)
        if known is None or (language.level and not known.level):
            found[language.tag] = language
    return list(found.values())


def _items(text: str, words: Sequence[Word]) -> list[_Item]:
    """Names, levels and denials in order, each with how the text breaks before it."""
    names, levels, openings = _names(), _levels(), _openings()
    lists = _lists(text, words)
    items: list[_Item] = []
    place, depth, read, breaks = 0, 0, 0, ""
    while place < len(words):
        word = words[place]
        gap = text[read : word.start]
        for char in gap if gap != " " else "":
            depth = max(0, depth + (char in "([") - (char in ")]"))
            if depth == 0:
                breaks = _stronger(breaks, char)
        read = word.start
        length = 0
        if word.folded in openings:
            tag, length = match(words, place, names, _LONGEST)
            kind, value, sure = "name", tag, True
            if not tag:
                level, length = match(words, place, levels, _LONGEST)
                kind, value, sure = ("level", level[1:], level[0] == "1") if level else ("no", "", False)
        if length or word.folded in _NEGATIONS:
            last = words[place + max(length, 1) - 1]
            listed = any(first <= word.start < end for first, end in lists)
            items.append(_Item(kind, value, sure, word.start, last.end, depth, breaks, listed))
            breaks = ""
        place += max(length, 1)
        read = words[place - 1].end
    return items


def _stronger(breaks: str, char: str) -> str:
    if char == "\n":
        return "." if breaks == "." else "\n"
    if char in _SENTENCE_ENDS:
        return "."
    return breaks or ("," if char in _COMMAS else "")


def _segments(items: Sequence[_Item]) -> Iterator[list[_Segment]]:
    """Yield the sentences as lists of comma-parted segments; a line end parts like a comma where a level follows it."""
    sentence: list[_Segment] = []
    for item in items:
        ends = item.breaks == "." or (item.breaks == "\n" and item.kind != "level")
        if ends and sentence:
            yield sentence
            sentence = []
        if not sentence or (item.breaks and item.depth == 0):
            sentence.append(_Segment(item.breaks))
        sentence[-1].items.append(item)
    if sentence:
        yield sentence


def _levelled(sentences: Iterator[list[_Segment]]) -> Iterator[tuple[_Item, _Item | None]]:
    for sentence in sentences:
        waiting: list[_Item] = []  # names that no level has followed yet
        before: _Item | None = None  # "fluent in" French, English …
        for segment in sentence:
            names, levels = segment.of("name"), segment.of("level")
            if segment.of("no") and not any(level.sure for level in levels):
                continue  # "aucune notion", "no German"
            if not names:
                if waiting and levels:
                    yield from ((name, _best(levels)) for name in waiting)
                    waiting = []
                continue
            if not levels:
                if before is not None:
                    yield from ((name, before) for name in names)
                else:
                    waiting += names
                continue
            pairs = list(_pairs(segment))
            together = segment.names_first and len(names) > 1 and levels[0].depth == 0 and len(levels) == 1
            yield from ((name, levels[0] if together else None) for name in waiting)
            waiting = []
            yield from pairs
            before = levels[-1] if not segment.names_first else None
        yield from ((name, None) for name in waiting)


def _pairs(segment: _Segment) -> Iterator[tuple[_Item, _Item | None]]:
    """Match names and levels of one segment: levels follow names, or stand before them."""
    if not segment.names_first:
        level: _Item | None = None
        for item in segment.items:
            if item.kind == "level":
                level = item
            elif item.kind == "name":
                yield item, level
        return
    names: list[_Item] = []
    levels: list[_Item] = []
    for item in segment.items:
        if item.kind == "name" and levels:
            yield from ((name, _best(levels)) for name in names)
            names, levels = [], []
        if item.kind == "name":
            names.append(item)
        elif item.kind == "level":
            levels.append(item)
    yield from ((name, _best(levels) if levels else None) for name in names)


def _best(levels: Sequence[_Item]) -> _Item:
    """A level of the framework beats words, plain words beat vague ones; then the first."""
    return min(levels, key=lambda level: (not level.is_plainest, not level.sure))


def _lists(text: str, words: Sequence[Word]) -> list[tuple[int, int]]:
    """Return the stretches below a heading that says languages: to the first empty line behind a filled one."""
    found, start = [], 0
    starts = {word.start: word.folded for word in words}
    for line in text.splitlines(keepends=True):
        first = next((place for place in range(start, start + len(line)) if place in starts), None)
        if first is not None and starts[first] in _HEADINGS:
            short = len(line.strip()) <= _HEADING_LENGTH and ":" not in line.strip()[:-1]
            found.append((first, _list_end(text, start + len(line)) if short else start + len(line)))
        start += len(line)
    return found


def _list_end(text: str, place: int) -> int:
    filled = False
    for line in text[place:].splitlines(keepends=True)[:20]:
        if filled and not line.strip():
            break
        filled = filled or bool(line.strip())
        place += len(line)
    return place


@cache
def _names() -> dict[tuple[str, ...], str]:
    names: dict[tuple[str, ...], str] = {}
    for language in ("fr", "ar", "en", "es"):
        cldr = cldr_locale(language).languages
        names |= {key(cldr[tag]): tag for tag in KNOWN if tag in cldr}
    for row in _rows("languages.csv"):
        names |= {key(name): row["tag"] for name in row["names"].split("|")}
    names.pop((), None)
    return names


@cache
def _levels() -> dict[tuple[str, ...], str]:
    """Phrases to levels, each with a leading 1 where it is a plain statement, else 0."""
    levels: dict[tuple[str, ...], str] = {}
    for row in _rows("language_levels.csv"):
        for phrase in row["phrases"].split("|"):
            levels.setdefault(key(phrase), row["sure"] + row["level"])
    for level in CEFR:  # PDF readers part the letter from the digit
        levels[level[0].lower(), level[1]] = f"1{level}"
    return levels


@cache
def _openings() -> frozenset[str]:
    """Return the words that a name, a level or a denial begins with."""
    return frozenset(phrase[0] for phrase in (*_names(), *_levels())) | _NEGATIONS


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _own_names() -> dict[str, str]:
    return {row["tag"]: row["names"].split("|")[0] for row in _rows("languages.csv")}


@cache
def language_name(tag: str, language: str) -> str:
    """Return the CLDR name of a language, or its own where CLDR has none; the tag where neither is known."""
    named = cldr_locale(language).languages.get(tag) or _own_names().get(tag, tag)
    return named[:1].upper() + named[1:]


@cache
def language_choices(language: str) -> list[tuple[str, str]]:
    """Return (tag, name) of the languages a profile may name: the site's four first, then by name."""
    tags = dict.fromkeys((*KNOWN, *_own_names()))
    rest = sorted((language_name(tag, language), tag) for tag in tags if tag not in KNOWN[:4])
    first = [(tag, language_name(tag, language)) for tag in ("fr", "ar", "en", "es")]
    return first + [(tag, name) for name, tag in rest]
