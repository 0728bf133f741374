"""The register holds what was written: a letter or an application of which one byte is another is found."""

import hashlib

import pytest
from django.test import Client
from django.urls import reverse

from foundation.accounts.operations import erase_account
from foundation.registry.proving import Proof, prove
from marketplace.answers.lifecycle import Actor
from marketplace.answers.models import Move
from marketplace.answers.operations.moving import move
from marketplace.applications.models import Application, Reply
from marketplace.interests.models import Interest
from tests.cms import makers as cms
from tests.marketplace.answers import makers
from tests.marketplace.interests import makers as interests

pytestmark = pytest.mark.django_db
NOW = makers.NOW


@pytest.fixture
def agency():
    return cms.agency("Souss")


@pytest.fixture
def sent(agency):
    return makers.application(cms.call(agency))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _proof(sent) -> Proof:
    return prove(office=sent.entry.office, year=2026)


def _refuse(agency, sent, letter="Chère Awa,\r\n\r\nmerci, mais non.") -> Move:
    facts = {"actor": Actor.AGENCY, "by": agency.moderator, "reason": "dates", "now": NOW}
    return move(submission=sent, name="refuse", letter=letter, **facts)


def test_a_letter_leaves_with_its_fingerprint_which_anybody_can_check(agency, sent):
    made = _refuse(agency, sent)
    assert made.letter == "Chère Awa,\n\nmerci, mais non."
    assert [fact["sha256"] for fact in made.entry.piece_facts] == [_digest(made.letter)]
    address = reverse("verify_entry", kwargs={"number": made.entry.number, "code": made.entry.code})
    page = Client().get(address).content.decode()
    assert _digest(made.letter) in page
    assert "Awa" not in page


@pytest.mark.parametrize("changed", ["Chère Awa,\n\nmerci, mais oui.", ""])
def test_a_letter_of_which_a_byte_was_changed_is_found(agency, sent, changed):
    made = _refuse(agency, sent)
    assert _proof(sent) == Proof(2)
    Move.objects.filter(pk=made.pk).update(letter=changed)
    assert _proof(sent) == Proof(2, made.entry.number)


def test_what_was_written_in_an_application_is_entered_with_it(agency):
    call = cms.call(agency)
    draft = makers.draft(call)
    Reply.objects.create(application=draft, asked="Depuis quand ?", text="Depuis 2012.")
    Reply.objects.create(application=draft, asked="Et sinon ?", text="")
    makers.submit(application=draft, by=draft.person, now=NOW)
    draft.refresh_from_db()
    written = f"{draft.motivation}\n\nDepuis quand ?\nDepuis 2012."
    assert [fact["sha256"] for fact in draft.entry.piece_facts] == [_digest(written)]
    assert _proof(draft) == Proof(1)
    Reply.objects.filter(asked="Depuis quand ?").update(text="Depuis 2013.")
    assert _proof(draft) == Proof(1, draft.entry.number)


def test_a_motivation_of_which_a_letter_was_changed_is_found(sent):
    Application.objects.update(motivation="J'ai formé des techniciennes pendant onze ans.")
    assert _proof(sent) == Proof(1, sent.number)


def test_an_entry_is_titled_in_the_language_of_what_was_sent(agency):
    call = cms.call(agency)
    draft = makers.draft(call)
    makers.signed_in(draft.person).post(
        f"/ar/apply/{call.public_id}/", {"motivation": draft.motivation, "parts": ["contact"]}
    )
    draft.refresh_from_db()
    assert draft.language == "fr"
    assert draft.entry.subject.startswith("candidature · ")


def test_what_an_investor_wrote_is_entered_with_her_interest_and_shown_there(agency):
    sent = interests.interest(cms.investment(agency))
    written = "Je voudrais lire les comptes.\n\n20000.00–60000.00 CAD"
    assert sent.entry.piece_facts == [
        {"sha256": _digest(written), "size": len(written.encode()), "media_type": "text/plain; charset=utf-8"}
    ]
    assert sent.entry.pieces.get().name == "interest"
    address = reverse("register_entry", args=[agency.organisation.slug, sent.entry.public_id])
    page = makers.signed_in(agency.moderator).get(address).content.decode()
    assert _digest(written) in page
    assert f"{len(written.encode())} bytes" in page.replace("\xa0", " ")
    verified = reverse("verify_entry", kwargs={"number": sent.number, "code": sent.entry.code})
    assert _digest(written) in Client().get(verified).content.decode()


@pytest.mark.parametrize("changed", [{"message": "Je voudrais lire les contes."}, {"amount_min_minor": 2_000_001}])
def test_an_interest_of_which_a_word_or_an_amount_was_changed_is_found(agency, changed):
    sent = interests.interest(cms.investment(agency))
    assert _proof(sent) == Proof(1)
    Interest.objects.filter(pk=sent.pk).update(**changed)
    assert _proof(sent) == Proof(1, sent.number)


def test_an_interest_that_was_erased_with_its_person_leaves_the_register_whole(agency):
    sent = interests.interest(cms.investment(agency))
    erase_account(user=sent.person, now=NOW)
    assert Interest.objects.get(pk=sent.pk).message == ""
    assert _proof(sent) == Proof(1)


def _file(person, entry):
    return makers.signed_in(person).get(f"/fr/account/numbers/{entry.public_id}/text/")


def test_an_investor_checks_the_fingerprint_of_her_interest_with_the_file_of_her_numbers(agency):
    sent = interests.interest(cms.investment(agency))
    own = makers.signed_in(sent.person)
    link = f"/fr/account/numbers/{sent.entry.public_id}/text/"
    for page in ("/fr/account/numbers/", f"/fr/account/answers/{sent.public_id}/"):
        assert link in own.get(page).content.decode()
    file = own.get(link)
    assert file.content.decode() == "Je voudrais lire les comptes.\n\n20000.00–60000.00 CAD"
    assert file["Content-Type"] == "text/plain; charset=utf-8"
    assert file["Content-Disposition"] == f'attachment; filename="{sent.entry.number.replace("/", "-")}.txt"'
    check = reverse("verify_entry", kwargs={"number": sent.entry.number, "code": sent.entry.code})
    assert hashlib.sha256(file.content).hexdigest() in Client().get(check).content.decode()


def test_a_letter_and_an_application_are_files_for_whom_they_concern_only(agency, sent):
    made = _refuse(agency, sent)
    assert _file(sent.person, made.entry).content.decode() == made.letter
    written = _file(sent.person, sent.entry).content
    assert hashlib.sha256(written).hexdigest() == sent.entry.piece_facts[0]["sha256"]
    for other in (agency.moderator, makers.expert()):
        assert {_file(other, entry).status_code for entry in (made.entry, sent.entry)} == {404}


def test_words_that_are_others_by_now_are_not_given_as_the_registered_ones(agency):
    sent = interests.interest(cms.investment(agency))
    Interest.objects.filter(pk=sent.pk).update(message="Je voudrais tout lire.")
    assert _file(sent.person, sent.entry).status_code == 404
