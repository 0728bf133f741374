"""Both sides are asked at the start, at the end and a year later: by clocks, once each, answered with one tap."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from foundation.clocks.operations import run_clocks
from foundation.notifications.models import Notification
from foundation.organisations.models import Membership
from marketplace.outcomes.lifecycle import Side, Stage, a_year_after, asked_on
from marketplace.outcomes.models import Outcome
from marketplace.outcomes.operations.asking import ask_due
from marketplace.outcomes.operations.completing import cancel
from marketplace.outcomes.queries import answer_address, mission_figures, more_address, refresh_address
from marketplace.profiles.models import ExpertProfile
from tests.cms import makers as cms
from tests.marketplace.outcomes import makers

pytestmark = pytest.mark.django_db
NOW = makers.NOW
STARTS = dt.date(2027, 1, 22)  # of the call as tests make it
ENDS = dt.date(2027, 2, 21)


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(9), tzinfo=dt.UTC)


def asked() -> list[tuple[str, str]]:
    return sorted(Outcome.objects.values_list("stage", "side"))


def links(person) -> list[str]:
    told = Notification.objects.filter(recipient=person, kind="outcome.asked").order_by("-pk")[0]
    return re.findall(r"https?://[^/\s]+(/\S+)", told.text)


@pytest.fixture
def agency():
    return cms.agency("Souss")


def test_the_days_follow_the_terms():
    facts = {"starts_on": dt.date(2028, 2, 1), "ends_on": dt.date(2028, 2, 29)}
    assert [asked_on(stage, **facts) for stage in Stage] == [
        dt.date(2028, 2, 3),
        dt.date(2028, 3, 1),
        dt.date(2029, 2, 28),
    ]
    assert a_year_after(dt.date(2027, 3, 1)) == dt.date(2028, 3, 1)


def test_each_side_is_asked_at_each_stage_once_whatever_rings_twice(agency):
    mission = makers.agreed(agency, starts_on=STARTS)
    run_clocks(now=at(STARTS))
    assert asked() == []
    run_clocks(now=at(STARTS + dt.timedelta(days=2)))
    assert asked() == [("start", "agency"), ("start", "person")]
    ask_due(subject_id=f"{mission.public_id}:start", now=at(STARTS + dt.timedelta(days=3)))
    assert Outcome.objects.count() == 2
    assert Notification.objects.filter(kind="outcome.asked").count() == 3  # the expert, editor and moderator
    run_clocks(now=at(ENDS + dt.timedelta(days=1)))
    assert asked()[0] == ("end", "agency")
    run_clocks(now=at(a_year_after(ENDS)))
    assert ("year", "person") not in asked()  # never completed, nothing to look back on


def test_who_has_not_answered_is_reminded_once(agency):
    makers.agreed(agency)
    first = at(STARTS + dt.timedelta(days=2))
    run_clocks(now=first)
    mine = Outcome.objects.get(side=Side.PERSON)
    Client().post(answer_address(mine, mine.application.person), {"said": "as_agreed"})
    for days in (14, 15, 20):
        run_clocks(now=first + dt.timedelta(days=days))
    reminded = Notification.objects.filter(kind="outcome.asked", key__endswith=".again")
    assert {row.recipient for row in reminded} == {agency.editor, agency.moderator}


def test_a_completed_mission_is_asked_about_at_once_and_a_year_after_its_last_day(agency):
    mission = makers.agreed(agency)
    makers.completed(agency, mission)
    run_clocks(now=NOW)
    assert asked() == [("end", "agency"), ("end", "person")]
    run_clocks(now=at(a_year_after(ENDS)))
    assert asked() == [("end", "agency"), ("end", "person"), ("year", "agency"), ("year", "person")]


def test_a_cancelled_mission_is_asked_about_no_more(agency):
    mission = makers.agreed(agency)
    cancel(application=mission, reason="dropped", actor="agency", by=agency.moderator, now=NOW)
    run_clocks(now=at(a_year_after(ENDS)))
    assert asked() == []


def test_opening_a_link_changes_nothing_and_one_tap_answers_once(agency):
    mission = makers.agreed(agency)
    makers.completed(agency, mission)
    run_clocks(now=timezone.now())
    address = next(link for link in links(mission.person) if "said=again" in link)
    visitor = Client()
    for _time in range(3):  # as mail scanners do
        page = visitor.get(address)
        assert page.status_code == 200
        assert 'value="again" data-tapped' in page.content.decode()
    mine = Outcome.objects.get(side=Side.PERSON)
    assert (mine.said, mine.answered_at) == ("", None)
    assert visitor.post(address, {"said": "running"}).status_code == 422
    sent = visitor.post(address, {"said": "again"})
    assert sent.status_code == 302
    mine.refresh_from_db()
    assert (mine.said, mine.answered_by) == ("again", mission.person)
    over = visitor.get(address).content.decode()
    assert "Former des techniciennes" not in over
    visitor.post(address, {"said": "not_done"})
    mine.refresh_from_db()
    assert mine.said == "again"
    more = sent["Location"]
    assert visitor.post(more, {"words": "", "people_trained": "", "jobs": ""}).status_code == 422
    told = visitor.post(more, {"words": "Douze techniciennes travaillent.", "people_trained": "12", "jobs": ""})
    assert told.status_code == 200
    mine.refresh_from_db()
    assert (mine.words, mine.people_trained, mine.jobs) == ("Douze techniciennes travaillent.", 12, None)
    visitor.post(more, {"words": "Encore", "people_trained": "99", "jobs": ""})
    mine.refresh_from_db()
    assert mine.people_trained == 12


def test_a_link_that_is_late_forged_or_of_somebody_who_left_shows_nothing(agency):
    mission = makers.agreed(agency)
    makers.completed(agency, mission)
    run_clocks(now=timezone.now())
    theirs = Outcome.objects.get(side=Side.AGENCY)
    address = answer_address(theirs, agency.editor)
    assert Client().get(address).status_code == 200
    assert Client().get(address.replace("outcome/", "outcome/x")).status_code == 404
    assert Client().get(answer_address(theirs, mission.person)).status_code == 404
    Membership.objects.filter(user=agency.editor).delete()
    assert Client().get(address).status_code == 404
    old = answer_address(Outcome(public_id=theirs.public_id, open_until=NOW - dt.timedelta(days=300)), agency.moderator)
    late = Client().get(old)
    assert late.status_code == 410
    assert "Former" not in late.content.decode()
    soon = more_address(theirs, agency.moderator, now=timezone.now(), language="fr")
    assert Client().get(soon).status_code == 200
    assert Client().post(soon, {"words": "Avant de répondre"}).status_code == 200
    theirs.refresh_from_db()
    assert theirs.words == ""


def test_the_profile_is_refreshed_with_one_tap_and_opening_the_link_is_none(agency):
    mission = makers.agreed(agency)
    makers.completed(agency, mission)
    run_clocks(now=timezone.now())
    profile = ExpertProfile.objects.get(user=mission.person)
    before = profile.updated_at
    address = next(link for link in links(mission.person) if "/refresh/" in link)
    assert Client().get(address).status_code == 200
    profile.refresh_from_db()
    assert profile.updated_at == before
    assert Client().post(address, {"available_from": ""}).status_code == 422
    assert Client().post(address, {"still": "1"}).status_code == 200
    profile.refresh_from_db()
    assert profile.updated_at > before
    for used in (Client().get(address), Client().post(address, {"available_from": "2027-09-01"})):
        assert used.status_code == 410
        assert "fact-list" not in used.content.decode()
    profile.refresh_from_db()
    assert profile.available_from is None
    another = refresh_address(mission.person, now=timezone.now() + dt.timedelta(minutes=1))
    assert Client().post(another, {"available_from": "2027-09-01"}).status_code == 200
    profile.refresh_from_db()
    assert profile.available_from == dt.date(2027, 9, 1)
    profile.delete()
    assert Client().get(refresh_address(mission.person, now=timezone.now())).status_code == 410


def test_figures_count_all_that_were_asked(agency):
    mission = makers.agreed(agency)
    makers.completed(agency, mission)
    makers.agreed(agency)
    run_clocks(now=timezone.now())
    mine = Outcome.objects.get(stage=Stage.END, side=Side.PERSON)
    Client().post(answer_address(mine, mission.person), {"said": "again"})
    figures = mission_figures(organisation=agency.organisation)
    assert (figures.agreed, figures.completed, figures.cancelled, figures.certificates) == (2, 1, 0, 1)
    assert figures.share("end", "person", "again") == 100
    assert figures.share("end", "agency", "again") == 0
    assert figures.share("year", "agency", "running") is None
    assert mission_figures(country="SN").completed == 0


def test_the_public_figures_say_what_became_of_missions_from_the_fifth_on(agency):
    for count in range(1, 6):
        makers.completed(agency, makers.agreed(agency))
        run_clocks(now=timezone.now())
        page = Client().get("/fr/figures/").content.decode()
        assert ('data-asked="5"' in page) == (count == 5)


def test_the_pages_of_both_sides_say_what_is_next(agency):
    mission = makers.accepted(agency)
    team, expert = Client(), Client()
    team.force_login(agency.editor)
    expert.force_login(mission.person)
    desk = team.get("/fr/desk/").content.decode()
    assert f'data-mission="{mission.public_id}"' in desk
    assert (
        f"/missions/{mission.public_id}/terms/" in team.get(f"/fr/desk/answers/{mission.public_id}/").content.decode()
    )
    makers.agreed(agency, mission, starts_on=STARTS)
    assert f'data-mission="{mission.public_id}"' not in team.get("/fr/desk/").content.decode()
    makers.completed(agency, mission, now=at(STARTS))
    run_clocks(now=at(STARTS))
    page = expert.get(f"/fr/account/answers/{mission.public_id}/").content.decode()
    assert "data-certificate" in page
    assert "/outcome/" in page
    assert "/calls/" not in page
    assert (
        f"/calls/{mission.opportunity.specific.public_id}/repeat/"
        in team.get(f"/fr/desk/answers/{mission.public_id}/").content.decode()
    )
