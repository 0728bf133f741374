"""A calendar by a private address: what stands in it, who may read it, and that it can be taken back."""

import datetime as dt
import re

import pytest
from django.test import Client
from icalendar import Calendar

from foundation.accounts.operations import erase_account, export_data
from marketplace.answers.lifecycle import Actor
from marketplace.answers.operations.moving import move
from marketplace.calendars.models import CalendarFeed
from marketplace.calendars.operations import close_calendar, open_calendar
from marketplace.calendars.queries import dates_of
from tests.cms import makers as cms
from tests.marketplace.answers import makers as applications
from tests.marketplace.interests import makers as interests
from tests.marketplace.outcomes import makers as missions

pytestmark = pytest.mark.django_db
NOW = interests.NOW
TODAY = NOW.date()


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def events(response) -> dict[str, tuple[str, dt.date, dt.date]]:
    found = Calendar.from_ical(response.content).walk("VEVENT")
    return {
        str(event["uid"]): (str(event["summary"]), event.decoded("dtstart"), event.decoded("dtend")) for event in found
    }


def test_the_answer_dates_of_what_waits_and_the_missions_to_come_stand_in_the_feed():
    agency = cms.agency("Souss")
    call, project = cms.call(agency), cms.investment(agency)
    other = cms.call(agency, texts={"fr": "Auditer", "ar": "تدقيق"})
    person = interests.investor()
    applications.start_profile(user=person, kind="expert", now=NOW)
    interest = interests.interest(project, person)
    mission = applications.application(call, person)
    draft = applications.draft(other, person)
    gone = applications.application(cms.call(agency), person)
    move(submission=gone, name="withdraw", actor=Actor.PERSON, by=person, now=NOW)
    move(submission=mission, name="offer", actor=Actor.AGENCY, by=agency.moderator, now=NOW)
    applications.application(cms.call(agency))  # somebody else's
    token = open_calendar(user=person, now=NOW)
    response = Client().get(f"/ar/calendar/{token}/jisr.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    day = dt.timedelta(days=1)
    found = events(response)
    assert {uid: (start, end) for uid, (_summary, start, end) in found.items()} == {
        f"answer-{interest.public_id}@jisr": (project.answers_by, project.answers_by + day),
        f"kept-{mission.public_id}@jisr": (TODAY + 14 * day, TODAY + 15 * day),
        f"mission-{mission.public_id}@jisr": (call.starts_on, call.ends_on + day),
        f"send_by-{draft.public_id}@jisr": (other.closes_on, other.closes_on + day),
    }
    assert interest.number in found[f"answer-{interest.public_id}@jisr"][0]
    assert found[f"send_by-{draft.public_id}@jisr"][0].endswith("تدقيق")


def test_the_address_is_shown_once_and_only_its_digest_is_kept():
    person = interests.investor()
    own = signed_in(person)
    page = own.post("/fr/account/calendar/", {"make": "1"}).content.decode()
    address = re.search(r'value="(http://testserver(/fr/calendar/([\w-]{43})/jisr\.ics))"', page)
    assert address is not None
    assert Client().get(address[2]).status_code == 200
    assert address[3] not in own.get("/fr/account/calendar/").content.decode()
    assert address[3] not in str(CalendarFeed.objects.values().get())


def test_a_new_address_makes_the_old_one_worthless_and_a_revoked_one_answers_nothing():
    person = interests.investor()
    own = signed_in(person)
    first = open_calendar(user=person, now=NOW)
    second = open_calendar(user=person, now=NOW)
    assert Client().get(f"/fr/calendar/{first}/jisr.ics").status_code == 404
    assert Client().get(f"/fr/calendar/{second}/jisr.ics").status_code == 200
    assert own.post("/fr/account/calendar/", {"revoke": "1"})["Location"] == "/fr/account/calendar/"
    assert Client().get(f"/fr/calendar/{second}/jisr.ics").status_code == 404
    assert (CalendarFeed.objects.count(), close_calendar(user=person, now=NOW)) == (0, False)


def test_the_address_of_a_closed_account_answers_nothing_and_goes_with_its_data():
    person = interests.investor()
    token = open_calendar(user=person, now=NOW)
    assert export_data(user=person, now=NOW)["calendar"] == {"made_at": NOW}
    person.is_active = False
    person.save()
    assert Client().get(f"/fr/calendar/{token}/jisr.ics").status_code == 404
    person.is_active = True
    person.save()
    erase_account(user=person, now=NOW)
    assert CalendarFeed.objects.count() == 0


def test_a_mission_that_is_over_and_a_call_that_has_closed_leave_the_feed():
    agency = cms.agency("Souss")
    call = cms.call(agency)
    person = applications.expert()
    sent = applications.application(call, person)
    move(submission=sent, name="offer", actor=Actor.AGENCY, by=agency.moderator, now=NOW)
    move(submission=sent, name="accept", actor=Actor.PERSON, by=person, now=NOW)
    assert [day.code for _row, day in dates_of(person, today=call.ends_on)] == ["mission"]
    assert dates_of(person, today=call.ends_on + dt.timedelta(days=1)) == []


@pytest.mark.parametrize("count", [2, 6])
def test_the_feed_and_the_lists_take_as_many_queries_for_two_as_for_six(count, django_assert_max_num_queries):
    agency = cms.agency("Souss")
    person = interests.investor()
    applications.start_profile(user=person, kind="expert", now=NOW)
    for _ in range(count // 2):
        interests.interest(cms.investment(agency), person)
        applications.application(cms.call(agency), person)
    with django_assert_max_num_queries(10):
        assert len(dates_of(person, today=TODAY)) == count
    own = signed_in(person)
    own.get("/fr/account/answers/")
    with django_assert_max_num_queries(26):
        listed = own.get("/fr/account/answers/").content.decode()
    assert listed.count('data-day="answer"') == count
    with django_assert_max_num_queries(60):
        desk = own.get("/fr/desk/").content.decode()
    assert desk.count('data-day="answer"') == min(count, 5)


def test_who_has_sent_nothing_has_no_such_panel_on_the_desk():
    assert "data-own-answers" not in signed_in(interests.investor()).get("/fr/desk/").content.decode()


def test_a_mission_stands_on_the_days_that_were_agreed_on():
    agency = cms.agency("Souss")
    moved = {"starts_on": TODAY + dt.timedelta(days=70), "ends_on": TODAY + dt.timedelta(days=75)}
    mission = missions.agreed(agency, **moved)
    ((_row, day),) = dates_of(mission.person, today=TODAY)
    assert (day.code, day.on, day.until) == ("mission", moved["starts_on"], moved["ends_on"])
    missions.proposed(agency, mission, starts_on=TODAY + dt.timedelta(days=80), ends_on=TODAY + dt.timedelta(days=85))
    ((_row, day),) = dates_of(mission.person, today=TODAY)  # a version that waits for one side changes nothing
    assert day.on == moved["starts_on"]
