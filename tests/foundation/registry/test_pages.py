"""The register at the desk: who sees what, what is entered by hand, what is done with an entry, what is printed."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from foundation.registry.handling import annul, assign
from foundation.registry.models import Entry, EntryQuerySet, OutsideNumber, Piece, Standing
from foundation.registry.parties import Party
from tests import factories
from tests.foundation.registry.makers import Team, enter, team

pytestmark = pytest.mark.django_db
ASSERTED = {"normal": "A bridge", "confidential": "A secret"}


@pytest.fixture
def agency() -> Team:
    return team()


def home(agency: Team) -> str:
    return f"/en/desk/register/{agency.organisation.slug}/"


def page_of(agency: Team, entry: Entry) -> str:
    return f"{home(agency)}entries/{entry.public_id}/"


def typed(**facts: Any) -> dict[str, Any]:
    usual = {
        "key": "abcdefghjk",
        "direction": "A",
        "nature": "letter",
        "channel": "post",
        "subject": "A letter about a road",
        "party": "Awa Diop",
        "priority": "normal",
        "confidentiality": "normal",
    }
    return usual | facts


def test_members_read_the_register_and_others_find_nothing(agency: Team, as_user: Any) -> None:
    entry = enter(agency.office)
    stranger, other = factories.user(), team("littoral", "Agence du Littoral")
    for address in (home(agency), page_of(agency, entry), f"{page_of(agency, entry)}receipt/"):
        for person in (agency.owner, agency.editor, agency.viewer):
            assert as_user(person).get(address).status_code == 200
        for person in (stranger, other.owner, agency.assessor):
            assert as_user(person).get(address).status_code == 404


def test_a_confidential_entry_is_for_owners_moderators_and_who_is_in_charge(agency: Team, as_user: Any) -> None:
    entry = enter(agency.office, subject="A secret", confidentiality="confidential")
    assert as_user(agency.owner).get(page_of(agency, entry)).status_code == 200
    assert as_user(agency.editor).get(page_of(agency, entry)).status_code == 404
    assert "A secret" not in as_user(agency.editor).get(home(agency)).content.decode()
    assign(entry=entry, in_charge=agency.editor, by=agency.owner, now=timezone.now())
    assert as_user(agency.editor).get(page_of(agency, entry)).status_code == 200
    assert as_user(agency.viewer).get(page_of(agency, entry)).status_code == 404


def test_a_letter_is_entered_by_hand_with_its_scan(agency: Team, as_user: Any) -> None:
    client = as_user(agency.editor)
    files = [SimpleUploadedFile("letter.pdf", b"%PDF-1.7"), SimpleUploadedFile("plan.png", b"\x89PNG")]
    facts = {
        "papers": files,
        "document_on": "2026-11-02",
        "answer_due_on": "2027-01-15",
        "in_charge": agency.viewer.pk,
        "outside_system": "Ministry",
        "outside_number": "4711/26",
        "copies": "Wali of Rabat\n\nMayor",
    }
    answer = client.post(f"{home(agency)}new/", typed(**facts))
    entry = Entry.objects.with_all().get()
    assert answer.headers["Location"] == page_of(agency, entry)
    names = [each.name for each in entry.correspondents.all()]
    assert names == ["Awa Diop", "Agence de Rabat", "Wali of Rabat", "Mayor", "Editor"]
    assert (entry.document_on, entry.standing.limit_on) == (dt.date(2026, 11, 2), dt.date(2027, 1, 15))
    assert (entry.standing.first_alarm_on, entry.standing.second_alarm_on) == (
        dt.date(2027, 1, 8),
        dt.date(2027, 1, 13),
    )
    assert entry.standing.in_charge == agency.viewer
    assert str(OutsideNumber.objects.get()) == "Ministry 4711/26"
    assert [piece.name for piece in Piece.objects.order_by("place")] == ["letter.pdf", "plan.png"]
    scan = client.get(f"{page_of(agency, entry)}pieces/0/")
    assert scan.content == b"%PDF-1.7"
    assert scan["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    page = client.get(page_of(agency, entry)).content.decode()
    assert "4711/26" in page
    assert "Awa Diop" in page


def test_a_form_sent_twice_gives_one_number(agency: Team, as_user: Any) -> None:
    client = as_user(agency.editor)
    places = {client.post(f"{home(agency)}new/", typed()).headers["Location"] for _ in range(2)}
    assert len(places) == 1
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"subject": ""}, "This field is required"),
        ({"party": ""}, "This field is required"),
        ({"document_on": "2999-01-01"}, "still to come"),
        ({"reply_to": "RSK/2026/A/000099"}, "No entry of this register has this number"),
        ({"outside_system": "Ministry"}, "Give both"),
        ({"key": "x"}, "Open this page again"),
        ({"papers": [SimpleUploadedFile("run.exe", b"MZ")]}, "none of the kinds"),
    ],
)
def test_what_is_typed_wrong_is_said_and_enters_nothing(
    agency: Team, as_user: Any, wrong: dict[str, Any], sentence: str
) -> None:
    page = as_user(agency.editor).post(f"{home(agency)}new/", typed(**wrong))
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert Entry.objects.count() == 0


def test_who_only_reads_enters_and_changes_nothing(agency: Team, as_user: Any) -> None:
    entry, client = enter(agency.office), as_user(agency.viewer)
    assert client.post(f"{home(agency)}new/", typed()).status_code == 404
    for action in ("assign", "status", "limit", "outside", "annul"):
        facts = {
            "unit": "A",
            "status": "filed",
            "limit_on": "2027-01-01",
            "reason": "why",
            "system": "S",
            "number": "1",
        }
        page = client.post(
            f"{page_of(agency, entry)}{action}/", {f"{action}-{name}": value for name, value in facts.items()}
        )
        assert page.status_code == 200
        assert "Your role in this office does not allow it" in page.content.decode()
    assert Entry.objects.count() == 1
    assert entry.steps.count() == 0
    assert Standing.objects.filter(status="registered", annulled=False, in_charge=None, unit="").count() == 1


def test_an_entry_is_assigned_moved_and_annulled_and_its_page_tells_it(agency: Team, as_user: Any) -> None:
    entry, client = enter(agency.office), as_user(agency.owner)
    steps = [
        ("assign", {"in_charge": agency.editor.pk, "unit": "Roads"}),
        ("status", {"status": "in_hand", "note": "Called back"}),
        ("limit", {"limit_on": "2027-02-01", "reason": "Waiting for the plan"}),
        ("outside", {"system": "Ministry", "number": "4711"}),
        ("annul", {"reason": "Entered twice"}),
    ]
    for action, facts in steps:
        data = {f"{action}-{name}": value for name, value in facts.items()}
        assert client.post(f"{page_of(agency, entry)}{action}/", data).status_code == 302
    page = client.get(page_of(agency, entry)).content.decode()
    for said in ("Roads", "Called back", "Waiting for the plan", "4711", "Entered twice", "annulled"):
        assert said in page
    assert '<form method="post" action="/en/desk/register' not in page
    refused = client.post(f"{page_of(agency, entry)}status/", {"status-status": "filed"})
    assert "This entry was annulled" in refused.content.decode()
    assert entry.steps.count() == 4


def test_a_wrong_step_loses_nothing_that_was_typed(agency: Team, as_user: Any) -> None:
    entry = enter(agency.office)
    page = as_user(agency.owner).post(f"{page_of(agency, entry)}annul/", {"annul-reason": "   "})
    assert "This field is required" in page.content.decode()
    outsider = factories.user()
    page = as_user(agency.owner).post(
        f"{page_of(agency, entry)}assign/", {"assign-in_charge": outsider.pk, "assign-unit": "Roads"}
    )
    assert 'value="Roads"' in page.content.decode()
    assert entry.steps.count() == 0


def test_the_list_is_searched_and_filtered(agency: Team, as_user: Any) -> None:
    road = enter(agency.office, sender=Party(name="Awa Diop"), outside=("Ministry", "4711"))
    well = enter(agency.office, subject="A well", nature="letter", direction="D")
    late = enter(agency.office, subject="A late one", answer_due_on=dt.date(2020, 1, 1), in_charge=agency.editor)
    annul(entry=well, reason="Wrong", by=agency.owner, now=timezone.now())
    client = as_user(agency.editor)
    asked = {
        "": {road, well, late},
        "q=awa": {road},
        "q=4711": {road},
        "q=RSK/2026/D": {well},
        "direction=D": {well},
        "nature=request": {road, late},
        "state=late": {late},
        "state=annulled": {well},
        "state=registered": {road, late},
        "mine=on": {late},
        "year=2025": set(),
        "year=abc&state=none": {road, well, late},
    }
    for query, wanted in asked.items():
        page = client.get(f"{home(agency)}?{query}").content.decode()
        assert {entry for entry in (road, well, late) if f'data-entry="{entry.number}"' in page} == wanted, query


def test_a_number_that_is_typed_finds_its_entry_and_the_answers_without_a_look_at_each_line(
    agency: Team, as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, other = enter(agency.office), enter(agency.office, subject="As asked in RSK/2026/A/000001")
    answer = enter(agency.office, direction="D", nature="decision", reply_to=asked)
    strange = enter(team("oriental", "Agence de l'Oriental").office)
    client, looks = as_user(agency.editor), []
    look = EntryQuerySet.said_with

    def seen(rows: EntryQuerySet, words: str) -> EntryQuerySet:
        looks.append(words)
        return look(rows, words)

    monkeypatch.setattr(EntryQuerySet, "said_with", seen)

    def found(words: str) -> set[str]:
        page = client.get(home(agency), {"q": words}).content.decode()
        rows = (asked, other, answer, strange)
        return {row.number for row in rows if f'data-entry="{row.number}"' in page}

    assert found(" rsk/2026/a/000001 ") == {asked.number, answer.number}
    assert looks == []
    assert found("000001") == {asked.number, other.number, answer.number}
    assert found(strange.number) == set()
    assert looks == ["000001", strange.number]


def test_the_list_asks_the_database_as_often_for_five_entries_as_for_thirty(agency: Team, as_user: Any) -> None:
    client, counts = as_user(agency.editor), []
    for more in (5, 25):
        for _ in range(more):
            enter(agency.office, sender=Party(name="Awa"), in_charge=agency.editor)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(home(agency))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_table_guards_against_formulas_and_holds_what_one_may_see(agency: Team, as_user: Any) -> None:
    enter(agency.office, subject="=HYPERLINK(1)", sender=Party(name="+Awa"))
    enter(agency.office, subject="A secret", confidentiality="confidential")
    answer = as_user(agency.editor).get(f"{home(agency)}table/")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [(row["Number"], row["Subject"], row["Sender"]) for row in rows] == [
        ("RSK/2026/A/000001", "'=HYPERLINK(1)", "'+Awa")
    ]


def test_books_are_printed_by_year_and_by_day(agency: Team, as_user: Any) -> None:
    enter(agency.office)
    client = as_user(agency.viewer)
    for address in ("years/2026/", "day/?on=2026-11-23", "day/?on=2026-11-24"):
        answer = client.get(f"{home(agency)}{address}")
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")
    assert client.get(f"{home(agency)}years/2026/?volume=2").status_code == 404
    assert client.get(f"{home(agency)}years/2025/").status_code == 404
    assert client.get(f"{home(agency)}day/?on=soon").status_code == 302


def test_a_day_with_many_entries_has_volumes_and_none_is_left_out(
    agency: Team, as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("foundation.registry.books.LINES_A_VOLUME", 2)
    entries = [enter(agency.office) for _ in range(3)]
    client = as_user(agency.viewer)
    day = f"{home(agency)}day/?on=2026-11-23"
    answer = client.get(day)
    assert (answer.status_code, answer.url) == (302, f"{home(agency)}?on=2026-11-23#books-title")
    shown = client.get(answer.url).content.decode()
    assert [f"day/?on=2026-11-23&amp;volume={volume}" in shown for volume in (1, 2, 3)] == [True, True, False]
    for volume, here, elsewhere in ((1, entries[:2], entries[2:]), (2, entries[2:], entries[:2])):
        answer = client.get(f"{day}&volume={volume}")
        assert answer["Content-Disposition"] == f'attachment; filename="RSK-2026-11-23-{volume}.pdf"'
        said = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
        assert all(each.number in said for each in here)
        assert not any(each.number in said for each in elsewhere)
    for volume in ("0", "3", "x"):
        assert client.get(f"{day}&volume={volume}").status_code == 404


def test_a_code_is_chosen_by_who_speaks_for_the_organisation(agency: Team, as_user: Any) -> None:
    assert as_user(agency.editor).post(f"{home(agency)}code/", {"code": "CRI"}).status_code == 404
    assert as_user(agency.owner).post(f"{home(agency)}code/", {"code": "cri"}).status_code == 302
    assert enter(agency.office).number.startswith("CRI/")
    late = as_user(agency.owner).post(f"{home(agency)}code/", {"code": "ZZZ"})
    assert late.status_code == 200
    assert enter(agency.office).number == "CRI/2026/A/000002"


def test_the_desk_shows_what_is_late(agency: Team, as_user: Any) -> None:
    enter(agency.office, subject="Waits", answer_due_on=dt.date(2020, 1, 1))
    enter(agency.office, subject="In time", answer_due_on=dt.date(2999, 1, 1))
    desk = as_user(agency.editor).get("/en/desk/").content.decode()
    assert "Waits" in desk
    assert "In time" not in desk
    assert "register-late" not in as_user(factories.user()).get("/en/desk/").content.decode()


def test_a_person_finds_her_numbers_and_receipts_and_nobody_elses(agency: Team, as_user: Any) -> None:
    awa, other = factories.user(name="Awa Diop"), factories.user()
    entry = enter(agency.office, sender=Party(user=awa))
    letter = enter(agency.office, direction="D", nature="decision", recipient=Party(user=awa))
    note = enter(agency.office, direction="I", recipient=Party(user=awa))
    page = as_user(awa).get("/en/account/numbers/").content.decode()
    assert entry.number in page
    assert letter.number in page
    assert note.number not in page
    receipt = as_user(awa).get(f"/ar/account/numbers/{entry.public_id}/receipt/")
    assert receipt.content.startswith(b"%PDF-")
    assert receipt["Content-Disposition"] == 'attachment; filename="RSK-2026-A-000001.pdf"'
    assert as_user(other).get(f"/fr/account/numbers/{entry.public_id}/receipt/").status_code == 404
    assert as_user(awa).get(f"/fr/account/numbers/{note.public_id}/receipt/").status_code == 404
