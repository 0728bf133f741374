"""An interest that was taken up ends by a word of either side: the other reads why, nothing of a mission begins."""

import datetime as dt

import pytest

from foundation.clocks.models import Clock
from foundation.clocks.operations import tick
from foundation.notifications.models import Notification
from foundation.registry.models import Entry
from marketplace.answers.lifecycle import Actor, Kind, Status, said
from marketplace.answers.models import Submission
from marketplace.answers.operations.erasing import SubmissionData
from marketplace.answers.operations.moving import SubmissionError, move
from marketplace.answers.queries import figures_of
from marketplace.outcomes.models import Certificate, Outcome
from tests.cms import makers as cms
from tests.marketplace.answers.makers import signed_in
from tests.marketplace.interests import makers

pytestmark = pytest.mark.django_db
NOW = makers.NOW
LATER = NOW + dt.timedelta(days=40)


@pytest.fixture
def agency():
    return cms.agency("Souss")


@pytest.fixture
def taken_up(agency):
    sent = makers.interest(cms.investment(agency), makers.investor(language="en"))
    move(submission=sent, name="take_up", actor=Actor.AGENCY, by=agency.moderator, now=NOW)
    return Submission.objects.get(pk=sent.pk)


def _own(taken_up) -> str:
    return f"/en/account/answers/{taken_up.public_id}/"


def _desk(taken_up) -> str:
    return f"/en/desk/answers/{taken_up.public_id}/"


def test_the_investor_says_that_it_did_not_come_about_and_the_agency_reads_why(agency, taken_up):
    own = signed_in(taken_up.person)
    page = own.get(_own(taken_up)).content.decode()
    assert [name for name in ("carry_through", "fall_through") if f'data-change="{name}"' in page] == [
        "carry_through",
        "fall_through",
    ]
    typed = {"do": "fall_through", "reason": "checks", "note": "The lease was not signed."}
    assert own.post(_own(taken_up), typed)["Location"] == _own(taken_up)
    taken_up.refresh_from_db()
    made = taken_up.moves.get(name="fall_through")
    assert (taken_up.status, made.actor, made.reason, made.letter, made.entry) == (
        Status.CANCELLED,
        Actor.PERSON,
        "checks",
        "",
        None,
    )
    told = Notification.objects.filter(kind="submission.by_person")
    assert {each.recipient for each in told} == {agency.editor, agency.moderator}
    for each in told:
        assert each.subject.startswith("Did not come about: ")
        assert "Reason: What was looked at, papers or figures, spoke against it." in each.text
        assert "The person says: The lease was not signed." in each.text
    for client, address in ((own, _own(taken_up)), (signed_in(agency.editor), _desk(taken_up))):
        page = client.get(address).content.decode()
        assert "Did not come about" in page
        assert "What was looked at, papers or figures, spoke against it" in page
        assert "The lease was not signed." in page
        assert 'data-move="fall_through"' in page
        assert "data-change=" not in page
    assert "Did not come about" in own.get("/en/account/answers/").content.decode()


def test_the_agency_says_that_it_was_carried_through_with_a_letter_that_is_registered(agency, taken_up):
    team = signed_in(agency.moderator)
    page = team.get(_desk(taken_up)).content.decode()
    assert "has led to what both of us wished" in page
    posted = team.post(_desk(taken_up), {"do": "carry_through", "letter": "All is signed. Thank you."})
    assert posted.status_code == 302
    taken_up.refresh_from_db()
    made = taken_up.moves.get(name="carry_through")
    assert (taken_up.status, taken_up.get_status_display()) == (Status.COMPLETED, "carried through")
    assert (made.entry.direction, made.entry.nature, made.entry.reply_to) == ("D", "letter", taken_up.entry)
    told = Notification.objects.filter(recipient=taken_up.person).latest("pk")
    assert told.subject.startswith("Carried through: ")
    assert "All is signed. Thank you." in told.text
    page = signed_in(taken_up.person).get(_own(taken_up)).content.decode()
    assert "It was carried through: what you both began here has come about." in page
    assert "All is signed. Thank you." in page


def test_the_agency_ends_it_with_the_letter_of_its_reason_which_it_must_choose(agency, taken_up):
    team = signed_in(agency.editor)
    refused = team.post(_desk(taken_up), {"do": "fall_through", "reason": "", "letter": "No."})
    assert (refused.status_code, "Choose a reason: the person reads it." in refused.content.decode()) == (422, True)
    assert (
        team.post(_desk(taken_up), {"do": "fall_through", "reason": "experience", "letter": "No."}).status_code == 422
    )
    taken_up.refresh_from_db()
    assert taken_up.status == Status.ACCEPTED
    proposed = team.post(_desk(taken_up), {"propose": "fall_through", "reason": "elsewhere", "letter": ""})
    assert "The project has found its money elsewhere in the meantime." in proposed.content.decode()
    team.post(_desk(taken_up), {"do": "fall_through", "reason": "elsewhere", "letter": "We found a bank."})
    told = Notification.objects.filter(recipient=taken_up.person).latest("pk")
    assert "We found a bank." in told.text
    assert "Reason: The money was found, or placed, elsewhere." in told.text


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"reason": ""}, "reason", "Choose a reason: the agency reads it."),
        ({"reason": "said"}, "note", "Say the reason in your own words."),
    ],
)
def test_an_investor_who_gives_no_reason_is_asked_for_it_and_nothing_changes(taken_up, typed, field, sentence):
    answer = signed_in(taken_up.person).post(_own(taken_up), {"do": "fall_through", "note": "", **typed})
    (form,) = [form for form in answer.context["endings"] if form.errors]
    assert (answer.status_code, form.errors) == (422, {field: [sentence]})
    assert sentence in answer.content.decode()
    taken_up.refresh_from_db()
    assert (taken_up.status, taken_up.moves.count()) == (Status.ACCEPTED, 2)


def test_two_tabs_and_two_sides_end_it_once(agency, taken_up):
    own = signed_in(taken_up.person)
    assert own.post(_own(taken_up), {"do": "carry_through", "note": "Signed."}).status_code == 302
    again = own.post(_own(taken_up), {"do": "fall_through", "reason": "checks"})
    assert again.status_code == 422
    assert "it stands at “carried through”" in again.content.decode()
    team = signed_in(agency.editor)
    late = team.post(_desk(taken_up), {"do": "fall_through", "reason": "checks", "letter": "No."}, follow=True)
    assert "This cannot be done any more: look at where it stands now." in late.content.decode()
    with pytest.raises(SubmissionError) as refused:
        move(submission=taken_up, name="fall_through", actor=Actor.AGENCY, by=agency.editor, reason="checks", now=NOW)
    assert refused.value.code == "wrong_state"
    taken_up.refresh_from_db()
    assert (taken_up.status, taken_up.moves.count()) == (Status.COMPLETED, 3)
    assert Notification.objects.filter(kind="submission.by_person").count() == 2  # each of the team, once


def test_nobody_else_ends_it(agency, taken_up):
    other = cms.agency("Oriental")
    typed = {"do": "fall_through", "reason": "checks", "letter": "No."}
    for person in (makers.investor(), agency.editor, other.editor):
        assert signed_in(person).post(_own(taken_up), typed).status_code == 404
    for person in (makers.investor(), taken_up.person, other.editor):
        assert signed_in(person).post(_desk(taken_up), typed).status_code == 404
    taken_up.refresh_from_db()
    assert taken_up.status == Status.ACCEPTED


def test_what_was_not_taken_up_has_no_such_end_and_a_mission_neither(agency, taken_up):
    from tests.marketplace.answers import makers as applications

    waiting = makers.interest(cms.investment(agency))
    own = signed_in(waiting.person)
    assert "data-endings" not in own.get(_own(waiting)).content.decode()
    assert own.post(_own(waiting), {"do": "carry_through"}).status_code == 422
    mission = applications.application(cms.call(agency))
    move(submission=mission, name="offer", actor=Actor.AGENCY, by=agency.moderator, now=NOW)
    move(submission=mission, name="accept", actor=Actor.PERSON, by=mission.person, now=NOW)
    own = signed_in(mission.person)
    assert "data-endings" not in own.get(_own(mission)).content.decode()
    assert own.post(_own(mission), {"do": "fall_through", "reason": "checks"}).status_code == 422
    assert {row.status for row in Submission.objects.filter(pk=mission.pk)} == {Status.ACCEPTED}


def test_what_was_carried_through_is_no_mission_done_and_brings_neither_certificate_nor_questions(agency, taken_up):
    move(submission=taken_up, name="carry_through", actor=Actor.PERSON, by=taken_up.person, now=NOW)
    for days in (1, 30, 400):
        tick(now=NOW + dt.timedelta(days=days))
    assert (Certificate.objects.count(), Outcome.objects.count()) == (0, 0)
    assert not Clock.objects.filter(subject_id__startswith=taken_up.public_id).exists()
    assert not Entry.objects.filter(nature="certificate").exists()
    assert figures_of(agency.organisation, on=LATER.date()).completed == 0
    assert signed_in(taken_up.person).get(f"/en/missions/{taken_up.public_id}/terms/").status_code == 404


def test_the_words_of_an_interest_are_not_those_of_a_mission():
    assert [str(said(status, Kind.INTEREST)) for status in (Status.COMPLETED, Status.CANCELLED)] == [
        "carried through",
        "did not come about",
    ]
    assert str(said(Status.CANCELLED, Kind.APPLICATION)) == "cancelled"


@pytest.mark.parametrize("language", ["fr", "ar", "en", "es"])
@pytest.mark.parametrize("name", ["carry_through", "fall_through"])
def test_the_end_is_written_in_every_language(agency, language, name):
    sent = makers.interest(cms.investment(agency), makers.investor(language=language))
    move(submission=sent, name="take_up", actor=Actor.AGENCY, by=agency.moderator, now=NOW)
    made = move(submission=sent, name=name, actor=Actor.AGENCY, by=agency.moderator, reason="silence", now=NOW)
    assert sent.number in made.letter
    assert made.letter in Notification.objects.filter(recipient=sent.person).latest("pk").text


def test_a_closed_account_ends_what_was_taken_up_and_the_agency_is_told(agency, taken_up):
    SubmissionData.erase(taken_up.person)
    taken_up.refresh_from_db()
    assert (taken_up.status, taken_up.person) == (Status.CANCELLED, None)
    assert Notification.objects.filter(kind="submission.by_person").count() == 2
