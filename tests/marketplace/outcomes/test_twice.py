"""What is sent twice, by a double click or on a slow line, is one row, one letter and one mail."""

import datetime as dt

import pytest
from django.utils import timezone

from cms.opportunities.models import MissionCall
from foundation.clocks.operations import tick
from foundation.notifications.models import Notification
from foundation.organisations.models import Coordinator
from foundation.registry.models import Entry
from marketplace.answering.models import PhoneNote
from marketplace.answers.models import AnswerLink, Move, Passing
from marketplace.outcomes.models import Terms
from tests import factories
from tests.cms import makers as cms
from tests.marketplace.answers import makers as answers
from tests.marketplace.answers.makers import signed_in
from tests.marketplace.outcomes import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return cms.agency("Souss")


def _twice(client, address: str, typed: dict | None = None) -> None:
    for _ in range(2):
        assert client.post(address, typed or {}).status_code == 302


def _told(person) -> int:
    return Notification.objects.filter(recipient=person).count()


def test_a_letter_written_after_all_is_one_letter_and_another_one_is_another(agency):
    sent = answers.application(answers.call(agency), now=timezone.now())
    tick(now=dt.datetime.combine(sent.answer_on, dt.time(9), dt.UTC) + dt.timedelta(days=15))
    sent.refresh_from_db()
    assert sent.status == "unanswered"
    before = _told(sent.person)
    client, address = signed_in(agency.moderator), f"/fr/desk/answers/{sent.public_id}/"
    _twice(client, address, {"do": "write_after", "letter": "Pardon de ce silence.\r\nLa commission a tardé."})
    letters = Move.objects.filter(name="write_after")
    assert (letters.count(), Entry.objects.filter(direction="D").count()) == (1, 2)
    assert _told(sent.person) == before + 1
    assert client.post(address, {"do": "write_after", "letter": "Le projet reprend."}).status_code == 302
    assert (letters.count(), _told(sent.person)) == (2, before + 2)


def test_what_is_passed_on_twice_is_passed_on_once_with_one_link(agency):
    sent = answers.application(answers.call(agency), now=timezone.now())
    client, address = signed_in(agency.moderator), f"/fr/desk/answers/{sent.public_id}/"
    typed = {"do": "pass", "to": agency.editor.public_id, "note": "Vous la connaissez."}
    before = _told(agency.editor)
    _twice(client, address, typed)
    tick(now=timezone.now())  # what the register heard of it changes nothing
    assert (Passing.objects.count(), AnswerLink.objects.filter(user=agency.editor).count()) == (1, 1)
    assert _told(agency.editor) == before + 1
    assert client.post(address, typed | {"note": "Et l'entretien est lundi."}).status_code == 302
    assert [row.note for row in Passing.objects.all()] == ["Vous la connaissez.", "Et l'entretien est lundi."]


def test_the_same_terms_are_one_version_and_others_are_another(agency):
    mission = makers.accepted(agency)
    client, address = signed_in(agency.moderator), f"/fr/missions/{mission.public_id}/terms/new/"
    typed = {"starts_on": "2026-12-01", "ends_on": "2026-12-20", "compensation": "fee", "fee_minor": "1500",
             "fee_unit": "day", "currency": "MAD", "covers": ["travel"], "deliverables": "Plan\r\nBilan "}  # fmt: skip
    _twice(client, address, typed)
    asked = Notification.objects.filter(recipient=mission.person, text__contains="/terms/")
    assert (Terms.objects.count(), asked.count()) == (1, 1)
    assert client.post(address, typed | {"deliverables": "Plan\r\nRapport\r\nFilm"}).status_code == 302
    assert list(Terms.objects.values_list("version", flat=True)) == [1, 2]
    assert signed_in(mission.person).post(address, typed).status_code == 302
    assert [(row.version, row.side) for row in Terms.objects.all()] == [(1, "agency"), (2, "agency"), (3, "person")]


def test_a_call_noted_twice_is_one_line_and_the_next_call_is_another(agency):
    now = timezone.now()
    salma = factories.user(name="Salma")
    Coordinator.objects.create(organisation=agency.organisation, user=salma, named_at=now, confirmed_at=now)
    client, address = signed_in(salma), f"/fr/desk/phone/{agency.organisation.slug}/"
    answers.application(answers.call(agency), now=now)
    _twice(client, address, {"with_whom": "personne", "said": "Cela sonne."})
    assert PhoneNote.objects.count() == 1
    PhoneNote.objects.update(at=now - dt.timedelta(minutes=11))
    assert client.post(address, {"with_whom": "personne", "said": "Cela sonne."}).status_code == 302
    assert PhoneNote.objects.count() == 2


def test_a_call_repeated_twice_is_one_draft_until_somebody_writes_in_it(agency):
    call = cms.call(agency)
    call.save_revision().publish()
    client, address = signed_in(agency.moderator), f"/fr/calls/{call.public_id}/repeat/"
    _twice(client, address)
    made = MissionCall.objects.exclude(pk=call.pk).get()
    assert client.post(address)["Location"] == f"/cms/pages/{made.pk}/edit/"
    made.save_revision(user=agency.moderator)
    _twice(client, address)
    assert MissionCall.objects.count() == 3
