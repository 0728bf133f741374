"""A year that nobody means: refused with a sentence wherever a day is typed, and survived where one was kept before."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from cms.opportunities.models import MissionCall
from cms.opportunities.opportunity import OpportunityState
from foundation.base.days import WRONG_YEAR
from foundation.base.ids import public_id
from foundation.organisations.models import Coordinator
from foundation.registry.models import Entry, Standing
from marketplace.answering.models import PhoneNote
from marketplace.answers.models import Submission
from marketplace.calendars.operations import open_calendar
from marketplace.outcomes.models import Terms
from marketplace.outcomes.operations.terms import MissionError
from tests.cms import doors
from tests.cms import makers as cms
from tests.marketplace.answers import makers
from tests.marketplace.answers.makers import signed_in
from tests.marketplace.outcomes import makers as missions

pytestmark = pytest.mark.django_db
SENTENCE = str(WRONG_YEAR)
NEVER, TYPO = dt.date(9999, 12, 31), dt.date(1, 1, 1)
both = pytest.mark.parametrize("day", [NEVER, TYPO])
TERMS = {"compensation": "volunteer", "deliverables": "Un rapport"}
ENTRY = {"direction": "A", "subject": "A letter", "party": "Awa", "nature": "letter", "channel": "post"}
ENTRY |= {"priority": "normal", "confidentiality": "normal"}


@pytest.fixture
def agency() -> cms.Agency:
    return cms.agency("Souss")


@both
@pytest.mark.parametrize("field", ["starts_on", "ends_on", "closes_on", "answers_by"])
def test_no_call_takes_it_in_a_draft_neither(agency: cms.Agency, field: str, day: dt.date) -> None:
    new = reverse("wagtailadmin_pages:add", args=["opportunities", "missioncall", agency.page.pk])
    refused = doors.post(signed_in(agency.moderator), new, doors.mission(**{field: day}))
    assert SENTENCE in doors.errors(refused)[field]
    assert not MissionCall.objects.exists()


def test_an_answer_is_promised_within_a_year(agency: cms.Agency) -> None:
    moderator, today = signed_in(agency.moderator), timezone.now().date()
    new = reverse("wagtailadmin_pages:add", args=["opportunities", "missioncall", agency.page.pk])
    for days, answers in ((366, 200), (365, 302)):
        last = today + dt.timedelta(days=days)
        facts = doors.mission(answers_by=last, ends_on=last + dt.timedelta(days=9))
        response = doors.post(moderator, new, facts, "action-publish")
        assert response.status_code == answers
        if answers == 200:
            sentence = "An answer is promised within a year from today: choose an earlier day."
            assert doors.errors(response) == {"answers_by": [sentence]}
    call = MissionCall.objects.get()
    sent = makers.application(call, now=timezone.now())
    address = f"/en/desk/calls/{call.public_id}/"
    Submission.objects.filter(pk=sent.pk).update(first_answer_on=None)  # nothing else holds the date
    refused = moderator.post(address, {"do": "move", "to": today + dt.timedelta(days=366), "reason": "Later"})
    assert sentence in refused.content.decode()
    sent.refresh_from_db()
    assert sent.answer_on == last


@both
def test_no_form_of_a_desk_takes_it(agency: cms.Agency, day: dt.date) -> None:
    call = makers.call(agency)
    makers.application(call, now=timezone.now())
    mission = missions.accepted(agency, call)
    salma = cms.person("Salma", language="en")
    Coordinator.objects.create(
        organisation=agency.organisation, user=salma, email=salma.email, named_at=makers.NOW, confirmed_at=makers.NOW
    )
    moderator, slug = signed_in(agency.moderator), agency.organisation.slug
    register = f"/en/desk/register/{slug}/"
    moderator.post(f"{register}new/", ENTRY | {"key": public_id(), "answer_due_on": "2027-01-15"})
    entry = Entry.objects.get(subject="A letter")
    posts: list[tuple[Client, str, dict[str, Any]]] = [
        (moderator, f"/en/desk/calls/{call.public_id}/", {"do": "move", "to": day, "reason": "Later"}),
        (moderator, f"/en/desk/calls/{call.public_id}/", {"do": "pause", "until": day, "reason": "Later"}),
        (moderator, f"/en/missions/{mission.public_id}/terms/new/", TERMS | {"starts_on": day, "ends_on": NEVER}),
        (moderator, f"{register}new/", ENTRY | {"key": public_id(), "answer_due_on": day}),
        (moderator, f"{register}new/", ENTRY | {"key": public_id(), "document_on": day}),
        (moderator, f"{register}entries/{entry.public_id}/limit/", {"limit-limit_on": day, "limit-reason": "Later"}),
        (signed_in(salma), f"/en/desk/phone/{slug}/", {"with_whom": "Ali", "said": "Soon", "next_on": day}),
        (signed_in(mission.person), "/en/account/expert/availability/", {"available_from": day}),
    ]
    entries, limit = Entry.objects.count(), Standing.objects.get(entry=entry).limit_on
    for client, address, data in posts:
        answer = client.post(address, data, follow=True)
        assert answer.status_code in (200, 422), address
        assert SENTENCE in answer.content.decode(), address
    assert (Entry.objects.count(), Standing.objects.get(entry=entry).limit_on) == (entries, limit)
    assert not PhoneNote.objects.exists()
    assert not Terms.objects.exists()
    assert not OpportunityState.objects.exclude(paused_until=None).exists()


def test_terms_that_were_proposed_with_it_cannot_be_agreed(agency: cms.Agency) -> None:
    mission = missions.accepted(agency)
    terms = missions.proposed(agency, mission)
    Terms.objects.filter(pk=terms.pk).update(ends_on=NEVER)
    answer = signed_in(mission.person).post(f"/en/missions/{mission.public_id}/terms/", {"version": 1}, follow=True)
    assert SENTENCE in answer.content.decode()
    assert not Terms.objects.agreed().exists()
    with pytest.raises(MissionError, match=SENTENCE):
        missions.proposed(agency, mission, ends_on=NEVER)


@both
def test_what_was_kept_with_it_hides_no_other_date_and_is_mended_on_the_desk(agency: cms.Agency, day: dt.date) -> None:
    old, other = makers.call(agency), makers.call(agency)
    person, now = makers.expert(), timezone.now()
    absurd, usual = makers.application(old, person, now), makers.application(other, person, now)
    Submission.objects.filter(pk=absurd.pk).update(first_answer_on=day, answer_on=NEVER)
    MissionCall.objects.filter(pk=old.pk).update(answers_by=NEVER, ends_on=NEVER, closes_on=NEVER)
    feed = Client().get(f"/en/calendar/{open_calendar(user=person, now=now)}/jisr.ics")
    days = [event.decoded("dtstart") for event in Calendar.from_ical(feed.content).walk("VEVENT")]
    assert days == [usual.answer_on]
    own = signed_in(person)
    for address in ("", f"{absurd.public_id}/", f"{absurd.public_id}/calendar/"):
        assert own.get(f"/en/account/answers/{address}").status_code == 200
    moderator, address = signed_in(agency.moderator), f"/en/desk/calls/{old.public_id}/"
    for page in ("/en/desk/", "/en/desk/calls/", address, f"/en/desk/answers/{absurd.public_id}/"):
        assert moderator.get(page).status_code == 200
    to = timezone.now().date() + dt.timedelta(days=50)
    MissionCall.objects.filter(pk=old.pk).update(closes_on=None)
    assert moderator.post(address, {"do": "move", "to": to, "reason": "A wrong year"}).status_code == 302
    absurd.refresh_from_db()
    assert absurd.answer_on == to
