"""The answer date people count on: moved with a reason, told once, and safe from the editor and from older drafts."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from cms.opportunities.operations.opening import close_early, pause
from foundation.base.errors import DomainError
from foundation.base.locales import date_words
from foundation.notifications.models import Notification
from foundation.organisations.models import Coordinator, Organisation
from foundation.registry.handling import annul, set_status
from foundation.registry.models import Standing
from marketplace.answers.lifecycle import Actor
from marketplace.answers.models import Promise
from marketplace.answers.operations.moving import move
from marketplace.contract.operations.dates import DateError, move_date
from tests import factories
from tests.cms import doors
from tests.cms import makers as cms
from tests.marketplace.answers import makers
from tests.marketplace.interests import makers as interests

pytestmark = pytest.mark.django_db
NOW = makers.NOW
LATER = NOW + dt.timedelta(days=1)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def counted():
    agency = cms.agency("Souss")
    call = cms.call(agency)
    return agency, call, makers.application(call)


def test_a_moved_date_is_told_once_and_the_first_stays_visible(counted):
    agency, call, sent = counted
    first, to = call.answers_by, call.answers_by + dt.timedelta(days=10)
    other = makers.application(call)
    move(submission=other, name="refuse", reason="dates", actor=Actor.AGENCY, by=agency.editor, now=NOW)
    Standing.objects.filter(entry=sent.entry).update(alarms_rung=1)
    page = type(call).objects.get(pk=call.pk)
    move_date(page=page, to=to, reason="La commission se réunit plus tard.", by=agency.moderator, now=LATER)
    sent.refresh_from_db()
    assert (sent.first_answer_on, sent.answer_on) == (first, to)
    told = Notification.objects.get(kind="contract.date")
    assert told.recipient == sent.person
    assert "La commission se réunit plus tard." in told.text
    standing = Standing.objects.get(entry=sent.entry)
    assert (standing.limit_on, standing.alarms_rung) == (to, 0)
    step = sent.entry.steps.get()
    assert (step.kind, step.limit_on, step.by) == ("limit", to, agency.moderator)
    assert step.note == "La commission se réunit plus tard."
    own = signed_in(sent.person)
    for shown in (
        Client().get(page.url.replace("http://localhost", "")),
        own.get(f"/fr/account/answers/{sent.public_id}/"),
        signed_in(makers.expert()).get(f"/fr/apply/{call.public_id}/"),
    ):
        text = shown.content.decode()
        assert f'datetime="{to:%Y-%m-%d}"' in text
        assert "La commission se réunit plus tard." in text
    assert f'data-first="{first:%Y-%m-%d}"' in Client().get(page.url.replace("http://localhost", "")).content.decode()


def test_an_entry_that_its_office_annulled_or_settled_keeps_its_date(counted):
    agency, call, annulled = counted
    settled = makers.application(call)
    annul(entry=annulled.entry, reason="Reçu deux fois", by=agency.moderator, now=NOW)
    set_status(entry=settled.entry, status="answered", by=None, now=NOW)
    to = call.answers_by + dt.timedelta(days=10)
    move_date(page=type(call).objects.get(pk=call.pk), to=to, reason="Un retard", by=agency.moderator, now=LATER)
    assert set(Standing.objects.values_list("limit_on", flat=True)) == {call.answers_by}


@pytest.mark.parametrize(
    ("days", "reason", "field"),
    [(10, " ", "reason"), (0, "Parce que", "to"), (-60, "Parce que", "to"), (61, "Parce que", "to")],
)
def test_a_move_without_reason_or_to_a_day_that_does_not_fit_changes_nothing(counted, days, reason, field):
    agency, call, sent = counted
    page = type(call).objects.get(pk=call.pk)
    page.ends_on = None
    page.save()
    with pytest.raises(DateError) as refused:
        move_date(
            page=page, to=call.answers_by + dt.timedelta(days=days), reason=reason, by=agency.moderator, now=LATER
        )
    assert refused.value.field == field
    sent.refresh_from_db()
    assert (sent.answer_on, Promise.objects.get().answer_on) == (call.answers_by, call.answers_by)
    assert not Notification.objects.filter(kind="contract.date").exists()


def test_a_date_that_has_passed_cannot_be_moved_while_somebody_waits(counted):
    agency, call, _sent = counted
    page = type(call).objects.get(pk=call.pk)
    now = NOW + dt.timedelta(days=42)
    to = page.answers_by + dt.timedelta(days=5)
    with pytest.raises(DateError) as refused:
        move_date(page=page, to=to, reason="Trop tard", by=agency.moderator, now=now)
    assert refused.value.code == "too_late"


def test_only_owners_and_moderators_move_it_and_strangers_do_not_find_the_page(counted):
    agency, call, _sent = counted
    address = f"/fr/desk/calls/{call.public_id}/"
    typed = {"do": "move", "to": f"{call.answers_by + dt.timedelta(days=3):%Y-%m-%d}", "reason": "Un retard"}
    assert signed_in(cms.agency("Oriental").moderator).post(address, typed).status_code == 404
    assert signed_in(makers.expert()).get(address).status_code == 404
    signed_in(agency.editor).post(address, typed)
    assert Promise.objects.get().answer_on == call.answers_by
    assert signed_in(agency.moderator).post(address, typed).status_code == 302
    assert Promise.objects.get().answer_on == call.answers_by + dt.timedelta(days=3)
    assert signed_in(agency.moderator).get("/ar/desk/calls/").status_code == 200


def test_the_editor_refuses_another_date_once_somebody_counts_on_it(counted):
    agency, call, _sent = counted
    row = call.texts.get()
    nothing = {"questions-TOTAL_FORMS": 0, "questions-INITIAL_FORMS": 0}
    typed = doors.mission([doors.text(id=row.pk)], answers_by=call.answers_by + dt.timedelta(days=2)) | nothing
    refused = doors.post(signed_in(agency.moderator), f"/cms/pages/{call.pk}/edit/", typed, "action-publish")
    assert date_words(call.answers_by, "en") in " ".join(doors.errors(refused)["answers_by"])
    call.refresh_from_db()
    assert call.answers_by == cms.FACTS["answers_by"]


def test_an_older_draft_that_is_published_later_does_not_move_it(counted):
    agency, call, _sent = counted
    old = call.revisions.order_by("pk")[0]
    page = type(call).objects.get(pk=call.pk)
    to = page.answers_by + dt.timedelta(days=4)
    move_date(page=page, to=to, reason="Un retard", by=agency.moderator, now=LATER)
    old.refresh_from_db()
    old.publish()
    assert type(call).objects.get(pk=call.pk).answers_by == to


def test_looking_promises_nothing():
    call = cms.call(cms.agency("Souss"))
    assert signed_in(makers.expert()).get(f"/fr/apply/{call.public_id}/").status_code == 200
    assert not Promise.objects.exists()


def test_a_pause_says_why_on_the_page_and_moves_nobody(counted):
    agency, call, sent = counted
    address = f"/fr/desk/calls/{call.public_id}/"
    client = signed_in(agency.moderator)
    refused = client.post(address, {"do": "pause", "until": "2199-01-01", "reason": ""})
    assert refused.status_code == 422
    assert client.post(address, {"do": "pause", "until": "2199-01-01", "reason": "Budget"}).status_code == 302
    shown = Client().get(call.url.replace("http://localhost", "")).content.decode()
    assert 'data-openness="paused"' in shown
    assert "Budget" in shown
    sent.refresh_from_db()
    assert sent.answer_on == call.answers_by
    client.post(address, {"do": "go_on"})
    assert 'data-openness="paused"' not in Client().get(call.url.replace("http://localhost", "")).content.decode()


@pytest.fixture
def nadia(counted):
    agency, _call, _sent = counted
    person = factories.user(name="Nadia Coordinator", language="fr")
    Coordinator.objects.create(organisation=agency.organisation, user=person, named_at=NOW, confirmed_at=NOW)
    return person


def test_a_coordinator_moves_a_date_for_the_agency_and_every_place_says_so(counted, nadia):
    agency, call, sent = counted
    to = call.answers_by + dt.timedelta(days=10)
    page = type(call).objects.get(pk=call.pk)
    moved = move_date(page=page, to=to, reason="Le comité est malade", by=nadia, now=LATER)
    assert (moved.actor, moved.by) == (Actor.COORDINATOR, nadia)
    sent.refresh_from_db()
    assert sent.answer_on == to
    step = sent.entry.steps.get()
    assert (step.kind, step.limit_on, step.by) == ("limit", to, None)  # a coordinator reads no register
    assert "que l’agence a désigné" in Notification.objects.get(kind="contract.date").text
    desk = signed_in(agency.moderator).get(f"/fr/desk/calls/{call.public_id}/").content.decode()
    assert "Nadia Coordinator" in desk
    public = Client().get(page.url.replace("http://localhost", "")).content.decode()
    assert 'data-actor="coordinator"' in public
    assert "Nadia" not in public


def test_a_coordinator_finds_the_calls_of_the_agency_and_moves_and_pauses_by_the_page(counted, nadia):
    agency, call, _sent = counted
    client, address = signed_in(nadia), f"/fr/desk/calls/{call.public_id}/"
    assert call.public_id in client.get("/fr/desk/calls/").content.decode()
    assert 'href="/fr/desk/calls/"' in client.get("/fr/desk/").content.decode()
    assert 'value="close"' not in client.get(address).content.decode()
    to = call.answers_by + dt.timedelta(days=3)
    assert client.post(address, {"do": "move", "to": f"{to:%Y-%m-%d}", "reason": "Un retard"}).status_code == 302
    assert Promise.objects.get().answer_on == to
    assert client.post(address, {"do": "pause", "until": "2199-01-01", "reason": "Budget"}).status_code == 302
    state = type(call).objects.get(pk=call.pk).state()
    assert (state.paused_by, state.paused_by_coordinator) == (nadia, True)
    assert 'data-paused-by="coordinator"' in signed_in(agency.moderator).get(address).content.decode()
    assert "coordinateur" in Client().get(call.url.replace("http://localhost", "")).content.decode()
    assert client.post(address, {"do": "go_on"}).status_code == 302
    state.refresh_from_db()
    assert (state.paused_at, state.paused_by, state.paused_by_coordinator) == (None, None, False)


def test_a_coordinator_closes_nothing_and_opens_nothing_that_the_agency_closed(counted, nadia):
    agency, call, _sent = counted
    client, address = signed_in(nadia), f"/fr/desk/calls/{call.public_id}/"
    client.post(address, {"do": "close"})
    page = type(call).objects.get(pk=call.pk)
    assert page.state().closed_early_at is None
    with pytest.raises(DomainError):
        close_early(page=page, by=nadia, now=LATER)
    signed_in(agency.moderator).post(address, {"do": "close"})
    assert client.post(address, {"do": "go_on"}).status_code == 422
    assert type(call).objects.get(pk=call.pk).state().closed_early_at is not None
    assert 'value="go_on"' not in client.get(address).content.decode()


@pytest.mark.parametrize("ended", ["coordinator", "organisation"])
def test_who_coordinates_no_more_moves_and_pauses_nothing(counted, nadia, ended):
    agency, call, _sent = counted
    if ended == "coordinator":
        Coordinator.objects.update(ended_at=NOW)
    else:
        Organisation.objects.filter(pk=agency.organisation.pk).update(suspended_at=NOW)
    page = type(call).objects.get(pk=call.pk)
    with pytest.raises(DateError):
        move_date(page=page, to=call.answers_by + dt.timedelta(days=3), reason="Un retard", by=nadia, now=LATER)
    with pytest.raises(DomainError):
        pause(page=page, until=None, reason="Budget", by=nadia, now=LATER)
    assert signed_in(nadia).get(f"/fr/desk/calls/{call.public_id}/").status_code == 404
    assert (Promise.objects.get().answer_on, page.state().paused_at) == (call.answers_by, None)


def test_who_sends_something_on_the_last_day_has_three_days_and_the_page_says_so_before():
    today = timezone.now().date()
    call = makers.call(cms.agency("Souss"), closes_on=today, answers_by=today)
    day = today + dt.timedelta(days=3)
    shown = f'<time datetime="{day}">'
    person = makers.expert()
    page = Client().get(call.url.replace("http://localhost", "")).content.decode()
    assert f"Who sends something today has an answer by {date_words(day, 'en')}" in page
    assert shown in signed_in(person).get(f"/en/apply/{call.public_id}/").content.decode()
    assert makers.application(call, person, now=timezone.now()).answer_on == day


@pytest.mark.parametrize("kind", ["call", "investment"])
def test_of_a_page_that_is_not_published_any_more_the_date_is_moved_while_people_wait(kind):
    agency = cms.agency("Souss")
    if kind == "call":
        page = makers.call(agency)
        sent = makers.application(page, now=timezone.now())
    else:
        today = timezone.localdate()
        days = {"closes_on": today + dt.timedelta(days=10), "answers_by": today + dt.timedelta(days=20)}
        page = cms.investment(agency, **days)
        sent = interests.interest(page, now=timezone.now())
    page.unpublish()
    team, address = signed_in(agency.moderator), f"/fr/desk/calls/{page.public_id}/"
    assert f'data-opportunity="{page.public_id}"' in team.get("/fr/desk/calls/").content.decode()
    shown = team.get(address).content.decode()
    assert "data-not-live" in shown
    assert [name for name in ("move", "pause", "close", "go_on") if f'value="{name}"' in shown] == ["move"]
    assert f'href="{page.get_url()}"' not in shown
    assert f"/en/desk/calls/{page.public_id}/" in team.get(f"/cms/pages/{page.pk}/edit/").content.decode()
    too_far = sent.answer_on + dt.timedelta(days=61)
    assert team.post(address, {"do": "move", "to": too_far, "reason": "Budget"}).status_code == 422
    team.post(address, {"do": "pause", "until": timezone.localdate() + dt.timedelta(days=3), "reason": "x"})
    page.refresh_from_db()
    assert page.state().paused_at is None
    to = sent.answer_on + dt.timedelta(days=5)
    assert team.post(address, {"do": "move", "to": to, "reason": "Budget"}).status_code == 302
    before, sent = sent.answer_on, type(sent).objects.get(pk=sent.pk)
    assert (sent.first_answer_on, sent.answer_on) == (before, to)
    assert Notification.objects.filter(recipient=sent.person, kind="contract.date").count() == 1
    page.refresh_from_db()
    assert (page.live, page.answers_by) == (False, to)
    for stranger in (cms.agency("Oriental").moderator, sent.person):
        assert signed_in(stranger).get(address).status_code == 404
    move(submission=sent, name="refuse", reason="dropped", actor=Actor.AGENCY, by=agency.editor, now=timezone.now())
    assert team.get(address).status_code == 404
    assert page.public_id not in team.get("/fr/desk/calls/").content.decode()
