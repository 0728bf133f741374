"""The file an agency begins with, in one language: headers, two examples that are not read, each column explained."""

import datetime as dt
import io
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cms.importing.sources.jisr.columns import (
    BY_KEY,
    COLUMNS,
    INVESTMENT,
    KINDS,
    MARK,
    MISSION,
    NEEDED,
    WRITING,
    Column,
)
from cms.importing.sources.jisr.reading import COMMENT
from foundation.base.locales import cldr_locale
from foundation.base.spreadsheets import csv_line, guarded

COMMA_LANGUAGES = ("en",)  # elsewhere spreadsheets write decimals with it, and separate cells by a semicolon
MOST_ROWS = 20_000
LONGEST_LIST = 255  # what a spreadsheet takes as a list of allowed values


def as_csv(language: str, *, today: dt.date) -> bytes:
    """Return the template as UTF-8 with a byte order mark, by which spreadsheets know it."""
    delimiter = "," if language in COMMA_LANGUAGES else ";"
    rows = [[column.header(language) for column in COLUMNS], *_examples(language, today)]
    with translation.override(language):
        rows.append([f"{COMMENT} {_how()}"])
        rows += [[f"{COMMENT} {' · '.join(filter(None, cells))}"] for cells in _explained(language)]
    return "".join(csv_line(cells, delimiter=delimiter) for cells in rows).encode("utf-8-sig")


def as_xlsx(language: str, *, today: dt.date) -> bytes:
    """Return the template as a workbook: a sheet to fill in, and a sheet that explains it."""
    import openpyxl  # heavy, and wanted here only

    book = openpyxl.Workbook()
    sheet: Any = book.active
    with translation.override(language):
        sheet.title = _("Opportunities")
        explained = book.create_sheet(_("Explanation"))
        explained.append([_how()])
        explained.append([_("Column"), _("Key"), _("For"), _("What to write"), _("Allowed values")])
        for cells in _explained(language):
            explained.append([guarded(cell) for cell in cells])
    sheet.append([column.header(language) for column in COLUMNS])
    for cells in _examples(language, today):
        sheet.append([guarded(cell) for cell in cells])
    _dress(sheet, explained, language)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _dress(sheet: Any, explained: Any, language: str) -> None:
    """Bold headers that stay in view, columns wide enough to read, closed lists to choose from."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for table, row in ((sheet, 1), (explained, 2)):
        table.sheet_view.rightToLeft = translation.get_language_info(language)["bidi"]
        table.freeze_panes = table.cell(row + 1, 2)
        for cell in table[row]:
            cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    for place, column in enumerate(COLUMNS, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = 40 if column.writing in ("text", "long", "skills") else 18
        for cell in sheet[letter][1:]:
            cell.number_format = "@"
        names = f'"{",".join(_names(column, language))}"'
        if column.writing == "choice" and len(names) <= LONGEST_LIST:
            rule = DataValidation(type="list", formula1=names, allow_blank=True, showErrorMessage=False)
            sheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{MOST_ROWS}")
    for letter, width in zip("ABCDE", (34, 20, 20, 70, 70), strict=True):
        explained.column_dimensions[letter].width = width
        for cell in explained[letter][2:]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _how() -> str:
    return _(
        "Fill in a line per opportunity. Lines that begin with # are not read. An empty cell leaves the page as it is, "
        "a dash (-) empties the field."
    )


def _explained(language: str) -> list[list[str]]:
    """Return per column its header, its key, what it is for, how it is written and what is allowed."""
    kinds = dict(KINDS)
    rows = []
    for column in COLUMNS:
        of = _("both") if len(column.kinds) > 1 else str(kinds[column.kinds[0]])
        needed = [pgettext("of a column", "must be filled in")] if column.key in NEEDED else []
        names = f" {MARK} ".join(_names(column, language))
        rows.append(
            [column.header(language), column.key, " · ".join([of, *needed]), str(WRITING[column.writing]), names]
        )
    return rows


def _names(column: Column, language: str) -> list[str]:
    with translation.override(language):
        return [str(name) for _code, name in column.choices]


def _examples(language: str, today: dt.date) -> list[list[str]]:
    names = cldr_locale(language).languages
    with translation.override(language):
        shared = {"city": "Tiznit", "closes_on": _day(today, 45), "answers_by": _day(today, 60), "currency": "MAD"}
        shared["pending_limit"] = "30"
        asked = (_("Which drying plants do you know?"), _("From which day are you free?"))
        mission = {
            "number": f"{COMMENT} 1",
            "kind": _name("kind", MISSION),
            f"title_{language}": _("Train the technicians of a drying plant"),
            f"summary_{language}": _("Two months beside six technicians: hygiene, drying, upkeep of the machines."),
            "starts_on": _day(today, 75),
            "ends_on": _day(today, 135),
            "languages": f"{names['fr']} B2 {MARK} {names['ar']} B1",
            "work_mode": _name("work_mode", "onsite"),
            "seats": "1",
            "compensation": _name("compensation", "fee"),
            "fee": "1500",
            "fee_unit": _name("fee_unit", "day"),
            f"questions_{language}": f" {MARK} ".join(asked),
            "questions_optional": "2",
            "covers": f"{_name('covers', 'travel')} {MARK} {_name('covers', 'lodging')}",
        }
        investment = {
            "number": f"{COMMENT} 2",
            "kind": _name("kind", INVESTMENT),
            f"title_{language}": _("A solar drying plant for figs"),
            f"summary_{language}": _("A cooperative of forty growers builds a plant for drying and packing."),
            "capital": "2500000",
            "ticket_min": "10000",
            "ticket_max": "100000",
            "instruments": f"{_name('instruments', 'equity')} {MARK} {_name('instruments', 'loan')}",
            "stage": _name("stage", "launch"),
            "risk": _name("risk", "medium"),
        }
    return [[row.get(column.key, "") for column in COLUMNS] for row in (shared | mission, shared | investment)]


def _name(key: str, code: str) -> str:
    return next(str(name) for known, name in BY_KEY[key].choices if known == code)


def _day(today: dt.date, later: int) -> str:
    return (today + dt.timedelta(days=later)).isoformat()
