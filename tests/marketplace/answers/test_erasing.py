"""What a person has sent: taken along as a file, and gone with the account, while counts and registers stay true."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from foundation.accounts.models import User
from foundation.accounts.operations import erase_account
from foundation.files.models import PrivateFile
from foundation.registry.chain import seal
from foundation.registry.models import Correspondent, Entry, Piece
from foundation.registry.proving import Proof, prove
from marketplace.answers.lifecycle import Actor, Status
from marketplace.answers.models import Grant, Move, Submission
from marketplace.answers.operations.moving import move
from marketplace.applications.models import Application, ApplicationDocument, Reply
from tests.cms import makers as cms
from tests.factories import PASSWORD
from tests.marketplace.answers import makers
from tests.marketplace.answers.makers import signed_in

pytestmark = pytest.mark.django_db


def _sure(person: User) -> Client:
    """Sign in with the password, as taking one's data along and erasing them ask for."""
    client = Client()
    client.post("/fr/account/login/", {"login": person.email, "password": PASSWORD})
    client.post("/fr/account/reauthenticate/", {"password": PASSWORD})
    return client


def _state(call):
    state = type(call).objects.get(pk=call.pk).opportunity_state
    return state.pending_count, state.seats_taken


def test_what_one_has_sent_comes_along_in_the_file_of_all_data():
    agency = cms.agency("Souss")
    person = makers.expert()
    sent = makers.application(makers.call(agency), person, now=timezone.now())
    facts = {"actor": Actor.AGENCY, "by": agency.moderator, "now": timezone.now()}
    move(submission=sent, name="shortlist", note="Pour l'équipe seulement", **facts)
    move(submission=sent, name="offer", letter="Venez.", **facts)
    move(submission=sent, name="decline", actor=Actor.PERSON, by=person, note="Trop tôt.", now=timezone.now())
    data = json.loads(_sure(person).get("/fr/account/export/").content)
    (row,), (written,) = data["answers"], data["applications"]
    assert (row["number"], row["status"], row["to"]) == (sent.number, "declined", agency.organisation.name())
    assert [(made["became"], made["letter"], made["said"]) for made in row["moves"]] == [
        ("submitted", "", ""),
        ("shortlisted", "", ""),
        ("offered", "Venez.", ""),
        ("declined", "", "Trop tôt."),
    ]
    assert written["motivation"] == sent.motivation


def test_an_erased_person_leaves_counts_and_registers_and_neither_words_nor_name():
    agency = cms.agency("Souss")
    person = makers.expert(name="Awa Traoré", email="awa@example.org")
    own = _sure(person)
    waiting, agreed, refused = (makers.call(agency, seats=1) for _ in range(3))
    file = SimpleUploadedFile("diplome.txt", "Diplôme".encode())
    typed = {"motivation": "Je m'appelle Awa.", "parts": ["contact"]}
    own.post(f"/fr/apply/{waiting.public_id}/", {**typed, "document": file})
    facts = {"actor": Actor.AGENCY, "by": agency.moderator, "now": timezone.now()}
    taken = makers.application(agreed, person, now=timezone.now())
    move(submission=taken, name="offer", letter="Chère Awa", **facts)
    move(submission=taken, name="accept", actor=Actor.PERSON, by=person, now=timezone.now())
    said_no = makers.application(refused, person, now=timezone.now())
    move(submission=said_no, name="refuse", reason="dates", letter="Chère Awa", note="Awa a appelé", **facts)
    draft = makers.call(agency)
    own.post(f"/fr/apply/{draft.public_id}/keep/", typed)
    assert [_state(call) for call in (waiting, agreed, refused)] == [(1, 0), (0, 1), (0, 0)]
    entries = Entry.objects.count()
    assert own.post("/fr/account/erase/", {"email": person.email}).status_code == 302

    left = {row.opportunity_id: (row.status, row.person) for row in Submission.objects.all()}
    assert left == {
        waiting.pk: (Status.WITHDRAWN, None),
        agreed.pk: (Status.CANCELLED, None),
        refused.pk: (Status.REFUSED, None),
    }
    assert [_state(call) for call in (waiting, agreed, refused)] == [(0, 0)] * 3
    assert not Application.objects.exclude(motivation="").exists()
    assert not Move.objects.exclude(letter="", note="").exists()
    for model in (Grant, Reply, ApplicationDocument, PrivateFile):
        assert model._default_manager.count() == 0, model
    assert Entry.objects.count() == entries
    assert Piece.objects.get(name="").file is None  # its fingerprint stays sealed in the entry
    assert prove(office=said_no.entry.office, year=said_no.entry.book.year) == Proof(entries)
    assert not Correspondent.objects.filter(name__contains="Awa").exists()
    for entry in Entry.objects.select_related("book", "reply_to"):
        facts_now = entry.facts(book=entry.book, reply_to=entry.reply_to.number if entry.reply_to else "")
        assert seal(facts_now, entry.previous) == entry.seal
    page = signed_in(agency.editor).get("/fr/desk/answers/?all=1").content.decode()
    assert "Awa" not in page
    for row in Submission.objects.all():
        one = signed_in(agency.editor).get(f"/fr/desk/answers/{row.public_id}/")
        assert one.status_code == 200
        assert "Awa" not in one.content.decode()


def test_what_an_erased_member_answered_stays_answered():
    agency = cms.agency("Souss")
    sent = makers.application(makers.call(agency), now=timezone.now())
    facts = {"actor": Actor.AGENCY, "by": agency.editor, "now": timezone.now()}
    move(submission=sent, name="refuse", reason="dates", letter="Merci.", **facts)
    erase_account(user=agency.editor, now=timezone.now())
    sent.refresh_from_db()
    made = sent.moves.get(name="refuse")
    assert (sent.status, made.by, made.letter) == (Status.REFUSED, None, "Merci.")
    assert "Merci." in signed_in(sent.person).get(f"/fr/account/answers/{sent.public_id}/").content.decode()
