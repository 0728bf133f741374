"""What was sent to an agency as a table for a spreadsheet: an address only where its person lets the agency see it."""

import io
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.base.spreadsheets import UTF8_MARK, csv_line, guarded
from marketplace.answers.models import Part, Submission
from marketplace.answers.queries import with_pages
from marketplace.applications.models import Application
from marketplace.interests.models import Interest

AT_A_TIME = 200
LONGEST = 32_000  # of a cell; Excel ends at 32,767


def columns() -> list[str]:
    return [
        _("Number"),
        _("Kind"),
        _("Page"),
        _("Agency"),
        _("Status"),
        _("Sent"),
        _("First answer date"),
        _("Answer by"),
        _("Answered"),
        _("Name"),
        _("E-mail address"),
        _("What the person wrote"),
    ]


def lines(user: Any) -> Iterator[list[str]]:
    """Yield a line for each thing sent to a person's organisations, the latest first, some at a time.

    Addresses stand there only where the person lets the agency see them now.
    """
    rows = Submission.objects.readable_by(user).order_by("-submitted_at", "-pk")
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), AT_A_TIME):
        some = Submission.objects.filter(pk__in=keys[start : start + AT_A_TIME]).order_by("-submitted_at", "-pk")
        found = with_pages(some.select_related("entry", "organisation", "person").prefetch_related("grants"))
        written = _written([row.pk for row in found])
        for row in found:
            yield [cell[:LONGEST] for cell in _cells(row, written.get(row.pk, ""))]


def _written(keys: list[int]) -> dict[int, str]:
    """Return what each person wrote to the agency, by the submission's key."""
    said: dict[int, str] = {}
    models: Any = ((Application, "motivation"), (Interest, "message"))
    for model, field in models:
        said |= dict(model.objects.filter(pk__in=keys).order_by("pk").values_list("pk", field))
    return said


def _cells(row: Any, written: str) -> list[str]:
    shown = row.person is not None and Part.CONTACT in row.granted()
    text = row.page.text()
    return [
        row.number,
        row.get_kind_display(),
        text.title if text else row.page.title,
        row.page.agency_name,
        row.get_status_display(),
        _day(row.submitted_at),
        row.first_answer_on.isoformat(),
        row.answer_on.isoformat(),
        _day(row.answered_at),
        str(row.person.name) if row.person else "",
        row.person.email if shown else "",
        written,
    ]


def _day(moment: Any) -> str:
    return timezone.localtime(moment).date().isoformat() if moment else ""


def as_csv(user: Any) -> Iterator[str]:
    """Yield the lines of a CSV that spreadsheets open as it is: a mark of UTF-8 first, semicolons between."""
    yield UTF8_MARK + csv_line(columns())
    for line in lines(user):
        yield csv_line(line)


def as_xlsx(user: Any) -> bytes:
    """Return a workbook with one sheet; every cell is text."""
    import openpyxl  # heavy, and wanted here only
    from openpyxl.cell import WriteOnlyCell

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(_("Answers")[:31])
    for line in (columns(), *lines(user)):
        cells = []
        for text in line:
            cell = WriteOnlyCell(sheet, value=_plain(guarded(text)))
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _plain(text: str) -> str:
    """Leave out what XML cannot hold."""
    return "".join(character for character in text if character >= " " or character in "\t\n\r")
