"""The receipt of an entry as a PDF, made when somebody asks for it and kept nowhere."""

from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from foundation.base.locales import date_words, moment_in
from foundation.notifications.rendering import absolute
from foundation.registry.models import Entry
from foundation.registry.printing import printed, qr_svg
from foundation.registry.queries import verify_path
from foundation.registry.words import Direction, Side


def receipt(*, entry: Entry, language: str) -> bytes:
    """Return the receipt of an arrival, or the proof that a departure or a note was registered, in a language.

    It says number, date, office and, while the name was not erased, from or to whom; a QR code leads to the page that
    checks number and code.
    """
    entry = Entry.objects.with_all().prefetch_related("steps").get(pk=entry.pk)
    with translation.override(language):
        return printed("receipt", _words(entry, language))


def receipt_name(entry: Entry) -> str:
    """Return a file name that says the number and nothing else: RSK-2026-A-000123.pdf."""
    return f"{file_name(entry)}.pdf"


def file_name(entry: Entry) -> str:
    return entry.number.replace("/", "-")


def _words(entry: Entry, language: str) -> dict[str, Any]:
    address = absolute(verify_path(entry))
    title, meaning = _meaning(entry)
    return {
        "language": language,
        "rtl": get_language_info(language)["bidi"],
        "title": title,
        "office": entry.office.name(language),
        "number_label": _("Number"),
        "number": entry.number,
        "annulled": _("This entry was annulled. It has no effect.") if entry.standing.annulled else "",
        "rows": _rows(entry, language),
        "meaning": meaning,
        "qr": qr_svg(address),
        "qr_alt": _("QR code that leads to the page that checks this number"),
        "check": _("Anybody can check this number, without an account, with the QR code or with number and code at:"),
        "code_label": _("Code:"),
        "code": entry.code,
        "seal_label": _("Seal"),
        "seal": entry.seal,
        "address": address,
        "shown": absolute(reverse("verify")),
    }


def _meaning(entry: Entry) -> tuple[str, str]:
    if entry.direction == Direction.ARRIVAL:
        return _("Receipt"), _(
            "This receipt attests reception and is not an acceptance: it says that the document came in on this day, "
            "and nothing about what will be decided."
        )
    return _("Proof of registration"), _(
        "This sheet attests that the document was registered on this day under this number. What it says stands in the "
        "document itself."
    )


def _rows(entry: Entry, language: str) -> list[tuple[str, str]]:
    moment = entry.admitted_at.astimezone(entry.office.zone())
    rows = [(_("Registered on"), moment_in(moment, language))]
    if entry.document_on:
        rows.append((_("Date of the document"), date_words(entry.document_on, language)))
    rows.append((_("Office"), entry.office.name(language)))
    side, label = (
        (Side.SENDER, _("Received from"))
        if entry.direction == Direction.ARRIVAL
        else (Side.RECIPIENT, _("Addressed to"))
    )
    rows += [(label, each.name) for each in entry.said(side)]
    rows += [(_("Kind"), entry.get_nature_display()), (_("Subject"), entry.subject)]
    if entry.piece_facts:
        rows.append((_("Documents"), str(len(entry.piece_facts))))
    if entry.standing.limit_on and entry.direction == Direction.ARRIVAL:
        rows.append((_("Answer expected by"), date_words(entry.standing.limit_on, language)))
    return [(str(label), str(value)) for label, value in rows]
