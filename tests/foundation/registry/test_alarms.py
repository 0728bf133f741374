"""Alarms before a limit date: who is in charge is told once by each, in her language; receipts are checked too."""

import datetime as dt
import json
import re
import zlib
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from foundation.clocks.operations import tick
from foundation.notifications.models import Notification
from foundation.registry.handling import assign, move_limit, set_status
from foundation.registry.models import Entry
from foundation.registry.offices import Office
from foundation.registry.parties import Party
from foundation.registry.proving import prove
from foundation.registry.receipts import receipt
from foundation.registry.words import Direction
from tests.factories import NOW
from tests.foundation.registry.makers import Team, enter, team

LIMIT = dt.date(2026, 12, 20)
YEAR = str(dt.datetime.now(dt.UTC).year)


@pytest.fixture
def agency(db: None) -> Team:
    return team()


def day(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{text}T10:00:00+00:00")


def told() -> list[tuple[str, str]]:
    rows = Notification.objects.filter(kind="registry.alarm").select_related("recipient").order_by("pk")
    return [(each.recipient.name, each.subject) for each in rows]  # type: ignore[union-attr]


def test_who_is_in_charge_is_told_seven_days_and_two_days_before_and_once_each(agency: Team) -> None:
    entry = enter(agency.office, answer_due_on=LIMIT, in_charge=agency.editor)
    for when in ("2026-12-12", "2026-12-13", "2026-12-13", "2026-12-17", "2026-12-18", "2026-12-19", "2027-01-05"):
        tick(now=day(when))
    assert told() == [("Editor", f"{entry.number} is to be answered by 20 December 2026")] * 2


def test_alarms_that_come_together_are_told_once(agency: Team) -> None:
    entry = enter(agency.office, answer_due_on=LIMIT, in_charge=agency.editor)
    tick(now=day("2026-12-28"))
    tick(now=day("2026-12-29"))
    assert told() == [("Editor", f"{entry.number} is past its limit date")]


def test_what_is_settled_or_nobodys_rings_unheard(agency: Team) -> None:
    enter(agency.office, answer_due_on=LIMIT)
    settled = enter(agency.office, answer_due_on=LIMIT, in_charge=agency.editor)
    set_status(entry=settled, status="answered", by=agency.editor, now=NOW)
    left = enter(agency.office, answer_due_on=LIMIT, in_charge=agency.viewer)
    agency.organisation.memberships.filter(user=agency.viewer).delete()
    tick(now=day("2026-12-19"))
    assert told() == []
    assert left.standing.in_charge == agency.viewer


def test_a_moved_limit_rings_again_and_the_first_date_stays(agency: Team) -> None:
    entry = enter(agency.office, answer_due_on=LIMIT, in_charge=agency.editor)
    tick(now=day("2026-12-19"))
    move_limit(entry=entry, limit_on=dt.date(2027, 2, 1), reason="Waits", by=agency.editor, now=day("2026-12-19"))
    tick(now=day("2027-01-26"))
    assert [subject for _name, subject in told()] == [
        f"{entry.number} is to be answered by 20 December 2026",
        f"{entry.number} is to be answered by 1 February 2027",
    ]
    assert Entry.objects.get().limit_on == LIMIT


def test_another_person_in_charge_hears_the_next_alarm(agency: Team) -> None:
    entry = enter(agency.office, answer_due_on=LIMIT, in_charge=agency.editor)
    tick(now=day("2026-12-14"))
    assign(entry=entry, in_charge=agency.viewer, by=agency.owner, now=day("2026-12-15"))
    tick(now=day("2026-12-19"))
    assert [name for name, _subject in told()] == ["Editor", "Viewer"]


@pytest.mark.parametrize("language", ["fr", "ar", "en", "es"])
def test_a_receipt_is_one_page_in_its_language_with_fonts_for_it(agency: Team, language: str) -> None:
    entry = enter(agency.office, sender=Party(name="Awa Diop"), answer_due_on=LIMIT)
    made = receipt(entry=entry, language=language)
    assert made.startswith(b"%PDF-")
    assert made == receipt(entry=entry, language=language)
    inside = made + b"".join(unpacked(made))
    assert (b"NotoSansArabic" in inside) == (language == "ar")
    assert b"NotoSans" in inside
    assert len(re.findall(rb"/Type\s*/Page\b", inside)) == 1
    assert f"/Lang ({language}".encode() in inside or f"/Lang({language}".encode() in inside


def unpacked(pdf: bytes) -> list[bytes]:
    found = []
    for start in re.finditer(rb"stream\r?\n", pdf):
        try:
            found.append(zlib.decompressobj().decompress(pdf[start.end() :]))
        except zlib.error:
            continue
    return found


def test_processes_that_take_numbers_at_once_leave_no_gap(committed: None) -> None:
    out = StringIO()
    call_command("take_numbers", "--office", "try", "--count", "30", "--processes", "4", stdout=out)
    said = json.loads(out.getvalue())
    assert said == {"taken": 30, "first": f"TRY/{YEAR}/I/000001", "last": f"TRY/{YEAR}/I/000030"}
    office = Office.objects.get(code="TRY")
    proof = prove(office=office, year=int(YEAR))
    assert (proof.entries, proof.is_valid) == (30, True)
    assert set(Entry.objects.values_list("direction", flat=True)) == {Direction.INTERNAL}


def test_a_code_that_none_can_have_takes_no_number(db: None) -> None:
    with pytest.raises(CommandError, match="two to twelve"):
        call_command("take_numbers", "--office", "!", "--count", "1")
    assert Office.objects.count() == 0
