"""Entering: numbers, the chain, what is refused; and the public check of a number."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from django.db.models import ProtectedError
from django.test import Client

from foundation.base.errors import DomainError
from foundation.registry.models import Book, Correspondent, Entry, Office, Piece, Standing, Step
from foundation.registry.operations import Paper, Party, choose_code, office_of, register
from foundation.registry.queries import verify_path
from foundation.registry.words import Direction
from foundation.registry.written_once import Unchanging
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    organisation = factories.organisation(slug="rabat-sale-kenitra", name="Agence de Rabat")
    return office_of(organisation=organisation, now=NOW)


def enter(office: Office, **facts: Any) -> Entry:
    facts = {"direction": Direction.ARRIVAL, "nature": "request", "subject": "A road", "language": "fr"} | facts
    return register(office=office, **({"now": NOW} | facts))


def test_each_direction_counts_from_one_within_office_and_year(office: Office) -> None:
    numbers = [enter(office, direction=each).number for each in ("A", "A", "D", "I", "A")]
    assert [number.removeprefix("RSK/2026/") for number in numbers] == [
        *("A/000001", "A/000002", "D/000001", "I/000001", "A/000003"),
    ]
    later = enter(office, now=NOW.replace(year=2027))
    assert later.number == "RSK/2027/A/000001"
    book = Book.objects.get(year=2026)
    assert (book.arrivals, book.departures, book.internals, book.entries) == (3, 1, 1, 5)


def test_the_year_turns_at_the_midnight_of_the_office(office: Office) -> None:
    entry = enter(office, now=dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC))  # half past midnight in Casablanca
    assert entry.number == "RSK/2027/A/000001"
    assert entry.admitted_on == dt.date(2027, 1, 1)


def test_a_transaction_that_fails_gives_no_number(office: Office) -> None:
    enter(office)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        enter(office)
        raise ZeroDivisionError
    assert enter(office).number == "RSK/2026/A/000002"
    assert Book.objects.get().entries == 2


def test_two_organisations_never_share_a_code(office: Office) -> None:
    other = factories.organisation(slug="rabat-sale-kasbah")
    assert office_of(organisation=other, now=NOW).code == "RSK2"
    assert office_of(organisation=other, now=NOW).pk != office.pk
    assert Office.objects.count() == 2


def test_an_organisation_that_was_never_verified_keeps_no_register() -> None:
    with pytest.raises(DomainError, match="once the organisation is verified"):
        office_of(organisation=factories.organisation(verified=False), now=NOW)
    assert Office.objects.count() == 0


def test_a_code_is_chosen_before_the_first_number_and_stays(office: Office) -> None:
    choose_code(office=office, code=" cri2 ", now=NOW)
    assert enter(office).number == "CRI2/2026/A/000001"
    with pytest.raises(DomainError, match="so it stays"):
        choose_code(office=office, code="ZZ", now=NOW)
    assert Office.objects.get().code == "CRI2"


@pytest.mark.parametrize(("facts", "sentence"), [({"subject": " \x00 "}, "in a line"), ({"subject": "x" * 301}, "300")])
def test_what_cannot_be_entered_takes_no_number(office: Office, facts: dict[str, Any], sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence):
        enter(office, **facts)
    assert (Entry.objects.count(), Book.objects.count()) == (0, 0)


def test_a_word_outside_the_closed_lists_is_refused_and_takes_no_number(office: Office) -> None:
    for wrong in ({"nature": "poem"}, {"direction": "X"}, {"channel": "pigeon"}, {"priority": "low"}):
        with pytest.raises(ValueError, match="is not a valid"):
            enter(office, **wrong)
    assert Entry.objects.count() == 0


def test_the_facts_of_an_entry_have_no_door_but_adding(office: Office) -> None:
    entry = enter(office)
    entry.subject = "Another"
    doors = [
        entry.save,
        entry.delete,
        Entry.objects.all().delete,
        lambda: Entry.objects.update(subject="Another"),
        lambda: Entry.objects.bulk_update([entry], ["subject"]),
        lambda: Entry.objects.update_or_create(pk=entry.pk, defaults={"subject": "Another"}),
        lambda: Step.objects.all().delete(),
    ]
    for door in doors:
        with pytest.raises(Unchanging):
            door()
    for above in (office, office.organisation, Book.objects.get()):
        with pytest.raises(ProtectedError):
            above.delete()
    assert Entry.objects.get().subject == "A road"


def test_names_stand_beside_the_entry_and_only_digests_in_it(office: Office) -> None:
    awa = factories.user(name="Awa Diop")
    entry = enter(office, sender=Party(user=awa), copies=[Party(name="Wali of Rabat")], by=awa)
    assert [side for side, _digest in entry.persons] == ["sender", "recipient", "copy", "registrar"]
    names = list(Correspondent.objects.order_by("place").values_list("name", flat=True))
    assert names == ["Awa Diop", "Agence de Rabat", "Wali of Rabat", "Awa Diop"]
    digests = [digest for _side, digest in entry.persons]
    assert len(set(digests)) == 4  # a salt each: nobody sees that two are the same person
    assert "Awa" not in str(entry.facts(book=entry.book, reply_to=""))


def test_a_decision_settles_what_it_replies_to_and_a_question_does_not(office: Office) -> None:
    first, second = enter(office), enter(office)
    enter(office, direction="D", nature="question", reply_to=first)
    decision = enter(office, direction="D", nature="decision", reply_to=second)
    assert Standing.objects.get(entry=first).status == "registered"
    assert Standing.objects.get(entry=second).status == "answered"
    assert Step.objects.get().note == decision.number


def test_an_entry_answers_one_of_its_own_register_only(office: Office) -> None:
    other = office_of(organisation=factories.organisation(), now=NOW)
    foreign = enter(other)
    with pytest.raises(DomainError, match="same register"):
        enter(office, direction="D", reply_to=foreign)
    assert Entry.objects.filter(office=office).count() == 0


def test_a_scan_is_kept_by_the_office_with_its_digest(office: Office) -> None:
    entry = enter(office, pieces=[Paper("../Letter.pdf", b"%PDF-1.7 letter", "application/pdf")])
    piece = Piece.objects.get()
    assert piece.name == "Letter.pdf"
    with piece.content.open() as content:
        assert content.read() == b"%PDF-1.7 letter"
    assert entry.piece_facts[0]["size"] == 15
    assert piece.content.name.startswith("registry/")


def test_anybody_with_number_and_code_sees_that_it_is_entered_and_no_name(office: Office, client: Client) -> None:
    entry = enter(office, sender=Party(name="Awa Diop"), subject="A road to Tamda")
    address = verify_path(entry)
    assert address == f"/verify/RSK/2026/A/000001/{entry.code}/"
    page = client.get(address, headers={"accept-language": "ar"})
    text = page.content.decode()
    assert page.status_code == 200
    assert 'lang="ar"' in text
    assert "RSK/2026/A/000001" in text
    assert "Awa" not in text
    assert "Tamda" not in text
    asked = client.get("/verify/", {"number": "rsk/2026/a/000001 ", "code": entry.code.upper()})
    assert asked.headers["Location"] == address


def test_a_wrong_code_is_answered_with_a_sentence_and_404(office: Office, client: Client) -> None:
    enter(office)
    for wrong in ("RSK/2026/A/000001/aaaaaaaaaa/", "RSK/2026/A/000009/aaaaaaaaaa/", "?number=x&code=y"):
        page = client.get(f"/verify/{wrong}", headers={"accept-language": "en"})
        assert page.status_code == 404
        assert "No entry has this number with this code" in page.content.decode()


def test_wrong_codes_are_counted_and_then_right_ones_wait_too(office: Office, client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"verify_number": "2/h/ip"}
    entry = enter(office)
    statuses = [client.get("/verify/RSK/2026/A/000001/aaaaaaaaaa/").status_code for _ in range(3)]
    assert statuses == [404, 404, 429]
    assert client.get(verify_path(entry)).status_code == 429


def test_a_reader_chooses_the_language_of_the_check(office: Office, client: Client) -> None:
    page = client.get(f"{verify_path(enter(office))}?language=es", headers={"accept-language": "fr"})
    assert 'lang="es"' in page.content.decode()
    assert "?language=ar" in page.content.decode()
