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
from foundation.organisations.models import Membership, Role
from foundation.registry.handling import assign, move_limit, set_status
from foundation.registry.models import Entry
from foundation.registry.offices import Office
from foundation.registry.parties import Party
from foundation.registry.proving import prove
from foundation.registry.receipts import receipt
from foundation.registry.words import Direction
from tests import factories
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


def test_what_is_settled_rings_unheard(agency: Team) -> None:
    for person in (agency.editor, None):
        settled = enter(agency.office, answer_due_on=LIMIT, in_charge=person)
        set_status(entry=settled, status="answered", by=agency.editor, now=NOW)
    tick(now=day("2026-12-19"))
    assert told() == []


def test_what_is_nobodys_is_told_to_owners_and_moderators_once_by_each_alarm(agency: Team) -> None:
    moderator = factories.user(language="fr", name="Moderator")
    Membership.objects.create(organisation=agency.organisation, user=moderator, role=Role.MODERATOR, since=NOW)
    entry = enter(agency.office, answer_due_on=LIMIT)
    for when in ("2026-12-12", "2026-12-13", "2026-12-13", "2026-12-17", "2026-12-18", "2026-12-19", "2027-01-05"):
        tick(now=day(when))
    english = ("Owner", f"{entry.number} is to be answered by 20 December 2026")
    assert [name for name, _subject in told()] == ["Owner", "Moderator"] * 2
    assert told()[0] == english
    texts = [each.text for each in Notification.objects.filter(kind="registry.alarm").order_by("pk")]
    assert f"Nobody is in charge of {entry.number}" in texts[0]
    assert f"Personne n’est en charge de {entry.number}" in texts[1]


def test_what_belongs_to_somebody_who_left_is_nobodys(agency: Team) -> None:
    left = enter(agency.office, answer_due_on=LIMIT, in_charge=agency.viewer)
    agency.organisation.memberships.filter(user=agency.viewer).delete()
    tick(now=day("2026-12-19"))
    assert told() == [("Owner", f"{left.number} is to be answered by 20 December 2026")]


def test_what_is_due_within_days_is_not_told_to_the_leads_at_once_but_by_its_second_alarm(agency: Team) -> None:
    enter(agency.office, nature="question", about="abcdefghij", answer_due_on=NOW.date() + dt.timedelta(days=5))
    tick(now=NOW + dt.timedelta(hours=1))
    assert told() == []
    tick(now=NOW + dt.timedelta(days=3))
    assert [name for name, _subject in told()] == ["Owner"]


def test_of_what_the_answer_contract_reminds_only_who_answers_for_nobody_is_told(agency: Team) -> None:
    for person in (None, agency.editor, agency.viewer):
        enter(agency.office, nature="application", about="abcdefghij", answer_due_on=LIMIT, in_charge=person)
    by_hand = enter(agency.office, nature="application", answer_due_on=LIMIT)
    tick(now=day("2026-12-19"))
    assert [name for name, _subject in told()] == ["Viewer", "Owner"]
    assert by_hand.number in told()[1][1]


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
