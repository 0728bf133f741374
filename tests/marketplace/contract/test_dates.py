"""The answer date people count on: moved with a reason, told once, and safe from the editor and from older drafts."""

import datetime as dt

import pytest
from django.test import Client

from foundation.base.locales import date_words
from foundation.notifications.models import Notification
from foundation.registry.handling import annul, set_status
from foundation.registry.models import Standing
from marketplace.answers.lifecycle import Actor
from marketplace.answers.models import Promise
from marketplace.answers.operations.moving import move
from marketplace.contract.operations.dates import DateError, move_date
from tests.cms import doors
from tests.cms import makers as cms
from tests.marketplace.answers import makers

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
    set_status(entry=settled.entry, status="answered", by=agency.moderator, now=NOW)
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
    refused = client.post(address, {"do": "pause", "until": "2999-01-01", "reason": ""})
    assert refused.status_code == 422
    assert client.post(address, {"do": "pause", "until": "2999-01-01", "reason": "Budget"}).status_code == 302
    shown = Client().get(call.url.replace("http://localhost", "")).content.decode()
    assert 'data-openness="paused"' in shown
    assert "Budget" in shown
    sent.refresh_from_db()
    assert sent.answer_on == call.answers_by
    client.post(address, {"do": "go_on"})
    assert 'data-openness="paused"' not in Client().get(call.url.replace("http://localhost", "")).content.decode()
