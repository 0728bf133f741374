"""Reads of the register across its tables: a number that is checked, what a list asks for, a person's data."""

import datetime as dt
import hmac
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.module_loading import import_string

from foundation.accounts.models import User
from foundation.files.models import PrivateFile
from foundation.organisations.queries import verified_addresses
from foundation.registry.models import Correspondent, Entry, EntryQuerySet, OutsideNumber, Standing, Step


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


def words_place(entry: Entry) -> int | None:
    """Return the place of the words of an entry that are kept elsewhere, as `Words` tells; None where it has none."""
    pieces = (piece for piece in entry.pieces.all() if piece.name in settings.REGISTERED_WORDS and not piece.content)
    return next((piece.place for piece in pieces), None)


def words_of(entry: Entry) -> bytes | None:
    """Return those words, the very bytes of which the entry holds the fingerprint; None where they are gone or others.

    An entry has one text at most.
    """
    place = words_place(entry)
    if place is None:
        return None
    kept = entry.pieces.get(place=place).name
    text = import_string(settings.REGISTERED_WORDS[kept])([entry.pk]).get(entry.pk, "")
    content: bytes = text.encode("utf-8", "surrogatepass")  # as it was entered
    return content if PrivateFile.digest(content) == entry.piece_facts[place]["sha256"] else None


def looked_for(entries: EntryQuerySet, wanted: dict[str, Any], *, user: User, today: dt.date) -> EntryQuerySet:
    """Return the entries that a list asks for (see `LookForm`), the newest first; the late ones by their date."""
    facts = {"direction": wanted["direction"], "nature": wanted["nature"], "book__year": wanted["year"]}
    rows = entries.filter(**{name: value for name, value in facts.items() if value})
    if wanted["q"]:
        numbered = _numbered(rows, wanted["q"])
        rows = rows.said_with(wanted["q"]) if numbered is None else numbered
    if wanted["mine"]:
        rows = rows.filter(standing__in_charge=user)
    match wanted["state"]:
        case "late":
            return rows.late(today)
        case "annulled":
            rows = rows.filter(standing__annulled=True)
        case status if status:
            rows = rows.filter(standing__status=status, standing__annulled=False)
    return rows.order_by("-admitted_at", "-pk")


def _numbered(rows: EntryQuerySet, typed: str) -> EntryQuerySet | None:
    """Return the entry with the number that was typed, and what answers it, by indexes; None where none has it.

    Words are looked for in every line of the registers, which takes the longer the fuller they are.
    """
    key = rows.filter(number=plain_number(typed)).values_list("pk", flat=True).first()
    if key is None:
        return None
    answers = Entry.objects.filter(reply_to=key).order_by("pk").values_list("pk", flat=True)
    return rows.filter(pk__in=[key, *answers])


def history_of(entry: Entry) -> list[tuple[Step | None, OutsideNumber | None]]:
    """Return what was done with an entry, the oldest first: a step, or a number noted."""
    steps = [(each.at, each.pk, each, None) for each in entry.steps.select_related("by", "in_charge")]
    noted = [(each.at, each.pk, None, each) for each in entry.outside_numbers.select_related("by")]
    done = sorted([*steps, *noted], key=lambda row: row[:2])
    return [(step, outside) for _at, _pk, step, outside in done]


class RegistryData:
    """Where a person is named in registers. What is erased is her name: the entry and its digest stay."""

    name = "registry"

    @staticmethod
    def export(user: User) -> dict[str, Any]:
        named = _named(user).select_related("entry__office__organisation", "entry__standing").order_by("pk")
        done = Step.objects.filter(by=user).select_related("entry").order_by("pk")
        noted = OutsideNumber.objects.filter(by=user).select_related("entry").order_by("pk")
        in_charge = Standing.objects.filter(in_charge=user).select_related("entry").order_by("pk")
        return {
            "named": [
                {
                    "number": each.entry.number,
                    "as": each.side,
                    "name": each.name,
                    "address": each.address,
                    "office": each.entry.office.name(user.language),
                    "nature": each.entry.nature,
                    "subject": each.entry.subject,
                    "registered_at": each.entry.admitted_at.isoformat(),
                    "status": each.entry.standing.status,
                    "annulled": each.entry.standing.annulled,
                }
                for each in named
            ],
            "in_charge_of": [each.entry.number for each in in_charge],
            "steps": [
                {"number": each.entry.number, "kind": each.kind, "note": each.note, "at": each.at.isoformat()}
                for each in done
            ],
            "outside_numbers": [
                {"number": each.entry.number, "system": each.system, "at": each.at.isoformat()} for each in noted
            ],
        }

    @staticmethod
    def erase(user: User) -> None:
        """The salt of her digests goes with her name; her steps lose their author with the account."""
        _named(user).delete()
        Standing.objects.filter(in_charge=user).update(in_charge=None)


def _named(user: User) -> QuerySet[Correspondent]:
    """Return the rows with a person's account, and those written by hand with an address she has proved."""
    proved = Q(*(Q(address__iexact=address) for address in verified_addresses(user)), _connector=Q.OR)
    by_hand = Correspondent.objects.filter(proved, user=None).values("pk") if proved else Correspondent.objects.none()
    return Correspondent.objects.filter(Q(user=user) | Q(pk__in=by_hand))
