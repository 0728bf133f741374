"""The table of moves, the pending list, the places, and what a decision leaves behind."""

import datetime as dt
from itertools import pairwise

import pytest

from foundation.accounts.operations import erase_account
from foundation.notifications.models import Notification
from foundation.outbox.models import Event
from foundation.registry.models import Entry
from marketplace.answers.letters import ready_letter
from marketplace.answers.lifecycle import Actor, Status
from marketplace.answers.models import Submission
from marketplace.answers.operations.moving import SubmissionError, move
from tests.cms import makers as cms
from tests.marketplace.answers import makers

pytestmark = pytest.mark.django_db
NOW = makers.NOW


def _state(call):
    call.refresh_from_db()
    state = type(call).objects.get(pk=call.pk).opportunity_state
    return state.pending_count, state.seats_taken


def test_a_sent_application_has_a_number_an_answer_date_and_a_place_in_the_list():
    agency = cms.agency("Souss")
    call = cms.call(agency)
    sent = makers.application(call)
    assert (sent.status, sent.number) == (Status.SUBMITTED, f"{sent.entry.office.code}/2026/A/000001")
    assert (sent.answer_on, sent.first_answer_on) == (call.answers_by, call.answers_by)
    assert _state(call) == (1, 0)
    told = Notification.objects.get(recipient=sent.person)
    assert sent.number in told.text
    assert told.language == "fr"


def test_a_refusal_is_a_registered_departure_with_its_letter_and_frees_the_place():
    agency = cms.agency("Souss")
    call = cms.call(agency)
    sent = makers.application(call)
    facts = {"actor": Actor.AGENCY, "by": agency.moderator, "now": NOW + dt.timedelta(days=3)}
    made = move(submission=sent, name="refuse", reason="dates", letter="Merci, mais non.", **facts)
    sent.refresh_from_db()
    assert (sent.status, sent.answered_at) == (Status.REFUSED, NOW + dt.timedelta(days=3))
    assert made.entry.number == f"{made.entry.office.code}/2026/D/000001"
    assert made.entry.reply_to == sent.entry
    assert _state(call) == (0, 0)
    told = Notification.objects.filter(recipient=sent.person).order_by("-pk")[0]
    assert "Merci, mais non." in told.text


def test_a_refusal_without_a_reason_changes_nothing():
    agency = cms.agency("Souss")
    sent = makers.application(cms.call(agency))
    with pytest.raises(SubmissionError) as refused:
        move(submission=sent, name="refuse", actor=Actor.AGENCY, by=agency.moderator, now=NOW)
    assert refused.value.field == "reason"
    sent.refresh_from_db()
    assert (sent.status, Entry.objects.count()) == (Status.SUBMITTED, 1)


@pytest.mark.parametrize("name", ["offer", "refuse", "shortlist", "complete", "accept"])
def test_what_was_left_unanswered_never_becomes_answered(name):
    agency = cms.agency("Souss")
    sent = makers.application(cms.call(agency))
    move(submission=sent, name="leave_unanswered", actor=Actor.CLOCK, by=None, now=NOW)
    with pytest.raises(SubmissionError):
        move(submission=sent, name=name, actor=Actor.AGENCY, by=agency.moderator, reason="dates", now=NOW)
    sent.refresh_from_db()
    assert (sent.status, sent.answered_at) == (Status.UNANSWERED, None)


def test_the_last_place_is_offered_once():
    agency = cms.agency("Souss")
    call = cms.call(agency, seats=1)
    first, second = makers.application(call), makers.application(call)
    facts = {"actor": Actor.AGENCY, "by": agency.moderator, "now": NOW}
    move(submission=first, name="offer", **facts)
    with pytest.raises(SubmissionError) as refused:
        move(submission=second, name="offer", **facts)
    assert refused.value.code == "seats_taken"
    move(submission=first, name="decline", actor=Actor.PERSON, by=first.person, now=NOW)
    move(submission=second, name="offer", **facts)
    assert _state(call) == (0, 1)


def test_a_full_list_takes_nobody_until_the_agency_answers():
    agency = cms.agency("Souss")
    call = cms.call(agency, pending_limit=1)
    first = makers.application(call)
    with pytest.raises(SubmissionError) as refused:
        makers.application(call)
    assert refused.value.code == "pending_full"
    facts = {"actor": Actor.AGENCY, "by": agency.moderator, "now": NOW}
    move(submission=first, name="refuse", reason="dates", **facts)
    assert makers.application(call).status == Status.SUBMITTED
    assert Submission.objects.pending().count() == 1


def test_search_hears_of_a_list_when_it_shuts_or_opens_and_not_of_each_application():
    agency = cms.agency("Souss")
    call = cms.call(agency, pending_limit=2)
    told = Event.objects.filter(name="page.changed", subject_id=str(call.pk))
    first = makers.application(call)  # the promise of its answer date is told
    counts = [told.count()]
    facts = {"name": "refuse", "reason": "dates", "actor": Actor.AGENCY, "by": agency.moderator, "now": NOW}
    for act in (
        lambda: makers.application(call),  # now as many wait as may
        lambda: move(submission=first, **facts),  # and now one fewer
        lambda: move(submission=Submission.objects.pending().get(), **facts),
    ):
        act()
        counts.append(told.count())
    assert [after - before for before, after in pairwise(counts)] == [1, 1, 0]


@pytest.mark.parametrize("days", [1, 60])
def test_what_was_withdrawn_is_late_in_no_register(days):
    agency = cms.agency("Souss")
    call = cms.call(agency)
    sent, waits = makers.application(call), makers.application(call)
    at = NOW + dt.timedelta(days=days)
    move(submission=sent, name="withdraw", actor=Actor.PERSON, by=sent.person, now=at)
    assert list(Entry.objects.late(call.answers_by + dt.timedelta(days=1))) == [waits.entry]
    standing = sent.entry.standing
    standing.refresh_from_db()
    assert standing.status == "filed"
    assert sent.entry.steps.get().by is None


def test_what_was_settled_in_the_register_stays_settled_when_an_offer_is_declined():
    agency = cms.agency("Souss")
    sent = makers.application(cms.call(agency))
    move(submission=sent, name="offer", actor=Actor.AGENCY, by=agency.moderator, now=NOW)
    move(submission=sent, name="decline", actor=Actor.PERSON, by=sent.person, now=NOW)
    sent.entry.standing.refresh_from_db()
    assert sent.entry.standing.status == "answered"


def test_what_an_erased_person_had_sent_in_vain_is_late_in_no_register():
    agency = cms.agency("Souss")
    call = cms.call(agency)
    waiting, unanswered = makers.application(call), makers.application(call)
    move(submission=unanswered, name="leave_unanswered", actor=Actor.CLOCK, by=None, now=NOW)
    after = call.answers_by + dt.timedelta(days=1)
    assert Entry.objects.late(after).count() == 2
    for sent in (waiting, unanswered):
        erase_account(user=sent.person, now=NOW)
    assert not Entry.objects.late(after).exists()


@pytest.mark.parametrize(("name", "reason"), [("interview", ""), ("offer", ""), ("refuse", "dates")])
def test_no_decision_leaves_without_a_letter(name, reason):
    agency = cms.agency("Souss")
    sent = makers.application(cms.call(agency))
    facts = {"actor": Actor.AGENCY, "by": agency.moderator, "reason": reason, "now": NOW}
    made = move(submission=sent, name=name, **facts)
    assert made.letter == ready_letter(sent, name, sent.opportunity.specific, reason=reason)
    assert made.letter != ""
    assert made.entry.number.endswith("/D/000001")
    assert made.entry.reply_to == sent.entry


def test_an_invitation_to_a_talk_is_registered_and_settles_nothing():
    agency = cms.agency("Souss")
    sent = makers.application(cms.call(agency))
    made = move(submission=sent, name="interview", actor=Actor.AGENCY, by=agency.moderator, now=NOW)
    assert (made.entry.nature, made.submission.answered_at) == ("letter", None)
    sent.entry.standing.refresh_from_db()
    assert sent.entry.standing.status == "registered"


@pytest.mark.parametrize("name", ["interview", "offer", "refuse"])
def test_an_emptied_letter_is_asked_for_and_what_was_typed_stays(name):
    agency = cms.agency("Souss")
    sent = makers.application(cms.call(agency))
    typed = {"do": name, "reason": "dates", "letter": " ", "note": "À voir."}
    answer = makers.signed_in(agency.moderator).post(f"/en/desk/answers/{sent.public_id}/", typed)
    assert answer.status_code == 422
    assert "Write the letter: it is what the person waits for." in answer.content.decode()
    assert "À voir." in answer.content.decode()
    sent.refresh_from_db()
    assert (sent.status, sent.moves.count(), Entry.objects.count()) == (Status.SUBMITTED, 1, 1)
