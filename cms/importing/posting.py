"""A line of an agency's file as the data a browser would post to the page's editor, over what the page says already."""

from dataclasses import dataclass, field
from html import escape
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from cms.importing.queries import Names
from cms.importing.sources.jisr import cells as written
from cms.importing.sources.jisr.cells import UnreadableCell, choice, day, decimal, digits, listed, several, short, whole
from cms.importing.sources.jisr.columns import BY_KEY, EMPTY, LANGUAGES, Column
from cms.importing.sources.jisr.reading import FileRow
from cms.opportunities.models import CallSkill
from foundation.base.choices import CEFR, Level
from foundation.text.folding import fold

Said = tuple[str, str]  # the key of a column, or nothing, and a sentence about it
TEXT_CELLS = ("title", "summary", "body", "risk_text")
IMPORTANCE = {"skills_required": CallSkill.Importance.REQUIRED, "skills_desired": CallSkill.Importance.DESIRED}


class Given(forms.Widget):
    """Hands a value over as it is: a text of blocks needs no browser in between."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.get(name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data


@dataclass(slots=True)
class Posted:
    """Fields and rows by formset, with the errors of cells that could not be read."""

    fields: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    errors: list[Said] = field(default_factory=list)

    def data(self) -> dict[str, Any]:
        """Return all of it under the names of a Django form with formsets."""
        data = dict(self.fields)
        for name, rows in self.rows.items():
            data |= {f"{name}-TOTAL_FORMS": len(rows), f"{name}-MIN_NUM_FORMS": 0, f"{name}-MAX_NUM_FORMS": 1000}
            data[f"{name}-INITIAL_FORMS"] = sum(1 for row in rows if row.get("stored"))
            for number, row in enumerate(rows):
                data |= {f"{name}-{number}-{key}": value for key, value in row.items() if key != "stored"}
                data[f"{name}-{number}-ORDER"] = number + 1
        return data


def held(form: Any) -> Posted:
    """Return what an unbound form of a page shows, as it would come back untouched."""
    posted = Posted({name: _plain(form[name].value()) for name in form.fields})
    for name, formset in form.formsets.items():
        posted.rows[name] = []
        for child in formset.initial_forms:
            row = {key: _plain(child[key].value()) for key in child.fields if key not in ("ORDER", "DELETE")}
            if "body" in row:
                row["body"] = child.instance.body
            posted.rows[name].append(row | {"stored": True})
    return posted


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [getattr(item, "pk", item) for item in value]
    return value


def post(row: FileRow, posted: Posted, names: Names, body: Any) -> None:
    """Lay the cells of a line over what is posted; `body` is the block that texts are made of.

    An empty cell says nothing, a dash empties the field. A cell that cannot be read is an error beside it.
    """
    _texts(row, posted, body)
    _questions(row, posted)
    skills: list[dict[str, Any]] = []
    for key, cell in row.cells.items():
        column = BY_KEY[key]
        try:
            if column.writing == "skills":
                skills += _skills(cell, IMPORTANCE[key], names)
            elif column.writing == "languages":
                posted.rows["languages"] = _replaced(posted.rows["languages"], "language", _languages(cell, names))
            elif column.writing == "country":
                _check_country(cell, names)
            elif not column.language and column.writing != "places" and key not in ("number", "kind"):
                posted.fields[column.field] = _value(column, cell, names)
        except UnreadableCell as error:
            posted.errors.append((key, str(error)))
    if IMPORTANCE.keys() & row.cells.keys():
        posted.rows["skills"] = _replaced(posted.rows["skills"], "concept", skills)


def _texts(row: FileRow, posted: Posted, body: Any) -> None:
    texts = posted.rows["texts"]
    for language in LANGUAGES:
        said = {name: row.cells[f"{name}_{language}"] for name in TEXT_CELLS if f"{name}_{language}" in row.cells}
        if not said:
            continue
        text = next((text for text in texts if text["language"] == language), None)
        if text is None:
            texts.append(text := {"id": "", "language": language, "body": body.to_python([])})
        for name, words in said.items():
            words = "" if words == EMPTY else words
            if name == "body":
                html = "".join(_paragraph(part) for part in words.replace("\r", "").split("\n\n") if part.strip())
                text["body"] = body.to_python([{"type": "paragraph", "value": html}] if html else [])
            else:
                text[name] = " ".join(words.split()) if name == "title" else words


def _questions(row: FileRow, posted: Posted) -> None:
    """Lay the questions over the stored ones, place by place; what has words in no language any more goes."""
    if "questions" not in posted.rows:
        return
    cells = {language: row.cells.get(f"questions_{language}") for language in LANGUAGES}
    said = {language: listed(cell) for language, cell in cells.items() if cell}
    stored = posted.rows["questions"]
    many = max((len(words) for words in said.values() if any(words)), default=len(stored))
    lacking = _(
        "Questions in this cell: %(here)s, in another language: %(many)s. Put a dash for each that is not said here."
    )
    for language, words in said.items():
        if any(words) and len(words) != many:
            posted.errors.append((f"questions_{language}", lacking % {"here": len(words), "many": many}))
    new = [{"id": "", "required": True} for _place in range(len(stored), many)]
    questions: list[dict[str, Any]] = [*map(dict, stored[:many]), *new]
    for language, words in said.items():
        for place, question in enumerate(questions):
            question[f"text_{language}"] = words[place] if place < len(words) else ""
    _let_be_empty(row, posted, questions)
    gone = [question for question in questions if not any(question.get(f"text_{code}") for code in LANGUAGES)]
    for question in gone:
        question["DELETE"] = "on"
    posted.rows["questions"] = [*questions, *(question | {"DELETE": "on"} for question in stored[many:])]


def _let_be_empty(row: FileRow, posted: Posted, questions: list[dict[str, Any]]) -> None:
    """Say which questions must be answered: all but those that the line numbers."""
    key = "questions_optional"
    if key not in row.cells:
        return
    numbers = (
        []
        if row.cells[key] == EMPTY
        else [digits(value) for value in several(row.cells[key].replace(",", "|").replace("،", "|"))]
    )
    for number in numbers:
        if number not in {str(place) for place in range(1, len(questions) + 1)}:
            posted.errors.append((key, _("There is no question “%(value)s” in this line.") % {"value": short(number)}))
    for place, question in enumerate(questions, start=1):
        question["required"] = str(place) not in numbers


def _paragraph(text: str) -> str:
    return "<p>{}</p>".format("<br/>".join(escape(line.strip()) for line in text.strip().split("\n")))


def _value(column: Column, cell: str, names: Names) -> Any:
    """Return what the form reads of a cell."""
    if cell == EMPTY:
        return [] if column.writing in ("choices", "sectors", "goals") else ""
    match column.writing:
        case "choice":
            return choice(column.key, cell)
        case "choices":
            return [choice(column.key, value) for value in several(cell)]
        case "day":
            return day(cell)
        case "whole":
            return whole(cell)
        case "decimal":
            return decimal(cell)
        case "amount":
            return digits(cell)
        case "language":
            return _one(names.languages, cell, _("“%(value)s” is no language we know."))
        case "region":
            return _one(names.regions, cell, _("“%(value)s” is no region of your country."))
        case "sectors":
            return [_one(names.sectors, value, _("“%(value)s” is no sector of ISIC.")) for value in several(cell)]
        case "goals":
            return [digits(value).lstrip("0") for value in several(cell.replace(",", "|").replace("،", "|"))]
    return " ".join(cell.split())


def _one(known: dict[str, Any], value: str, sentence: str) -> Any:
    found = known.get(fold(value))
    if found is None:
        raise UnreadableCell(sentence % {"value": short(value)})
    return found


def _check_country(cell: str, names: Names) -> None:
    if cell != EMPTY and fold(cell) not in names.countries:
        raise UnreadableCell(_("“%(value)s” is not the country of your organisation.") % {"value": short(cell)})


def _skills(cell: str, importance: str, names: Names) -> list[dict[str, Any]]:
    rows = []
    for value in several("" if cell == EMPTY else cell):
        words, level = _with_level(value)
        found = names.skills_called(words)
        if not found:
            raise UnreadableCell(
                _(
                    "“%(value)s” is no skill we know. Write it as the editor's list of skills has it, or its address "
                    "(URI); left out here, it can be added there."
                )
                % {"value": short(words)}
            )
        if len(found) > 1:
            raise UnreadableCell(
                _("Several skills are called “%(value)s”: write the address (URI) of the one you mean.")
                % {"value": short(words)}
            )
        rows.append({"id": "", "concept": found[0], "importance": importance, "level": level})
    return rows


def _with_level(value: str) -> tuple[str, str]:
    words, equals, level = value.rpartition("=")
    if not equals or "://" in level:
        return value, ""
    number = digits(level)
    if number not in {str(code) for code in Level.values}:
        raise UnreadableCell(_("“%(value)s” is no level: write 1, 2, 3 or 4.") % {"value": short(level)})
    return words.strip(), number


def _languages(cell: str, names: Names) -> list[dict[str, Any]]:
    levels = {fold(level): level for level in CEFR.values}
    rows = []
    for value in several("" if cell == EMPTY else cell):
        *words, level = written.digits(value).replace("=", " ").split()
        if fold(level) not in levels or not words:
            raise UnreadableCell(
                _("“%(value)s” lacks its level: write the language, then A1 to C2 or native.") % {"value": short(value)}
            )
        tag = _one(names.languages, " ".join(words), _("“%(value)s” is no language we know."))
        rows.append({"id": "", "language": tag, "level": levels[fold(level)]})
    return rows


def _replaced(stored: list[dict[str, Any]], key: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the new rows, under the ids of stored rows about the same; stored rows that are left over go."""
    left = {row[key]: row for row in stored if row.get("stored")}
    kept, new = [], []
    for row in rows:
        known = left.pop(row[key], None)
        if known is None:
            new.append(row)
        else:
            kept.append(row | {"id": known["id"], "stored": True})
    gone = [row | {"DELETE": "on"} for row in left.values()]
    return [*kept, *gone, *new]
