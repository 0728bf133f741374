"""The register holds what was written: a letter or an application of which one byte is another is found."""

import hashlib

import pytest
from django.test import Client
from django.urls import reverse

from foundation.registry.proving import Proof, prove
from marketplace.answers.lifecycle import Actor
from marketplace.answers.models import Move
from marketplace.answers.operations.moving import move
from marketplace.applications.models import Application, Reply
from tests.cms import makers as cms
from tests.marketplace.answers import makers

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
