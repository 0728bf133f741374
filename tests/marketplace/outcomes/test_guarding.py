"""Nobody waits in silence after an accepted offer: who must write terms or confirm the end is told, once."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from foundation.clocks.models import Clock
from foundation.clocks.operations import run_clocks
from foundation.notifications.models import Notification
from foundation.organisations.models import Coordinator, FocalPoint
from foundation.outbox.operations import deliver_due
from marketplace.answers.lifecycle import Actor
from marketplace.outcomes.lifecycle import Side, Stage
from marketplace.outcomes.models import Outcome, Terms
from marketplace.outcomes.operations.asking import ask_due
from marketplace.outcomes.operations.completing import cancel
from marketplace.outcomes.operations.guarding import CLOCK, remind_due
from marketplace.outcomes.operations.terms import accept, propose
from marketplace.outcomes.queries import agreed_terms, answer_address
from tests import factories
from tests.cms import makers as cms
from tests.marketplace.outcomes import makers

pytestmark = pytest.mark.django_db
NOW = makers.NOW
DAY = dt.timedelta(days=1)


@pytest.fixture
def agency():
    return cms.agency("Souss")


def told(kind: str) -> set[int]:
    rows = list(Notification.objects.filter(kind=kind).values_list("recipient", flat=True))
    assert len(rows) == len(set(rows))
    return set(rows)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def by_her(mission):
    said, lines = makers.facts(mission)
    facts = {"side": Side.PERSON, "actor": Actor.PERSON, "by": mission.person, "now": NOW}
    return propose(application=mission, facts=said, deliverables=lines, **facts)


def test_a_week_without_agreed_terms_is_said_to_both_once(agency):
    mission = makers.accepted(agency)
    deliver_due(now=NOW)
    run_clocks(now=NOW + 7 * DAY - dt.timedelta(minutes=1))
    assert told("mission.late.agency") == set()
    run_clocks(now=NOW + 7 * DAY)
    remind_due(subject_id=f"{mission.public_id}:terms", now=NOW + 8 * DAY)
    assert told("mission.late.agency") == {agency.editor.pk, agency.moderator.pk}
    assert told("mission.late.person") == {mission.person.pk}
    mail = Notification.objects.get(kind="mission.late.person")
    assert "Un rappel a été envoyé aujourd'hui à Souss." in mail.text
    assert mail.url.endswith(f"/missions/{mission.public_id}/terms/")


def test_the_reminder_says_for_whom_proposed_terms_wait(agency):
    mission = makers.accepted(agency)
    deliver_due(now=NOW)
    by_her(mission)
    run_clocks(now=NOW + 7 * DAY)
    assert "they wait for you" in Notification.objects.filter(kind="mission.late.agency")[0].text
    assert "elles attendent l'agence." in Notification.objects.get(kind="mission.late.person").text


def test_agreed_terms_and_cancelled_missions_are_not_asked_for(agency):
    makers.agreed(agency)
    gone = makers.accepted(agency)
    deliver_due(now=NOW)
    cancel(application=gone, reason="dropped", actor=Actor.AGENCY, by=agency.moderator, now=NOW)
    assert not Clock.objects.filter(handler=CLOCK, subject_id__startswith=gone.public_id).exists()
    run_clocks(now=NOW + 8 * DAY)
    assert told("mission.late.agency") == told("mission.late.person") == set()


def test_three_days_after_the_last_day_the_agency_is_led_to_confirm_the_end(agency):
    mission = makers.agreed(agency, ends_on=NOW.date() + 10 * DAY)
    deliver_due(now=NOW)
    run_clocks(now=dt.datetime.combine(NOW.date() + 12 * DAY, dt.time(23, 59), tzinfo=dt.UTC))
    assert told("mission.late.agency") == set()
    run_clocks(now=dt.datetime.combine(NOW.date() + 13 * DAY, dt.time(8), tzinfo=dt.UTC))
    assert told("mission.late.agency") == {agency.editor.pk, agency.moderator.pk}
    mail = Notification.objects.filter(kind="mission.late.agency")[0]
    assert mail.url.endswith(f"/missions/{mission.public_id}/complete/")
    assert told("mission.late.person") == {mission.person.pk}
    hers = Notification.objects.get(kind="mission.late.person")
    assert "Un rappel a été envoyé aujourd'hui à Souss." in hers.text
    assert hers.url.endswith(f"/{mission.public_id}/")


@pytest.mark.parametrize("of_the_country", [True, False])
def test_an_end_that_stays_unconfirmed_goes_once_to_who_looks_after_the_country(agency, of_the_country):
    FocalPoint.objects.all().delete()
    above = cms.focal_point("MA") if of_the_country else cms.administrator()
    other = cms.focal_point("SN")
    mission = makers.agreed(agency, ends_on=NOW.date())
    today = timezone.now()
    Terms.objects.update(starts_on=today.date() - 12 * DAY, ends_on=today.date() - 10 * DAY)
    remind_due(subject_id=f"{mission.public_id}:confirm", now=today - 7 * DAY)
    assert set(Clock.objects.filter(subject_id__endswith=":still").values_list("due_at", flat=True)) == {today}
    for late in (dt.timedelta(), DAY):
        remind_due(subject_id=f"{mission.public_id}:still", now=today + late)
    assert told("mission.unconfirmed") == {above.pk}
    mail = Notification.objects.get(kind="mission.unconfirmed")
    assert mission.number in mail.text
    assert mission.person.name not in mail.text
    desk = signed_in(above).get(mail.url).content.decode()
    assert f'data-unconfirmed="{mission.public_id}"' in desk
    assert agency.editor.email in desk
    assert "data-unconfirmed" not in signed_in(other).get("/fr/desk/").content.decode()
    makers.completed(agency, mission, now=today)
    assert "data-unconfirmed" not in signed_in(above).get(mail.url).content.decode()


def test_of_more_missions_than_a_desk_shows_it_says_how_many_and_leads_to_all(agency):
    focal, today = cms.focal_point("MA"), timezone.localdate()
    missions = [makers.agreed(agency, makers.accepted(agency)) for _each in range(12)]
    Terms.objects.update(starts_on=today - 12 * DAY, ends_on=today - 11 * DAY)
    for person, panel, address in (
        (focal, "data-unconfirmed", "/fr/desk/missions/unconfirmed/"),
        (agency.moderator, "data-mission=", "/fr/desk/missions/"),
    ):
        desk = signed_in(person).get("/fr/desk/").content.decode()
        assert desk.count(panel) == 10
        assert "data-more>Et 2 autres." in desk
        assert f'href="{address}"' in desk
        page = signed_in(person).get(address).content.decode()
        assert page.count(panel) == 12
    assert signed_in(agency.moderator).get("/fr/desk/missions/unconfirmed/").status_code == 404
    assert "data-mission=" not in signed_in(missions[0].person).get("/fr/desk/missions/").content.decode()


def test_what_is_confirmed_or_goes_on_after_the_reminder_goes_no_further(agency):
    done, longer = (makers.agreed(agency, ends_on=NOW.date() + DAY) for _each in range(2))
    run_clocks(now=NOW + 5 * DAY)
    makers.completed(agency, done, now=NOW + 6 * DAY)
    terms = makers.proposed(agency, longer, ends_on=NOW.date() + 90 * DAY)
    accept(terms=terms, side=Side.PERSON, actor=Actor.PERSON, by=longer.person, now=NOW + 6 * DAY)
    assert not Clock.objects.filter(subject_id__endswith=":still").exists()
    run_clocks(now=NOW + 20 * DAY)
    assert told("mission.unconfirmed") == set()


def test_a_mission_to_confirm_stands_on_the_phone_list_of_the_coordinator(agency):
    salma = factories.user(name="Salma", language="fr")
    Coordinator.objects.create(organisation=agency.organisation, user=salma, named_at=NOW, confirmed_at=NOW)
    today = timezone.localdate()
    mission = makers.agreed(agency, ends_on=today - 2 * DAY)
    desk = signed_in(salma)
    assert "data-missions" not in desk.get("/fr/desk/phone/").content.decode()
    Terms.objects.update(starts_on=today - 5 * DAY, ends_on=today - 3 * DAY)
    assert 'data-missions="1"' in desk.get("/fr/desk/phone/").content.decode()
    page = desk.get(f"/fr/desk/phone/{agency.organisation.slug}/").content.decode()
    assert f"/fr/missions/{mission.public_id}/complete/" in page


def test_who_was_reminded_before_it_went_further_is_watched_on(agency):
    mission = makers.agreed(agency, ends_on=NOW.date() + DAY)
    run_clocks(now=NOW + 5 * DAY)
    Clock.objects.filter(subject_id__endswith=":still").delete()
    for _time in range(2):
        import_module("marketplace.outcomes.migrations.0005_watch_silence").watch(apps, None)
    reminded = Clock.objects.get(handler=CLOCK, subject_id=f"{mission.public_id}:confirm")
    assert Clock.objects.get(subject_id=f"{mission.public_id}:still").due_at == reminded.done_at + 7 * DAY


def test_a_confirmed_end_and_a_later_one_are_not_asked_for(agency):
    makers.completed(agency, makers.agreed(agency, ends_on=NOW.date() + DAY))
    longer = makers.agreed(agency, ends_on=NOW.date() + DAY)
    terms = makers.proposed(agency, longer, ends_on=NOW.date() + 90 * DAY)
    accept(terms=terms, side=Side.PERSON, actor=Actor.PERSON, by=longer.person, now=NOW)
    run_clocks(now=NOW + 20 * DAY)
    assert told("mission.late.agency") == set()
    run_clocks(now=NOW + 100 * DAY)
    assert told("mission.late.agency") == {agency.editor.pk, agency.moderator.pk}


def test_the_expert_may_propose_the_terms_first(agency):
    mission = makers.accepted(agency)
    expert = signed_in(mission.person)
    address = f"/fr/missions/{mission.public_id}/terms/"
    assert f"{address}new/" in expert.get(address).content.decode()
    form = expert.get(f"{address}new/").context["form"]
    assert form["deliverables"].value() == "Former des techniciennes"
    typed = {
        "starts_on": "2027-02-01",
        "ends_on": "2027-02-20",
        "compensation": "volunteer",
        "deliverables": "Un rapport",
    }
    assert expert.post(f"{address}new/", typed).status_code == 302
    assert Terms.objects.get().side == Side.PERSON
    assert signed_in(agency.editor).post(address, {"version": "1"}).status_code == 302
    assert Terms.objects.agreed().count() == 1


@pytest.mark.parametrize(("said", "led"), [("again", True), ("not_again", True), ("not_done", False)])
def test_an_agency_that_says_it_is_done_is_led_to_the_page_that_confirms_it(agency, said, led):
    mission = makers.agreed(agency, ends_on=NOW.date() + DAY)
    ask_due(subject_id=f"{mission.public_id}:{Stage.END}", now=NOW + 2 * DAY)
    address = f"/missions/{mission.public_id}/complete/"
    for side, person, leads in ((Side.AGENCY, agency.editor, led), (Side.PERSON, mission.person, False)):
        outcome = Outcome.objects.get(side=side)
        thanks = Client().post(answer_address(outcome, person), {"said": said}, follow=True)
        assert thanks.status_code == 200
        assert (address in thanks.content.decode()) == leads


def test_missions_from_before_there_was_a_clock_get_one(agency):
    without, with_terms, over = makers.accepted(agency), makers.agreed(agency), makers.agreed(agency)
    makers.completed(agency, over)
    Clock.objects.all().delete()
    for _time in range(2):
        import_module("marketplace.outcomes.migrations.0004_watch_missions").watch(apps, None)
    ends_on = agreed_terms(with_terms).ends_on
    assert dict(Clock.objects.filter(handler=CLOCK).values_list("subject_id", "due_at")) == {
        f"{without.public_id}:terms": NOW + 7 * DAY,
        f"{with_terms.public_id}:confirm": dt.datetime.combine(ends_on + 3 * DAY, dt.time(8), tzinfo=dt.UTC),
    }
