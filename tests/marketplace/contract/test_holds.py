"""An agency that left people without an answer opens no further call until it has spoken, or named a coordinator."""

import datetime as dt
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from cms.agencies.models import Hold
from cms.agencies.operations import hold, lift
from cms.opportunities.lifecycle import Openness
from cms.opportunities.models import OpportunityState
from cms.opportunities.operations.opening import close_early, go_on, pause
from cms.opportunities.operations.publishing import decide_first_call, publish_scheduled
from cms.opportunities.queries import waiting_for
from foundation.base.errors import DomainError
from foundation.clocks.operations import tick
from foundation.notifications.models import Notification
from foundation.organisations.coordinating import confirm, end
from foundation.organisations.models import Coordinator
from foundation.outbox.models import Event
from marketplace.answers.lifecycle import Actor, Status
from marketplace.answers.operations.moving import move
from marketplace.contract.consumers import coordinator_changed
from tests.cms import doors
from tests.cms import makers as cms
from tests.marketplace.answers import makers

pytestmark = pytest.mark.django_db


def after(call, days: int, minutes: int = 0) -> dt.datetime:
    day = call.answers_by + dt.timedelta(days=days)
    return dt.datetime(day.year, day.month, day.day, 6, minutes, tzinfo=dt.UTC)


@pytest.fixture
def held():
    agency = cms.agency("Souss")
    call = cms.call(agency)
    sent = makers.application(call)
    tick(now=after(call, 15))
    assert Hold.objects.active().count() == 1
    sent.refresh_from_db()
    return agency, call, sent


def is_held(agency) -> bool:
    return Hold.objects.active().filter(organisation=agency.organisation).exists()


def test_a_letter_after_all_lifts_the_hold_and_never_the_figure(held):
    agency, call, sent = held
    with pytest.raises(DomainError) as refused:
        move(submission=sent, name="write_after", actor=Actor.AGENCY, by=agency.editor, now=after(call, 16))
    assert refused.value.field == "letter"
    facts = {"actor": Actor.AGENCY, "by": agency.editor, "letter": "Pardon.", "now": after(call, 16)}
    made = move(submission=sent, name="write_after", **facts)
    tick(now=after(call, 16, 10))
    sent.refresh_from_db()
    assert (sent.status, sent.answered_at) == (Status.UNANSWERED, None)
    assert made.entry.number.endswith("/D/000002")
    assert not is_held(agency)


def test_a_coordinator_who_takes_it_on_after_it_lifts_the_hold_until_her_task_ends(held):
    agency, call, _sent = held
    organisation = agency.organisation
    facts = {"organisation": organisation, "named_at": after(call, 1)}
    before = Coordinator.objects.create(user=cms.person(), confirmed_at=after(call, 1), **facts)
    tick(now=after(call, 15, 10))
    assert is_held(agency)
    before.delete()
    named = Coordinator.objects.create(user=cms.person(), confirmed_at=after(call, 16), **facts)
    tick(now=after(call, 16, 10))
    assert not is_held(agency)
    named.ended_at = after(call, 17)
    named.save()
    tick(now=after(call, 17, 10))
    assert is_held(agency)
    assert Hold.objects.count() == 2


def test_she_lifts_it_as_soon_as_she_confirms_and_not_before(held):
    agency, call, _sent = held
    assert _said_to(agency.moderator) == []  # the mail of what was closed says it
    facts = {"organisation": agency.organisation, "user": cms.person()}
    named = Coordinator.objects.create(named_at=after(call, 14), **facts)  # asked before it was closed
    tick(now=after(call, 16, 10))
    assert is_held(agency)
    confirm(coordinator=named, by=named.user, now=after(call, 16, 11))
    coordinator_changed(Event.objects.get(name="coordinator.confirmed"))
    assert not is_held(agency)
    assert _said_to(agency.moderator) == ["Souss can open its next call again"]
    end(coordinator=named, by=named.user, now=after(call, 16, 12))
    coordinator_changed(Event.objects.get(name="coordinator.ended"))
    tick(now=after(call, 16, 20))
    assert is_held(agency)
    assert _said_to(agency.moderator)[1:] == ["Souss cannot open its next call now"]
    assert _said_to(agency.editor) == []


def _said_to(person) -> list[str]:
    rows = Notification.objects.filter(recipient=person, kind="contract.hold").order_by("pk")
    return list(rows.values_list("subject", flat=True))


def test_what_is_late_must_be_answered_too(held):
    agency, call, sent = held
    Hold.objects.all().delete()
    second = cms.call(agency, answers_by=after(call, 9).date())
    other = makers.application(second)
    tick(now=after(call, 15, 10))
    facts = {"actor": Actor.AGENCY, "by": agency.editor}
    move(submission=sent, name="write_after", letter="Pardon.", now=after(call, 15, 20), **facts)
    tick(now=after(call, 15, 30))
    assert is_held(agency)
    move(submission=other, name="refuse", reason="dates", now=after(call, 15, 40), **facts)
    tick(now=after(call, 15, 50))
    assert not is_held(agency)


def test_no_door_of_the_cms_opens_a_call_of_a_held_agency(held):
    agency, call, _sent = held
    draft = cms.call(agency, publish=False)
    revision = draft.save_revision()
    with pytest.raises(DomainError) as refused:
        revision.publish()
    assert refused.value.code == "held"
    draft.refresh_from_db()
    assert not draft.live
    call.save_revision().publish()  # what is public can be mended


def test_the_editor_says_what_to_do_and_keeps_the_draft(held):
    agency, _call, _sent = held
    client = Client()
    client.force_login(agency.moderator)
    address = f"/cms/pages/add/opportunities/missioncall/{agency.page.pk}/"
    refused = doors.post(client, address, _typed(), "action-publish")
    assert "coordinator" in " ".join(doors.errors(refused)["__all__"])
    assert agency.page.get_children().count() == 1
    assert doors.post(client, address, _typed()).status_code == 302
    assert agency.page.get_children().live().count() == 1


def _typed(**fields: Any) -> dict[str, Any]:
    nothing = {"questions-TOTAL_FORMS": 0, "questions-INITIAL_FORMS": 0}
    return doors.mission(**fields) | nothing


def test_a_scheduled_call_waits_and_opens_when_the_hold_is_lifted(held):
    agency, call, _sent = held
    draft = cms.call(agency, publish=False)
    revision = draft.save_revision()
    revision.approved_go_live_at = after(call, 15)
    revision.save()
    assert publish_scheduled(subject_id="", now=after(call, 16)) == 0
    Hold.objects.update(lifted_at=after(call, 16))
    assert publish_scheduled(subject_id="", now=after(call, 17)) == 1
    draft.refresh_from_db()
    assert draft.live


def test_a_copy_or_a_bulk_action_opens_nothing(held):
    agency, call, _sent = held
    draft = cms.call(agency, publish=False)
    draft.save_revision()
    client = Client()
    client.force_login(agency.moderator)
    client.post(
        f"/cms/pages/{call.pk}/copy/",
        {"new_title": "x", "new_slug": "x", "new_parent_page": agency.page.pk, "publish_copies": "on"},
    )
    client.post(f"/cms/bulk/wagtailcore/page/publish/?id={draft.pk}", {})
    assert list(type(call).objects.filter(live=True)) == [call]


def test_the_import_refuses_to_publish_before_it_writes_anything(held, tmp_path):
    agency, _call, _sent = held
    file = tmp_path / "calls.csv"
    file.write_text("number,kind,title_fr\n1,mission,Un appel\n", encoding="utf-8")
    facts = {"format": "jisr", "organisation": agency.organisation.slug, "publish": True}
    with pytest.raises(CommandError) as refused:
        call_command("import_opportunities", str(file), **facts)
    assert "coordinator" in str(refused.value)
    assert agency.page.get_children().count() == 1


def test_the_approval_of_a_first_call_waits_for_the_hold_too():
    agency = cms.agency("Souss", trusted=False)
    focal = cms.focal_point("MA")
    call = cms.call(agency, publish=False)
    call.save_revision()
    agency.organisation.standing.workflow.start(call, agency.editor)
    hold(organisation=agency.organisation, reason=Hold.Reason.UNANSWERED, now=makers.NOW)
    (waiting,) = waiting_for(focal)
    with pytest.raises(DomainError) as refused:
        decide_first_call(task_state=waiting.state, by=focal, approve=True)
    assert refused.value.code == "held"
    call.refresh_from_db()
    assert not call.live
    lift(organisation=agency.organisation, reason=Hold.Reason.UNANSWERED, now=makers.NOW)
    decide_first_call(task_state=waiting.state, by=focal, approve=True)
    call.refresh_from_db()
    assert call.live


def yesterday() -> dt.date:
    return timezone.now().date() - dt.timedelta(days=1)


def out_of_date(agency) -> Any:
    """A call that is public, and closed since its last day has passed."""
    call = cms.call(agency, publish=False)
    type(call).objects.filter(pk=call.pk).update(
        live=True, first_published_at=makers.NOW, latest_revision=None, closes_on=yesterday()
    )
    call = type(call).objects.get(pk=call.pk)
    assert call.openness(timezone.now().date()) is Openness.CLOSED_BY_DATE
    return call


def test_a_call_that_was_closed_early_is_not_opened_again(held):
    agency, call, _sent = held
    now = timezone.now()
    close_early(page=call, by=agency.moderator, now=now)
    with pytest.raises(DomainError) as refused:
        go_on(page=call, by=agency.moderator, now=now)
    assert refused.value.code == "held"
    assert type(call).objects.get(pk=call.pk).openness(now.date()) is Openness.CLOSED_EARLY
    lift(organisation=agency.organisation, reason=Hold.Reason.UNANSWERED, now=now)
    go_on(page=call, by=agency.moderator, now=now)
    assert type(call).objects.get(pk=call.pk).openness(now.date()) is Openness.OPEN


def test_a_pause_is_neither_ended_nor_made_shorter(held):
    agency, call, _sent = held
    now = timezone.now()
    today = now.date()
    pause(page=call, until=None, by=agency.moderator, now=now)
    for until in (today, today + dt.timedelta(days=7)):
        with pytest.raises(DomainError) as refused:
            pause(page=call, until=until, by=agency.moderator, now=now)
        assert refused.value.code == "held"
    with pytest.raises(DomainError) as refused:
        go_on(page=call, by=agency.moderator, now=now)
    assert refused.value.code == "held"
    state = type(call).objects.get(pk=call.pk).state()
    assert (state.paused_at, state.paused_until) == (now, None)


def test_the_page_of_a_call_says_why_it_does_not_go_on(held):
    agency, call, _sent = held
    close_early(page=call, by=agency.moderator, now=timezone.now())
    client = Client()
    client.force_login(agency.moderator)
    refused = client.post(f"/en/desk/calls/{call.public_id}/", {"do": "go_on"})
    assert refused.status_code == 422
    assert "name a coordinator" in refused.content.decode()


def test_a_call_past_its_date_is_not_opened_by_a_later_date(held):
    agency, _call, _sent = held
    call = out_of_date(agency)
    draft = call.get_latest_revision_as_object()
    draft.closes_on = cms.FACTS["closes_on"]
    revision = draft.save_revision()
    with pytest.raises(DomainError) as refused:
        revision.publish()
    assert refused.value.code == "held"
    assert type(call).objects.get(pk=call.pk).closes_on == yesterday()
    revision.approved_go_live_at = timezone.now()
    revision.save()
    assert publish_scheduled(subject_id="", now=timezone.now()) == 0
    lift(organisation=agency.organisation, reason=Hold.Reason.UNANSWERED, now=timezone.now())
    assert publish_scheduled(subject_id="", now=timezone.now()) == 1
    assert type(call).objects.get(pk=call.pk).openness(timezone.now().date()) is Openness.OPEN


def test_what_is_closed_by_its_date_is_not_paused_nor_opened_behind_a_pause(held):
    agency, _call, _sent = held
    call, now = out_of_date(agency), timezone.now()
    client = makers.signed_in(agency.moderator)
    address = f"/en/desk/calls/{call.public_id}/"
    assert b'value="pause"' not in client.get(address).content
    refused = client.post(address, {"do": "pause", "until": now.date(), "reason": "Vacances"})
    assert refused.status_code == 422
    assert "nothing to pause" in refused.content.decode()
    call.state().save()
    OpportunityState.objects.filter(page=call.pk).update(paused_at=now, paused_until=now.date())  # from before its date
    refused = doors.post(client, f"/cms/pages/{call.pk}/edit/", _later(call), "action-publish")
    assert "coordinator" in " ".join(doors.errors(refused)["__all__"])
    draft = type(call).objects.get(pk=call.pk).get_latest_revision_as_object()
    draft.closes_on = cms.FACTS["closes_on"]
    with pytest.raises(DomainError) as shut:
        draft.save_revision().publish()
    assert shut.value.code == "held"
    assert type(call).objects.get(pk=call.pk).closes_on == yesterday()


def test_a_call_past_its_date_can_be_mended_while_it_stays_closed(held):
    agency, _call, _sent = held
    call = out_of_date(agency)
    draft = call.get_latest_revision_as_object()
    draft.city = "Agadir"
    draft.save_revision().publish()
    assert type(call).objects.get(pk=call.pk).city == "Agadir"


def test_neither_the_editor_nor_a_bulk_action_opens_a_call_past_its_date(held):
    agency, _call, _sent = held
    call = out_of_date(agency)
    client = Client()
    client.force_login(agency.moderator)
    refused = doors.post(client, f"/cms/pages/{call.pk}/edit/", _later(call), "action-publish")
    assert "coordinator" in " ".join(doors.errors(refused)["__all__"])
    assert doors.post(client, f"/cms/pages/{call.pk}/edit/", _later(call)).status_code == 302
    client.post(f"/cms/bulk/wagtailcore/page/publish/?id={call.pk}", {})
    kept = type(call).objects.get(pk=call.pk)
    assert kept.get_latest_revision_as_object().closes_on == cms.FACTS["closes_on"]
    assert kept.closes_on == yesterday()


def _later(call) -> dict[str, Any]:
    text = {"id": call.texts.get().pk} | doors.text()
    return _typed(texts=[text], closes_on=cms.FACTS["closes_on"])
