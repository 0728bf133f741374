"""Verified once, trusted then: the focal point approves the first call, the agency publishes the later ones."""

from typing import Any

import pytest
from django.urls import reverse

from cms.agencies.models import Standing
from cms.opportunities.models import MissionCall
from foundation.notifications.models import Notification
from foundation.outbox.models import Event
from tests.cms import makers
from tests.cms.doors import errors, mission, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def fresh() -> makers.Agency:
    return makers.agency("Neuve", trusted=False)


def submit(agency: makers.Agency, client: Any, action: str = "action-submit") -> MissionCall:
    address = reverse("wagtailadmin_pages:add", args=["opportunities", "missioncall", agency.page.pk])
    response = post(client, address, mission(), action)
    assert response.status_code == 302, errors(response)
    return MissionCall.objects.get()


def test_a_new_agency_cannot_publish_by_itself(fresh: makers.Agency, signed_in: Any) -> None:
    call = submit(fresh, signed_in(fresh.moderator), "action-publish")
    assert not call.live


def test_the_focal_point_publishes_the_first_call_from_the_desk(fresh: makers.Agency, signed_in: Any) -> None:
    call = submit(fresh, signed_in(fresh.editor))
    client = signed_in(makers.focal_point("MA"))
    address = reverse("first_call", args=[call.public_id])
    assert address in client.get(reverse("desk")).content.decode()
    assert client.get(address).status_code == 200
    preview = client.get(reverse("first_call_preview", args=[call.public_id]))
    assert call.title in preview.content.decode()

    assert client.post(address, {"comment": "", "approve": "1"}).status_code == 302
    call.refresh_from_db()
    assert call.live
    standing = Standing.objects.get(organisation=fresh.organisation)
    assert standing.is_trusted()
    assert Event.objects.filter(name="organisation.changed", subject_id=str(fresh.organisation.pk)).count() == 1
    assert address not in client.get(reverse("desk")).content.decode()


def test_the_focal_points_are_told_of_a_first_call_once(fresh: makers.Agency, signed_in: Any) -> None:
    desk = makers.focal_point("MA")
    makers.focal_point("SN")
    call = submit(fresh, signed_in(fresh.editor))
    (told,) = Notification.objects.all()
    assert (told.recipient, told.kind, told.url) == (desk, "agency.first_call", "/fr/desk/")
    assert call.title in told.text and "Neuve" in told.subject


def test_the_moderators_are_told_of_a_later_call(signed_in: Any) -> None:
    office = makers.agency("Bureau")
    call = submit(office, signed_in(office.editor))
    (told,) = Notification.objects.all()
    assert (told.recipient, told.kind, told.url) == (office.moderator, "agency.call", f"/cms/pages/{call.pk}/edit/")


def test_after_the_first_call_a_moderator_publishes_alone(fresh: makers.Agency, signed_in: Any) -> None:
    from cms.agencies.consumers import organisation_changed

    call = submit(fresh, signed_in(fresh.editor))
    signed_in(makers.focal_point("MA")).post(reverse("first_call", args=[call.public_id]), {"approve": "1"})
    organisation_changed(Event.objects.filter(name="organisation.changed").latest("pk"))

    address = reverse("wagtailadmin_pages:add", args=["opportunities", "missioncall", fresh.page.pk])
    post(signed_in(fresh.moderator), address, mission(), "action-publish")
    assert MissionCall.objects.filter(live=True).count() == 2


def test_changes_are_asked_for_with_a_word(fresh: makers.Agency, signed_in: Any) -> None:
    call = submit(fresh, signed_in(fresh.editor))
    client, address = signed_in(makers.focal_point("MA")), reverse("first_call", args=[call.public_id])
    silent = client.post(address, {"comment": "", "changes": "1"})
    assert "data-errors" in silent.content.decode()
    assert call.current_workflow_state.status == "in_progress"

    assert client.post(address, {"comment": "Dites le nombre de jours.", "changes": "1"}).status_code == 302
    call.refresh_from_db()
    assert (call.live, call.current_workflow_state.status) == (False, "needs_changes")
    assert not Standing.objects.get(organisation=fresh.organisation).is_trusted()


@pytest.mark.parametrize("who", ["other_country", "own_moderator", "stranger"])
def test_nobody_else_sees_or_decides_a_first_call(fresh: makers.Agency, signed_in: Any, who: str) -> None:
    call = submit(fresh, signed_in(fresh.editor))
    people = {
        "other_country": lambda: makers.focal_point("SN"),
        "own_moderator": lambda: fresh.moderator,
        "stranger": makers.person,
    }
    client, address = signed_in(people[who]()), reverse("first_call", args=[call.public_id])
    assert client.get(address).status_code == 404
    assert client.post(address, {"approve": "1"}).status_code == 404
    call.refresh_from_db()
    assert not call.live


def test_a_moderator_cannot_approve_the_first_call_in_the_editor(fresh: makers.Agency, signed_in: Any) -> None:
    call = submit(fresh, signed_in(fresh.editor))
    state = call.current_workflow_state.current_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[call.pk, "approve", state.pk])
    response = signed_in(fresh.moderator).post(address)
    call.refresh_from_db()
    state.refresh_from_db()
    assert response.status_code in (302, 403)
    assert (call.live, state.status) == (False, "in_progress")


def test_a_single_editor_publishes_where_the_agency_says_so(signed_in: Any) -> None:
    office = makers.agency("Bureau", single_editor_publishes=True)
    submit(office, signed_in(office.editor), "action-publish")
    assert MissionCall.objects.get().live
