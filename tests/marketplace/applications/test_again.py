"""Who withdrew, or whose offer ended, applies again while the call is open; a no, or silence, stands for good."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from cms.opportunities.operations.opening import pause
from marketplace.answers.lifecycle import GONE, Actor, Status
from marketplace.answers.models import Submission
from marketplace.answers.operations.moving import SubmissionError, move
from marketplace.answers.operations.offering import end_offer
from marketplace.applications.models import Application
from marketplace.applications.operations import begin, submit
from tests.cms import makers as cms
from tests.marketplace.answers import makers
from tests.marketplace.answers.makers import signed_in
from tests.marketplace.interests import makers as interests

pytestmark = pytest.mark.django_db
NOW = makers.NOW
TYPED = {"motivation": "Encore une fois.", "parts": ["headline", "contact"]}


@pytest.fixture
def agency():
    return cms.agency("Souss")


@pytest.fixture
def call(agency):
    return makers.call(agency, seats=1)


def _offered(call, agency):
    sent = makers.application(call)
    move(submission=sent, name="offer", actor=Actor.AGENCY, by=agency.moderator, now=NOW)
    return sent


def _lapsed(call, agency):
    sent = _offered(call, agency)
    end_offer(subject_id=sent.public_id, now=NOW + dt.timedelta(days=15))
    return sent


def _taken_back(call, agency):
    sent = _offered(call, agency)
    move(submission=sent, name="take_back", actor=Actor.AGENCY, by=agency.moderator, reason="dropped", now=NOW)
    return sent


def _withdrawn(call, agency):
    sent = makers.application(call)
    move(submission=sent, name="withdraw", actor=Actor.PERSON, by=sent.person, now=NOW)
    return sent


@pytest.mark.parametrize(
    ("ended", "status"),
    [(_lapsed, Status.TAKEN_BACK), (_taken_back, Status.TAKEN_BACK), (_withdrawn, Status.WITHDRAWN)],
)
def test_she_applies_again_from_the_page_of_the_call_with_a_new_number(agency, call, ended, status):
    first = ended(call, agency)
    own, address = signed_in(first.person), f"/fr/apply/{call.public_id}/"
    assert f'href="{address}"' in own.get(f"/fr{call.get_url()[3:]}").content.decode()
    page = own.get(address)
    assert page.status_code == 200
    assert first.motivation not in page.content.decode()
    sent = own.post(address, TYPED)
    again = Application.objects.exclude(pk=first.pk).get()
    assert sent["Location"] == f"/fr/account/answers/{again.public_id}/"
    first.refresh_from_db()
    assert (first.status, again.status) == (status, Status.SUBMITTED)
    assert first.number != again.number
    assert f"/answers/{again.public_id}/" in own.get(call.get_url()).content.decode()
    for one in (first, again):
        assert own.get(f"/fr/account/answers/{one.public_id}/").status_code == 200
        assert signed_in(agency.editor).get(f"/fr/desk/answers/{one.public_id}/").status_code == 200


@pytest.mark.parametrize("ended", [_lapsed, _withdrawn])
def test_applying_again_from_two_tabs_is_one_row_with_one_number(agency, call, ended):
    first = ended(call, agency)
    drafts = [begin(call=call, by=first.person, language="fr", now=NOW) for _tab in range(2)]
    assert drafts[0] == drafts[1] != first
    own, address = signed_in(first.person), f"/fr/apply/{call.public_id}/"
    places = {own.post(address, TYPED)["Location"] for _tab in range(2)}
    assert places == {f"/fr/account/answers/{drafts[0].public_id}/"}
    with pytest.raises(SubmissionError) as refused:
        submit(application=Application.objects.get(pk=drafts[0].pk), by=first.person, now=NOW)
    assert refused.value.code == "sent_already"
    assert Submission.objects.filter(person=first.person).standing().count() == 1


def test_the_database_holds_one_that_stands_whatever_the_code_does(agency, call):
    first = makers.application(call)
    row = {
        name: getattr(first, name)
        for name in ("kind", "opportunity", "organisation", "person", "language", "created_at", "updated_at")
    }
    for status in Status.values:
        dates = {} if status == Status.DRAFT else {"submitted_at": NOW, "answer_on": NOW.date()}
        if status in GONE:
            for _time in range(2):
                Submission.objects.create(**row, **dates, status=status)
        else:
            with pytest.raises(IntegrityError), transaction.atomic():
                Submission.objects.create(**row, **dates, status=status)
    assert Submission.objects.filter(person=first.person).standing().get().pk == first.pk


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        (
            [("refuse", Actor.AGENCY)],
            "The agency has said no to what you sent here, so it cannot be sent again. Its answer is below.",
        ),
        (
            [("leave_unanswered", Actor.CLOCK)],
            "What you sent here was closed unanswered, and stays so for good: it cannot be sent again.",
        ),
        (
            [("offer", Actor.AGENCY), ("decline", Actor.PERSON)],
            "You have declined this mission, so you cannot apply to it again.",
        ),
        (
            [("offer", Actor.AGENCY), ("accept", Actor.PERSON), ("cancel", Actor.PERSON)],
            "What you sent here has come to its end, so it cannot be sent again.",
        ),
        ([("shortlist", Actor.AGENCY)], "You have applied to this call already. Here is where it stands."),
    ],
)
def test_what_stands_is_led_to_with_one_sentence_that_says_why(agency, call, steps, sentence):
    sent = makers.application(call)
    who = {Actor.AGENCY: agency.moderator, Actor.PERSON: sent.person, Actor.CLOCK: None}
    for name, actor in steps:
        move(submission=sent, name=name, actor=actor, by=who[actor], reason="dates", now=NOW)
    own, address = signed_in(sent.person), f"/en/apply/{call.public_id}/"
    for answer in (own.get(address, follow=True), own.post(address, TYPED, follow=True)):
        assert answer.redirect_chain == [(f"/en/account/answers/{sent.public_id}/", 302)]
        assert answer.content.decode().count(sentence) == 1
    assert Application.objects.count() == 1


def test_a_call_that_takes_nothing_now_is_not_applied_to_again(agency, call):
    first = _lapsed(call, agency)
    pause(page=call, until=None, by=agency.moderator, now=NOW)
    own, address = signed_in(first.person), f"/fr/apply/{call.public_id}/"
    assert own.get(address).status_code == 409
    assert own.post(address, TYPED).status_code == 422
    assert Application.objects.count() == 1


def test_an_interest_that_was_refused_or_has_ended_is_led_to_with_its_sentence(agency):
    project = cms.investment(agency)
    for steps, sentence in (
        (["refuse"], "The agency has said no to what you sent here, so it cannot be sent again. Its answer is below."),
        (["take_up", "fall_through"], "What you sent here has come to its end, so it cannot be sent again."),
    ):
        sent = interests.interest(project)
        for name in steps:
            move(submission=sent, name=name, actor=Actor.AGENCY, by=agency.moderator, reason="amount", now=NOW)
        answer = signed_in(sent.person).get(f"/en/interest/{project.public_id}/", follow=True)
        assert answer.redirect_chain == [(f"/en/account/answers/{sent.public_id}/", 302)]
        assert answer.content.decode().count(sentence) == 1
