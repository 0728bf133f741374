"""A person and an agency write to each other about an application: who may, what is told, when it closes."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.accounts.operations import erase_account, export_data
from foundation.files.models import PrivateFile
from foundation.notifications.kinds import Rhythm
from foundation.notifications.models import Notification
from foundation.organisations.models import Coordinator, Membership, Role
from marketplace.answers.lifecycle import Actor
from marketplace.answers.operations.moving import move
from marketplace.conversations.models import Message, MessageFile
from marketplace.conversations.operations import A_DAY, ConversationError, write
from tests import factories
from tests.cms import makers as cms
from tests.marketplace.answers import makers

pytestmark = pytest.mark.django_db
NOW = makers.NOW


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def house():
    agency = cms.agency("Souss")
    return agency, makers.application(cms.call(agency), makers.expert(email="awa@example.org"))


def say(sent, text="Bonjour", **facts):
    facts = {"actor": Actor.PERSON, "by": sent.person, "now": NOW, **facts}
    return write(submission=sent, text=text, **facts)


def test_both_sides_write_on_the_page_of_the_application_and_read_in_which_quality(house):
    agency, sent = house
    own, team = signed_in(sent.person), signed_in(agency.editor)
    file = SimpleUploadedFile("diplome.txt", "Diplôme d'ingénieure".encode())
    asked = team.post(f"/fr/desk/answers/{sent.public_id}/messages/", {"text": "Quand êtes-vous libre ?"})
    assert asked["Location"] == f"/fr/desk/answers/{sent.public_id}/#conversation"
    replied = own.post(f"/fr/account/answers/{sent.public_id}/messages/", {"text": "En mars.", "attached": [file]})
    assert replied["Location"] == f"/fr/account/answers/{sent.public_id}/#conversation"
    assert list(Message.objects.values_list("actor", "text")) == [
        ("agency", "Quand êtes-vous libre ?"),
        ("person", "En mars."),
    ]
    attached = MessageFile.objects.get()
    address = f"/fr/account/answers/{sent.public_id}/messages/{attached.public_id}/"
    for client, page in (
        (own, f"/ar/account/answers/{sent.public_id}/"),
        (team, f"/ar/desk/answers/{sent.public_id}/"),
    ):
        text = client.get(page).content.decode()
        assert "Quand êtes-vous libre ?" in text
        assert attached.public_id in text
        assert b"".join(client.get(address)).decode() == "Diplôme d'ingénieure"


def test_strangers_other_agencies_and_assessors_find_nothing(house):
    agency, sent = house
    say(sent, files=[])
    team = signed_in(agency.editor)
    team.post(
        f"/fr/desk/answers/{sent.public_id}/messages/", {"attached": [SimpleUploadedFile("a.txt", b"Bonjour Awa")]}
    )
    file = MessageFile.objects.get().public_id
    assessor = cms.member(agency.organisation, Role.ASSESSOR)
    for person in (cms.agency("Oriental").editor, makers.expert(), assessor):
        client = signed_in(person)
        for address in (
            f"/fr/account/answers/{sent.public_id}/messages/",
            f"/fr/desk/answers/{sent.public_id}/messages/",
            f"/fr/account/answers/{sent.public_id}/messages/{file}/",
        ):
            assert client.get(address).status_code == 404
            assert client.post(address, {"text": "x"}).status_code in (404, 405)
    assert Message.objects.count() == 2


def test_who_only_looks_on_reads_and_cannot_write(house):
    agency, sent = house
    viewer = factories.user()
    Membership.objects.create(organisation=agency.organisation, user=viewer, role=Role.VIEWER, since=NOW)
    page = signed_in(viewer).post(f"/fr/desk/answers/{sent.public_id}/messages/", {"text": "Bonjour"})
    assert page.status_code == 200
    assert "<textarea" not in page.content.decode()
    assert Message.objects.count() == 0


def test_a_coordinator_writes_for_the_agency_and_it_says_so(house):
    agency, sent = house
    person = factories.user(name="Mariam")
    Coordinator.objects.create(organisation=agency.organisation, user=person, named_at=NOW, confirmed_at=NOW)
    signed_in(person).post(f"/fr/desk/answers/{sent.public_id}/messages/", {"text": "Bonjour"})
    assert Message.objects.get().actor == Actor.COORDINATOR
    assert "Mariam" in signed_in(sent.person).get(f"/fr/account/answers/{sent.public_id}/").content.decode()


def test_each_side_is_told_once_and_by_a_digest(house):
    agency, sent = house
    say(sent)
    told = Notification.objects.filter(kind="conversation.to_agency")
    assert {row.recipient for row in told} == {agency.editor, agency.moderator}
    assert {row.rhythm for row in told} == {Rhythm.DAILY}
    say(sent, "Merci", actor=Actor.AGENCY, by=agency.editor)
    mine = Notification.objects.get(kind="conversation.message")
    assert (mine.recipient, mine.rhythm, mine.language) == (sent.person, Rhythm.DAILY, "fr")
    assert "Merci" in mine.text
    assert mine.url == f"/fr/account/answers/{sent.public_id}/messages/"


def test_once_somebody_of_the_agency_is_at_it_only_she_is_told(house):
    agency, sent = house
    say(sent, "Merci", actor=Actor.AGENCY, by=agency.editor)
    say(sent)
    assert Notification.objects.get(kind="conversation.to_agency").recipient == agency.editor
    Membership.objects.filter(user=agency.editor).delete()
    say(sent, "Encore")
    last = Notification.objects.filter(kind="conversation.to_agency").order_by("-pk")[0]
    assert last.recipient == agency.moderator


def test_a_form_that_is_sent_twice_is_one_message(house):
    _agency, sent = house
    own, typed = signed_in(sent.person), {"text": "Bonjour", "key": "abcdefghjk"}
    for _time in range(2):
        assert own.post(f"/fr/account/answers/{sent.public_id}/messages/", typed).status_code == 302
    assert Message.objects.get().public_id == "abcdefghjk"


def test_a_key_of_somebody_elses_message_does_no_harm(house):
    agency, sent = house
    say(sent, key="abcdefghjk")
    typed = {"text": "Bonjour", "key": "abcdefghjk"}
    assert signed_in(agency.editor).post(f"/fr/desk/answers/{sent.public_id}/messages/", typed).status_code == 302
    assert list(Message.objects.values_list("actor", flat=True)) == ["person", "agency"]


def test_what_is_wrong_is_said_and_what_was_typed_stays(house):
    _agency, sent = house
    own, address = signed_in(sent.person), f"/fr/account/answers/{sent.public_id}/messages/"
    assert own.post(address, {"text": "  "}).status_code == 422
    bad = own.post(address, {"text": "Voici", "attached": [SimpleUploadedFile("x.bin", b"\x00\x01\x02")]})
    assert bad.status_code == 422
    assert "x.bin" in bad.content.decode()
    assert ">\nVoici</textarea>" in bad.content.decode()
    many = [SimpleUploadedFile(f"{n}.txt", b"Bonjour Awa") for n in range(6)]
    assert own.post(address, {"text": "Voici", "attached": many}).status_code == 422
    htmx = own.post(address, {"text": "  "}, headers={"HX-Request": "true"})
    assert htmx.status_code == 200
    assert "data-errors" in htmx.content.decode()
    assert (Message.objects.count(), PrivateFile.objects.count()) == (0, 0)


def test_it_closes_thirty_days_after_the_end_and_stays_readable(house):
    agency, sent = house
    say(sent)
    move(submission=sent, name="refuse", actor=Actor.AGENCY, by=agency.moderator, reason="dates", now=NOW)
    sent.refresh_from_db()
    say(sent, "Merci", now=NOW + dt.timedelta(days=29))
    with pytest.raises(ConversationError) as refused:
        say(sent, "Encore", now=NOW + dt.timedelta(days=30))
    assert refused.value.code == "closed"
    assert Message.objects.count() == 2
    type(sent).objects.filter(pk=sent.pk).update(updated_at=timezone.now() - dt.timedelta(days=31))
    page = signed_in(sent.person).get(f"/fr/account/answers/{sent.public_id}/").content.decode()
    assert "Merci" in page
    assert "data-closed" in page
    assert 'name="text"' not in page


def test_nobody_writes_without_end(house):
    _agency, sent = house
    for number in range(A_DAY):
        say(sent, str(number))
    with pytest.raises(ConversationError) as refused:
        say(sent, "un de trop")
    assert refused.value.code == "enough"
    say(sent, "le lendemain", now=NOW + dt.timedelta(days=1, seconds=1))


def test_a_long_conversation_takes_no_more_queries_than_a_short_one(house):
    agency, sent = house
    team, address = signed_in(agency.editor), f"/fr/desk/answers/{sent.public_id}/"
    counts = []
    for many in (2, 20):
        for number in range(many):
            say(sent, str(number))
        team.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            team.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_what_was_written_is_exported_and_erased_with_the_account(house):
    agency, sent = house
    person, editor = sent.person, agency.editor
    say(sent, "Secret")
    signed_in(editor).post(
        f"/fr/desk/answers/{sent.public_id}/messages/",
        {"text": "Réponse", "attached": [SimpleUploadedFile("a.txt", b"Bonjour Awa")]},
    )
    exported = export_data(user=person, now=NOW)["conversations"]
    assert [(row["by"], row["text"]) for row in exported] == [("me", "Secret"), ("agency", "Réponse")]
    erase_account(user=person, now=NOW)
    assert list(Message.objects.values_list("actor", "text")) == [("person", ""), ("agency", "")]
    assert PrivateFile.objects.count() == 0
    assert MessageFile.objects.get().name == ""
    page = signed_in(editor).get(f"/fr/desk/answers/{sent.public_id}/messages/").content.decode()
    assert "Secret" not in page


def test_what_a_member_wrote_for_an_agency_outlives_her_account(house):
    agency, sent = house
    say(sent, "Réponse", actor=Actor.AGENCY, by=agency.editor)
    Membership.objects.filter(user=agency.editor).delete()
    erase_account(user=agency.editor, now=NOW)
    assert (Message.objects.get().text, Message.objects.get().by) == ("Réponse", None)
    assert "Réponse" in signed_in(sent.person).get(f"/fr/account/answers/{sent.public_id}/").content.decode()
