"""Reads of the register across its tables: the public check of a number, the check of a year, a person's data."""

import hmac

from django.urls import reverse

from foundation.registry.models import Entry


def entry_of(number: str, code: str) -> Entry | None:
    """Return the entry with a number and its code; both may come with spaces and in small letters."""
    entry = Entry.objects.select_related("office__organisation", "standing").filter(number=plain_number(number)).first()
    if entry is None or not hmac.compare_digest(entry.code.encode(), plain_code(code).encode()):
        return None
    return entry


def plain_number(written: str) -> str:
    return "".join(written.split()).upper()


def plain_code(written: str) -> str:
    return "".join(written.split()).lower()


def verify_path(entry: Entry) -> str:
    """Return the address, without a language, at which anybody can check a number: /verify/RSK/2026/A/000123/CODE/."""
    return reverse("verify_entry", kwargs={"number": entry.number, "code": entry.code})
