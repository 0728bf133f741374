"""An offer ends: by the person, by the agency with a letter, or by the clock after a reminder; told once each."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps

from foundation.clocks.models import Clock
from foundation.clocks.operations import tick
from foundation.notifications.models import Notification
from foundation.registry.models import Standing, Step
from marketplace.answers.lifecycle import OFFER_CLOCK, Actor, Status
from marketplace.answers.models import Submission
from marketplace.answers.operations.moving import SubmissionError, move
from marketplace.answers.operations.offering import end_offer
from marketplace.answers.queries import figures_of
from tests.cms import makers as cms
from tests.marketplace.answers import makers

pytestmark = pytest.mark.django_db
NOW = makers.NOW
DAY = dt.timedelta(days=1)


@pytest.fixture
def agency():
    return cms.agency("Souss")


@pytest.fixture
def call(agency):
    return cms.call(agency, seats=1)


@pytest.fixture
def offered(agency, call):
    sent = makers.application(call)
    move(submission=sent, name="offer", actor=Actor.AGENCY, by=agency.moderator, now=NOW)
    return Submission.objects.get(pk=sent.pk)


def _told(sent) -> list[str]:
    rows = Notification.objects.filter(recipient=sent.person, kind="submission.moved").order_by("pk")
    return [row.subject.partition(":")[0].strip() for row in rows][2:]  # after what was sent, and the offer


def _seats(call) -> int:
    return type(call).objects.get(pk=call.pk).opportunity_state.seats_taken


def test_the_person_reads_until_when_the_place_is_kept(offered):
    page = makers.signed_in(offered.person).get(f"/en/account/answers/{offered.public_id}/").content.decode()
    assert offered.kept_until == NOW.date() + 14 * DAY
    assert "The place is kept for you until 7 December 2026." in page
    mail = Notification.objects.filter(recipient=offered.person).latest("pk")
    assert "7 décembre 2026" in mail.text


def test_an_offer_is_reminded_of_after_a_week_and_ends_after_two_each_told_once(agency, call, offered):
    for days in (6, 7, 8, 14):
        for _ in range(2):
            tick(now=NOW + days * DAY)
        offered.refresh_from_db()
        assert (offered.status, _told(offered)) == (
            Status.OFFERED,
            ["Une proposition attend votre réponse"] if days > 6 else [],
        )
    for _ in range(2):
        tick(now=NOW + 15 * DAY)
    offered.refresh_from_db()
    assert offered.status == Status.TAKEN_BACK
    assert _told(offered) == ["Une proposition attend votre réponse", "La proposition a pris fin"]
    made = offered.moves.get(name="lapse")
    assert (made.actor, made.by) == (Actor.CLOCK, None)
    assert made.entry.correspondents.get(side="sender").name == "Jisr"
    assert "7 décembre 2026" in made.letter
    assert _seats(call) == 0
    told = Notification.objects.filter(kind="submission.by_person")
    assert {each.recipient for each in told} == {agency.editor, agency.moderator}
    assert all("Offer without an answer" in each.subject for each in told)
    with pytest.raises(SubmissionError):
        move(submission=offered, name="accept", actor=Actor.PERSON, by=offered.person, now=NOW + 15 * DAY)


def test_an_offer_that_ended_counts_as_an_answer_of_the_agency(agency, offered):
    before = figures_of(agency.organisation, on=NOW.date())
    end_offer(subject_id=offered.public_id, now=NOW + 15 * DAY)
    assert figures_of(agency.organisation, on=NOW.date() + 15 * DAY) == before
    assert (before.answers, before.unanswered) == (1, 0)


@pytest.mark.parametrize("name", ["accept", "decline", "withdraw"])
def test_what_was_decided_is_neither_reminded_of_nor_ended(offered, name):
    move(submission=offered, name=name, actor=Actor.PERSON, by=offered.person, now=NOW + DAY)
    assert not Clock.objects.filter(handler=OFFER_CLOCK).exists()
    end_offer(subject_id=offered.public_id, now=NOW + 30 * DAY)
    before = offered.status
    offered.refresh_from_db()
    assert (before, offered.moves.filter(name="lapse").exists()) == (Status.OFFERED, False)
    assert _told(offered) == []


def test_an_agency_withdraws_its_offer_with_a_reason_and_a_letter(agency, call, offered):
    team, address = makers.signed_in(agency.moderator), f"/en/desk/answers/{offered.public_id}/"
    assert "Withdraw the offer" in team.get(address).content.decode()
    assert team.post(address, {"do": "take_back", "reason": "", "letter": "Désolés."}).status_code == 422
    assert team.post(address, {"do": "take_back", "reason": "dates", "letter": ""}).status_code == 422
    offered.refresh_from_db()
    assert (offered.status, _seats(call)) == (Status.OFFERED, 1)
    typed = {"do": "take_back", "reason": "dropped", "letter": "Désolés, le projet est abandonné."}
    assert team.post(address, typed).status_code == 302
    offered.refresh_from_db()
    made = offered.moves.get(name="take_back")
    assert (offered.status, _seats(call), made.entry.direction) == (Status.TAKEN_BACK, 0, "D")
    assert made.entry.reply_to == offered.entry
    page = makers.signed_in(offered.person).get(f"/fr/account/answers/{offered.public_id}/").content.decode()
    assert "Désolés, le projet est abandonné." in page
    assert _told(offered) == ["La proposition ne tient plus"]
    assert not Clock.objects.filter(handler=OFFER_CLOCK).exists()


@pytest.mark.parametrize("language", ["fr", "ar", "en", "es"])
def test_the_end_of_an_offer_is_told_in_every_language(agency, call, language):
    person = makers.expert(name="Awa")
    person.language = language
    person.save()
    sent = makers.application(call, person)
    move(submission=sent, name="offer", actor=Actor.AGENCY, by=agency.moderator, now=NOW)
    end_offer(subject_id=sent.public_id, now=NOW + 7 * DAY)
    end_offer(subject_id=sent.public_id, now=NOW + 15 * DAY)
    assert sent.number in sent.moves.get(name="lapse").letter
    assert len(_told(sent)) == 2


def test_earlier_offers_are_kept_from_the_update_on_and_earlier_withdrawals_filed(agency, offered):
    gone = makers.application(cms.call(agency))
    move(submission=gone, name="withdraw", actor=Actor.PERSON, by=gone.person, now=NOW)
    Standing.objects.filter(entry=gone.entry).update(status="registered")
    steps = Step.objects.filter(entry=gone.entry).count()
    Submission.objects.filter(pk=offered.pk).update(kept_until=None)
    Clock.objects.filter(handler=OFFER_CLOCK).delete()
    migration = import_module("marketplace.answers.migrations.0004_end_of_earlier_offers")
    migration.keep_places(apps, None)
    migration.file_withdrawn(apps, None)
    offered.refresh_from_db()
    assert offered.kept_until is not None
    assert Clock.objects.get(handler=OFFER_CLOCK).subject_id == offered.public_id
    assert Standing.objects.get(entry=gone.entry).status == "filed"
    assert Step.objects.filter(entry=gone.entry).count() == steps + 1
    assert Standing.objects.get(entry=offered.entry).status == "answered"
