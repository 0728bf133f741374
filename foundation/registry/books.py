"""The books of a register on paper (a day, a month or a year as PDF) and as a table (CSV)."""

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.utils import translation
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from foundation.base.locales import active_language, comma, date_words
from foundation.base.spreadsheets import UTF8_MARK, csv_line
from foundation.registry.models import Entry, EntryQuerySet, Office
from foundation.registry.printing import printed
from foundation.registry.words import Side

LINES_A_VOLUME = 1000  # some 40 pages, set in 0.6 s; 5,000 lines at once took 0.7 GB
AT_A_TIME = 500


def book(
    *, office: Office, entries: EntryQuerySet, title: str, language: str, today: dt.date, volume: int = 1
) -> bytes:
    """Return a volume of the entries as a PDF in the order of the chain: LINES_A_VOLUME of them at most.

    What the reader may not see is a line with its number and date: a book has no gaps. `entries` says so by
    `is_shown` (`EntryQuerySet.shown_to`).
    """
    first = (volume - 1) * LINES_A_VOLUME
    with translation.override(language):
        shown = list(islice(in_order(entries), first, first + LINES_A_VOLUME))
        rows = [_line(entry, language) for entry in shown]
        counts = ngettext("%(count)s entry", "%(count)s entries", len(rows)) % {"count": len(rows)}
        words: dict[str, Any] = {
            "language": language,
            "rtl": get_language_info(language)["bidi"],
            "title": title,
            "office": office.name(language),
            "counts": counts,
            "columns": [
                _("Number"),
                _("Registered on"),
                _("Sender and recipient"),
                _("Subject"),
                _("Kind"),
                _("Status"),
            ],
            "rows": rows,
            "empty": _("Nothing was entered."),
            "seal_label": _("Seal of %(number)s:") % {"number": shown[-1].number} if shown else "",
            "seal": shown[-1].seal if shown else "",
            "footer": _("Printed on %(date)s") % {"date": date_words(today, language)},
        }
    return printed("book", words)


def volumes(entries: int) -> range:
    """Return the numbers of the volumes that many entries fill."""
    return range(1, max(1, -(-entries // LINES_A_VOLUME)) + 1)


def table(entries: EntryQuerySet) -> Iterator[str]:
    """Yield the lines of a CSV with all entries, in the active language; no cell begins like a formula."""
    yield UTF8_MARK + csv_line(map(str, _columns()))
    for entry in in_order(entries):
        yield csv_line(_cells(entry))


def in_order(entries: EntryQuerySet) -> Iterator[Entry]:
    """Yield entries in the order of the chain, some at a time, with what a line shows of them."""
    rows = entries.with_all().prefetch_related("outside_numbers").select_related("reply_to")
    yield from rows.order_by("book__year", "position").iterator(chunk_size=AT_A_TIME)


def _columns() -> list[Any]:
    return [
        _("Number"),
        _("Registered on"),
        _("Date of the document"),
        _("Direction"),
        _("Kind"),
        _("Subject"),
        _("Sender"),
        _("Recipient"),
        _("Copies"),
        _("Channel"),
        _("Priority"),
        _("Confidentiality"),
        _("Person in charge"),
        _("Unit"),
        _("Status"),
        _("Limit date"),
        _("Reply to"),
        _("Number in another system"),
        _("Documents"),
        _("Seal"),
    ]


def _cells(entry: Entry) -> list[str]:
    standing = entry.standing
    return [
        entry.number,
        entry.admitted_on.isoformat(),
        entry.document_on.isoformat() if entry.document_on else "",
        str(entry.get_direction_display()),
        str(entry.get_nature_display()),
        entry.subject,
        *(_names(entry, side) for side in (Side.SENDER, Side.RECIPIENT, Side.COPY)),
        str(entry.get_channel_display()),
        str(entry.get_priority_display()),
        str(entry.get_confidentiality_display()),
        str(standing.in_charge or ""),
        standing.unit,
        _status(entry),
        standing.limit_on.isoformat() if standing.limit_on else "",
        entry.reply_to.number if entry.reply_to else "",
        " · ".join(str(each) for each in entry.outside_numbers.all()),
        str(len(entry.piece_facts)),
        entry.seal,
    ]


def _line(entry: Entry, language: str) -> list[str]:
    day = date_words(entry.admitted_on, language, width="medium")
    if not getattr(entry, "is_shown", True):
        return [entry.number, day, "", str(entry.get_confidentiality_display()), "", _status(entry)]
    persons = [_names(entry, side) for side in (Side.SENDER, Side.RECIPIENT)]
    subject = entry.subject
    if entry.reply_to:
        subject += " (" + _("reply to %(number)s") % {"number": entry.reply_to.number} + ")"
    outside = [str(each) for each in entry.outside_numbers.all()]
    return [
        entry.number,
        day,
        " › ".join(name for name in persons if name),
        " · ".join([subject, *outside]),
        str(entry.get_nature_display()),
        _status(entry),
    ]


def _names(entry: Entry, side: str) -> str:
    return comma(active_language()).join(each.name for each in entry.said(side))


def _status(entry: Entry) -> str:
    return str(_("annulled") if entry.standing.annulled else entry.standing.get_status_display())
