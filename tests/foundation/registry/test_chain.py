"""The chain of a year: whole after anything that may happen, and broken by one changed byte; erasing a person."""

import datetime as dt
import json
import random
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pypdf import PdfReader

from foundation.accounts.operations import erase_account, export_data
from foundation.files.operations import erase_file, keep_file
from foundation.registry.books import book
from foundation.registry.chain import MADE_OF, START, code_from, seal
from foundation.registry.handling import annul, assign, set_status
from foundation.registry.lifecycle import MOVES, Status
from foundation.registry.models import Correspondent, Entry, Piece, Standing
from foundation.registry.offices import Book
from foundation.registry.parties import Paper, Party
from foundation.registry.proving import prove
from foundation.registry.receipts import receipt
from tests import factories
from tests.factories import NOW
from tests.foundation.registry.makers import Team, enter, team


@pytest.fixture
def agency(db: None) -> Team:
    return team()


def run(*arguments: Any) -> dict[str, Any]:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return json.loads(out.getvalue())


def some_entries(agency: Team) -> list[Entry]:
    awa = factories.user(name="Awa Diop")
    first = enter(agency.office, sender=Party(user=awa), pieces=[Paper("a.pdf", b"%PDF a", "application/pdf")])
    second = enter(agency.office, direction="D", nature="decision", recipient=Party(user=awa), reply_to=first)
    return [first, second, enter(agency.office, direction="I", document_on=dt.date(2026, 11, 1), by=agency.owner)]


def changed(table: str, pk: int, column: str, value: Any) -> None:
    """Change a row behind the back of the code, as somebody with the database could."""
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE {table} SET "{column}" = %s WHERE id = %s', [value, pk])


def test_a_year_that_nobody_touched_is_proved(agency: Team) -> None:
    entries = some_entries(agency)
    assign(entry=entries[0], in_charge=agency.editor, by=agency.owner, now=NOW)
    set_status(entry=entries[0], status="filed", by=agency.owner, now=NOW)
    annul(entry=entries[2], reason="Twice", by=agency.owner, now=NOW)
    assert prove(office=agency.office, year=2026).is_valid
    assert run("verify_register", "--office", "rsk", "--year", "2026") == {
        "entries": 3,
        "valid": True,
        "first_bad": None,
    }


COLUMNS = {
    "subject": "A roaD",
    "number": "RSK/2026/A/000007",
    "sequence": 7,
    "position": 9,
    "direction": "X",
    "code": "aaaaaaaaaa",
    "public_id": "aaaaaaaaaa",
    "nature": "letter",
    "channel": "post",
    "priority": "urgent",
    "confidentiality": "confidential",
    "about": "x",
    "language": "ar",
    "admitted_at": "2026-11-23 09:00:00.000001+00:00",
    "admitted_on": "2026-11-24",
    "document_on": "2026-11-02",
    "limit_on": "2027-01-01",
    "persons": "[]",
    "piece_facts": "[]",
    "previous": "f" * 64,
    "seal": "f" * 64,
}


@pytest.mark.parametrize("column", COLUMNS)
def test_one_changed_fact_is_found(agency: Team, column: str) -> None:
    entries = some_entries(agency)
    changed("registry_entry", entries[0].pk, column, COLUMNS[column])
    proof = prove(office=agency.office, year=2026)
    assert not proof.is_valid
    if column not in {"number", "position"}:
        assert proof.first_bad == entries[0].number


def test_every_column_of_an_entry_is_sealed_or_a_key() -> None:
    keys = {"id", "office", "book", "reply_to"}
    assert {field.name for field in Entry._meta.concrete_fields} - keys == set(COLUMNS)


def test_a_changed_reply_name_paper_or_count_is_found(agency: Team) -> None:
    first, second, third = some_entries(agency)
    changed("registry_entry", second.pk, "reply_to_id", third.pk)
    assert prove(office=agency.office, year=2026).first_bad == second.number
    changed("registry_entry", second.pk, "reply_to_id", first.pk)
    name = Correspondent.objects.get(entry=first, side="sender")
    changed("registry_correspondent", name.pk, "name", "Awa Diep")
    assert prove(office=agency.office, year=2026).first_bad == first.number
    changed("registry_correspondent", name.pk, "name", "Awa Diop")
    piece = Piece.objects.get()
    with open(piece.content.path, "r+b") as bytes_:
        bytes_.write(b"!")
    assert prove(office=agency.office, year=2026).first_bad == first.number
    with open(piece.content.path, "r+b") as bytes_:
        bytes_.write(b"%")
    assert prove(office=agency.office, year=2026).is_valid
    changed("registry_book", Book.objects.get().pk, "arrivals", 2)
    assert prove(office=agency.office, year=2026).first_bad == "RSK/2026/A/000002"


def test_an_entry_cut_out_of_the_middle_or_off_the_end_is_found(agency: Team) -> None:
    first, last = enter(agency.office), enter(agency.office)
    for gone, found in ((last, "RSK/2026/A/000002"), (first, "RSK/2026/A/000001")):
        with connection.cursor() as cursor:
            for table in ("standing", "correspondent"):
                cursor.execute(f"DELETE FROM registry_{table} WHERE entry_id = %s", [gone.pk])
            cursor.execute("DELETE FROM registry_entry WHERE id = %s", [gone.pk])
        assert prove(office=agency.office, year=2026).first_bad == found


def test_a_changed_register_ends_the_command_with_one(agency: Team, capsys: pytest.CaptureFixture[str]) -> None:
    entry = enter(agency.office)
    changed("registry_entry", entry.pk, "subject", "Another")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_register", "--office", "RSK", "--year", "2026")
    assert ended.value.code == 1
    assert json.loads(capsys.readouterr().out) == {"entries": 1, "valid": False, "first_bad": entry.number}
    with pytest.raises(CommandError, match="No office has the code NOPE"):
        call_command("verify_register", "--office", "NOPE", "--year", "2026")


def _made_anew() -> None:
    """Write the subject of the first entry anew and every seal after it, as somebody with the database could."""
    head = START
    for entry in Entry.objects.select_related("book", "reply_to").order_by("position"):
        if entry.position == 1:
            changed("registry_entry", entry.pk, "subject", "Another road")
        changed("registry_entry", entry.pk, "previous", head)
        entry.refresh_from_db()
        facts = entry.facts(book=entry.book, reply_to=entry.reply_to.number if entry.reply_to else "")
        head = seal(facts, head)
        changed("registry_entry", entry.pk, "seal", head)
    changed("registry_book", Book.objects.get().pk, "head", head)


def test_a_year_that_was_made_anew_is_found_by_the_seal_on_paper(agency: Team) -> None:
    entries = some_entries(agency)
    asked = ("verify_register", "--office", "RSK", "--year", "2026")
    for entry in entries:
        proved = run(*asked, "--expect", entry.seal.upper())
        assert proved == {"entries": 3, "valid": True, "first_bad": None, "expected": True}
    _made_anew()
    assert run(*asked)["valid"] is True  # the chain alone cannot tell
    for entry in entries:
        proof = prove(office=agency.office, year=2026, paper=entry.seal)
        assert (proof.is_valid, proof.first_bad) == (False, None)
    with pytest.raises(SystemExit) as ended:
        run(*asked, "--expect", entries[0].seal)
    assert ended.value.code == 1
    with pytest.raises(CommandError, match="A seal has 64 digits"):
        run(*asked, "--expect", "abc")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_receipt_shows_the_seal_of_its_entry_and_a_book_that_of_its_last_line(agency: Team, language: str) -> None:
    entries = some_entries(agency)
    paper = receipt(entry=entries[0], language=language)
    assert len(PdfReader(BytesIO(paper)).pages) == 1
    assert entries[0].seal in _text(paper)
    shown = Entry.objects.shown_to(agency.owner)
    printed = book(office=agency.office, entries=shown, title="2026", language=language, today=NOW.date())
    assert entries[2].seal in _text(printed)
    assert entries[0].seal not in _text(printed)


def _text(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_a_year_without_a_book_is_whole_and_empty(agency: Team) -> None:
    assert run("verify_register", "--office", "RSK", "--year", "2025") == {
        "entries": 0,
        "valid": True,
        "first_bad": None,
    }


def test_erasing_a_person_takes_her_name_and_leaves_the_chain_whole(agency: Team) -> None:
    awa = factories.user("awa@example.org", name="Awa Diop")
    file = keep_file(owner=awa, name="Awa.pdf", content=b"%PDF", media_type="application/pdf", now=NOW)
    entry = enter(agency.office, sender=Party(user=awa), pieces=[file])
    by_hand = enter(agency.office, sender=Party(name="A. Diop", address="AWA@example.org"))
    named = export_data(user=awa, now=NOW)["registry"]["named"]
    assert [each["number"] for each in named] == [entry.number, by_hand.number]
    erase_account(user=awa, now=NOW)
    rows = Correspondent.objects.exclude(side="recipient")
    assert rows.count() == 0
    assert Piece.objects.get().file is None
    assert Entry.objects.count() == 2
    assert prove(office=agency.office, year=2026).is_valid
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM registry_entry")
        assert "Diop" not in str(cursor.fetchall())


def test_an_erased_official_leaves_the_entries_she_had_in_charge(agency: Team) -> None:
    entry = enter(agency.office, in_charge=agency.editor, by=agency.editor)
    erase_account(user=agency.editor, now=NOW)
    standing = Standing.objects.get(entry=entry)
    assert standing.in_charge is None
    assert [step.by for step in entry.steps.all()] == [None]
    assert prove(office=agency.office, year=2026).is_valid


def test_a_private_file_that_its_person_deletes_leaves_its_fingerprint(agency: Team) -> None:
    awa = factories.user()
    file = keep_file(owner=awa, name="cv.pdf", content=b"%PDF", media_type="application/pdf", now=NOW)
    entry = enter(agency.office, pieces=[file])
    erase_file(file=file)
    assert Entry.objects.get(pk=entry.pk).piece_facts[0]["sha256"] == file.sha256
    assert prove(office=agency.office, year=2026).is_valid


@pytest.mark.parametrize("change", ["emptied", "deleted"])
def test_a_paper_of_the_office_that_was_taken_away_is_found(agency: Team, change: str) -> None:
    entry = enter(agency.office, pieces=[Paper("scan.pdf", b"%PDF", "application/pdf")])
    assert prove(office=agency.office, year=2026).is_valid
    rows = Piece.objects.filter(entry=entry)
    if change == "emptied":
        rows.update(content="")
    else:
        rows.delete()
    proof = prove(office=agency.office, year=2026)
    assert (proof.first_bad, proof.is_valid) == (entry.number, False)


def test_the_row_of_a_private_file_that_was_taken_away_is_found(agency: Team) -> None:
    file = keep_file(owner=factories.user(), name="cv.pdf", content=b"%PDF", media_type="application/pdf", now=NOW)
    entry = enter(agency.office, pieces=[file])
    erase_file(file=file)
    assert prove(office=agency.office, year=2026).is_valid
    Piece.objects.filter(entry=entry).delete()
    assert prove(office=agency.office, year=2026).first_bad == entry.number


def test_the_moves_of_a_status_lead_to_known_ones() -> None:
    assert set(MOVES) == set(Status)
    assert all(after in Status and after != before for before, nexts in MOVES.items() for after in nexts)


@given(st.from_regex(r"[a-z0-9-]{1,60}", fullmatch=True))
def test_every_slug_gives_a_code(slug: str) -> None:
    assert MADE_OF.fullmatch(code_from(slug))


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("rabat-sale-kenitra", "RSK"),
        ("souss-territoires", "SOTE"),
        ("littoral", "LITT"),
        ("de-la", "DELA"),
        ("x", "BO"),
    ],
)
def test_a_code_is_made_of_the_first_letters(slug: str, code: str) -> None:
    assert code_from(slug) == code


@given(st.dictionaries(st.text(), st.one_of(st.none(), st.text(), st.integers(), st.lists(st.text()))), st.data())
def test_a_seal_depends_on_every_fact_and_on_what_came_before(facts: dict[str, Any], data: st.DataObject) -> None:
    sealed = seal(facts, START)
    shuffled = list(facts.items())
    random.Random(7).shuffle(shuffled)
    assert seal(dict(shuffled), START) == sealed
    assert seal(facts, sealed) != sealed
    if facts:
        name = data.draw(st.sampled_from(sorted(facts)))
        assert seal(facts | {name: [facts[name]]}, START) != sealed


class AnyYear(TestCase):
    @settings(max_examples=15, deadline=None)
    @given(st.lists(st.sampled_from(["A", "D", "I", "fails", "next year"]), max_size=12))
    def test_whatever_is_entered_or_fails_no_number_is_missing_or_double(self, happenings: list[str]) -> None:
        agency = team()
        wanted = {"A": 0, "D": 0, "I": 0}
        for happening in happenings:
            if happening == "next year":
                enter(agency.office, now=NOW.replace(year=2027))
            elif happening == "fails":
                with pytest.raises(ValueError, match="is not a valid"):
                    enter(agency.office, channel="pigeon")
            else:
                wanted[happening] += 1
                entry = enter(agency.office, direction=happening)
                assert entry.number == f"RSK/2026/{happening}/{wanted[happening]:06d}"
        assert prove(office=agency.office, year=2026).entries == sum(wanted.values())
        assert prove(office=agency.office, year=2026).is_valid
        assert prove(office=agency.office, year=2027).is_valid
