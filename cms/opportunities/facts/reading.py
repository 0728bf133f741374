"""Terms of reference become facts: what the text says for sure, what it probably says, each with its words."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from typing import Any

from cms.opportunities.facts import words
from cms.opportunities.facts.amounts import find_amount
from cms.opportunities.facts.dates import DateFound, find_dates, find_range
from cms.opportunities.facts.lines import Line, lines_of, section
from cms.opportunities.facts.words import folded

_CEFR = re.compile(r"\b([ABC][12])\b")
_SEPARATOR = re.compile("[,،;؛/()]| - | – ")
LONGEST_TITLE = 200
LONGEST_SUMMARY = 600


@dataclass(frozen=True, slots=True)
class Place:
    """A region or country by one of its names; `kind` is "region" or "country"."""

    kind: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Fact:
    value: Any
    evidence: str
    sure: bool = True


@dataclass(slots=True)
class Reading:
    """Facts by field; `skills` are (line, importance, level) whose concepts the linker knows; `body` are blocks."""

    title: Fact | None = None
    summary: str = ""
    body: list[dict[str, str]] = field(default_factory=list)
    facts: dict[str, Fact] = field(default_factory=dict)
    languages: list[tuple[str, str, Fact]] = field(default_factory=list)
    skills: list[tuple[str, str, int | None]] = field(default_factory=list)


def read(text: str, language: str, *, places: Sequence[Place], language_names: Iterable[tuple[str, str]]) -> Reading:
    """Read a text; `language_names` are (tag, name) of the world's languages in any of ours."""
    lines = lines_of(text)
    labelled: dict[str, Line] = {}
    for line in lines:
        if line.field and line.value:
            labelled.setdefault(line.field, line)
    reading = Reading(title=_title(lines, labelled))
    _read_dates(reading, text, labelled, language)
    _read_place(reading, text, labelled, places)
    _read_money(reading, labelled, text)
    _read_work(reading, labelled, text)
    reading.languages = _languages(labelled, language_names)
    reading.skills = [
        (line.value or line.bare, importance, _level(line.value or line.bare))
        for importance in ("required", "desired")
        for line in section(lines, importance)
    ]
    reading.summary = _summary(lines)
    reading.body = body_blocks(lines)
    return reading


def _title(lines: list[Line], labelled: dict[str, Line]) -> Fact | None:
    if line := labelled.get("title"):
        return Fact(line.value[:LONGEST_TITLE], line.text.strip())
    for line in lines[:25]:
        words_of = line.text.split()
        if 4 <= len(words_of) <= 30 and not line.field and not line.text.strip().startswith("("):
            return Fact(line.text.strip()[:LONGEST_TITLE], line.text.strip(), sure=False)
    return None


def _read_dates(reading: Reading, text: str, labelled: dict[str, Line], language: str) -> None:
    period = labelled.get("period")
    found = find_range(period.value, language) if period else None
    if period and found:
        for name, one in zip(("starts_on", "ends_on"), found, strict=True):
            reading.facts[name] = Fact(one.day, period.text.strip(), one.sure)
    for name in ("starts_on", "ends_on", "closes_on", "answers_by"):
        line = labelled.get(name)
        dates = find_dates(line.value, language) if line else []
        if line and dates:
            reading.facts[name] = Fact(dates[0].day, line.text.strip(), dates[0].sure and len(dates) == 1)
    _guess_dates(reading, text, language)


# Words of a sentence that say what its date is; a date found so wants a look.
_CUES = {
    "closes_on": (
        "candidatures", "dossiers de candidature", "postuler", "deposer", "applications", "apply", "candidaturas",
        "presentarse", "الترشيحات", "الترشيح", "الترشح",
    ),
    "answers_by": (
        "reponse", "repond", "answer", "reply", "informed", "respuesta", "responder", "الجواب", "الرد", "سيتوصل",
    ),
}  # fmt: skip


def _guess_dates(reading: Reading, text: str, language: str) -> None:
    for sentence in re.split(r"(?<=[.!?؟])\s+|\n", text):
        dates: list[DateFound] = find_dates(sentence, language)
        if not dates:
            continue
        said = f" {folded(sentence)} "
        for name, cues in _CUES.items():
            if name not in reading.facts and any(f" {folded(cue)}" in said for cue in cues):
                reading.facts[name] = Fact(dates[-1].day, sentence.strip()[:300], sure=False)
                break
        else:
            if "starts_on" not in reading.facts and (days := find_range(sentence, language)):
                for name, one in zip(("starts_on", "ends_on"), days, strict=True):
                    reading.facts[name] = Fact(one.day, sentence.strip()[:300], sure=False)


def _read_place(reading: Reading, text: str, labelled: dict[str, Line], places: Sequence[Place]) -> None:
    line = labelled.get("place")
    said = folded(line.value if line else text)
    names = {folded(place.name): place for place in places}
    named = [place for name, place in names.items() if name and f" {name} " in f" {said} "]
    regions = [place for place in named if place.kind == "region"]
    if regions:
        best = max(regions, key=lambda place: len(place.name))
        evidence = line.text.strip() if line else best.name
        reading.facts["region"] = Fact(best.code, evidence, line is not None)
    if line:
        parts = [part.strip(" .") for part in _SEPARATOR.split(line.value)]
        towns = [part for part in parts if part and not _names_a_place(part, names) and len(part) <= 60]
        if towns:
            reading.facts["city"] = Fact(towns[0], line.text.strip(), len(towns) == 1 or bool(regions))


_KINDS_OF_PLACE = (
    "region",
    "district",
    "province",
    "prefecture",
    "pays",
    "country",
    "pais",
    "جهه",
    "اقليم",
    "عماله",
    "دوله",
)


def _names_a_place(part: str, names: dict[str, Place]) -> bool:
    said = folded(part)
    return (
        said in names
        or any(said.startswith(f"{kind} ") for kind in _KINDS_OF_PLACE)
        or any(f" {name} " in f" {said} " for name, place in names.items() if name and place.kind == "country")
    )


def _read_money(reading: Reading, labelled: dict[str, Line], text: str) -> None:
    line = labelled.get("fee")
    if line is None:
        return
    said = folded(line.value)
    if any(folded(word) in said for word in words.VOLUNTEER):
        reading.facts["compensation"] = Fact("volunteer", line.text.strip())
        return
    amount = find_amount(line.value)
    if amount is None:
        return
    evidence = line.text.strip()
    reading.facts["compensation"] = Fact("fee", evidence)
    reading.facts["fee"] = Fact(amount.major, evidence)
    reading.facts["currency"] = Fact(amount.currency, evidence)
    reading.facts["fee_unit"] = Fact(amount.unit or "mission", evidence, bool(amount.unit))


def _read_work(reading: Reading, labelled: dict[str, Line], text: str) -> None:
    if line := labelled.get("work_mode"):
        found = {words.MODES[name] for name in _inside(line.value, words.MODES)}
        if found:
            mode = "hybrid" if "hybrid" in found or len(found) > 1 else found.pop()
            reading.facts["work_mode"] = Fact(mode, line.text.strip())
    if line := labelled.get("days_per_week"):
        days = _days_a_week(line.value)
        if days:
            reading.facts["days_per_week"] = Fact(days, line.text.strip())
    if line := labelled.get("seats"):
        number = _number(folded(line.value).split())
        if number:
            reading.facts["seats"] = Fact(number, line.text.strip())
    if line := labelled.get("covers"):
        found = {words.COVERS[name] for name in _inside(line.value, words.COVERS)}
        if found:
            order = ("travel", "lodging", "insurance", "meals", "local_transport")
            reading.facts["covers"] = Fact([name for name in order if name in found], line.text.strip())


_A_WEEK = ("par semaine", "a week", "per week", "por semana", "a la semana", "في الاسبوع", "اسبوعيا")


def _days_a_week(value: str) -> int | None:
    said = folded(value)
    for phrase in _A_WEEK:
        before, found, _after = said.partition(phrase)
        if found and (number := _number(reversed(before.split()[-3:]))) and number <= 7:
            return number
    return None


def _number(tokens: Iterable[str]) -> int | None:
    for token in tokens:
        if token.isascii() and token.isdigit():
            return int(token) or None
        if token in words.NUMBERS:
            return words.NUMBERS[token]
    return None


def _inside(value: str, table: dict[str, str]) -> list[str]:
    """Return the phrases of a table that stand in a text, each stretch of it used once, the longest first."""
    said = f" {folded(value)} "
    found = []
    for phrase in sorted(table, key=len, reverse=True):
        for form in (phrase, f"ال{phrase}", f"و{phrase}", f"وال{phrase}", f"وعن {phrase.removeprefix('عن ')}"):
            if f" {form} " in said:
                found.append(phrase)
                said = said.replace(f" {form} ", " | ")
                break
    return found


def _languages(labelled: dict[str, Line], names: Iterable[tuple[str, str]]) -> list[tuple[str, str, Fact]]:
    line = labelled.get("languages")
    if line is None:
        return []
    by_name = {folded(name): tag for tag, name in names}
    found: list[tuple[str, str, Fact]] = []
    for part in re.split("[;؛،]|,(?![^(]*\\))| et | and | y ", line.value):
        said = folded(part).split()
        forms = (word.removeprefix(prefix) for word in said for prefix in ("", "و", "ال", "وال"))
        tags = [by_name[form] for form in forms if form in by_name]
        if not tags or any(folded(word) in " ".join(said) for word in words.WELCOME):
            continue
        level, sure = _language_level(part)
        if tags[0] not in {tag for tag, _level, _fact in found}:
            found.append((tags[0], level, Fact(level, part.strip(" .،"), sure)))
    return found


def _language_level(part: str) -> tuple[str, bool]:
    if match := _CEFR.search(part):
        return match.group(1), True
    said = folded(part)
    if any(word in said for word in words.NATIVE):
        return "native", True
    level = _level(part)
    return ({1: "A2", 2: "B2", 3: "C1", 4: "C2"}[level], False) if level else ("B2", False)


def _level(text: str) -> int | None:
    said = f" {folded(text)} "
    for word in sorted(words.LEVELS, key=len, reverse=True):
        if f" {word} " in said:
            return words.LEVELS[word]
    return None


def _summary(lines: list[Line]) -> str:
    aim = " ".join(line.value or line.text.strip() for line in section(lines, "aim"))
    if len(aim) > LONGEST_SUMMARY:
        aim = aim[:LONGEST_SUMMARY].rsplit(" ", 1)[0] + "…"
    return aim


def body_blocks(lines: list[Line]) -> list[dict[str, str]]:
    """Return the text as blocks: headings, paragraphs and lists; what stands before the first heading is the header."""
    said = [line for line in lines if line.text.strip()]
    headings = (line for line, below in pairwise(said) if line.is_heading and not line.field and not below.field)
    first = next((lines.index(line) for line in headings if lines.index(line) > 2), None)
    kept = lines[first:] if first is not None else [line for line in lines if not line.field]
    blocks: list[dict[str, str]] = []
    paragraph: list[str] = []
    items: list[str] = []

    def flush() -> None:
        html = f"<p>{escape(' '.join(paragraph))}</p>" if paragraph else ""
        html += f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ul>" if items else ""
        if html:
            blocks.append({"type": "paragraph", "value": html})
        paragraph.clear()
        items.clear()

    for line in kept:
        if line.is_heading and not line.field:
            flush()
            blocks.append({"type": "heading", "value": line.heading})
        elif line.is_bullet:
            items.append(line.bare)
        elif not line.text.strip():
            flush()
        elif items:
            flush()
            paragraph.append(line.text.strip())
        else:
            paragraph.append(line.text.strip())
    flush()
    return blocks
