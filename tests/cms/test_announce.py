"""Whatever Wagtail does to a page that was ever public becomes an outbox row in the same transaction."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from cms.opportunities.models import MissionCall
from cms.opportunities.operations.publishing import publish_scheduled
from foundation.outbox.models import Event
from tests.cms import makers

pytestmark = pytest.mark.django_db
SOON = dt.timedelta(hours=1)


def told(page: Page) -> list[str]:
    return list(Event.objects.filter(subject_id=str(page.pk)).order_by("pk").values_list("name", flat=True))


def bulk_unpublish(call: MissionCall) -> None:
    Page.objects.get(pk=call.pk).unpublish()


def move(call: MissionCall) -> None:
    call.move(makers.agency("Autre").page, pos="last-child")


CHANGES: dict[str, Callable[[MissionCall], Any]] = {
    "publish again": lambda call: call.save_revision().publish(),
    "unpublish": lambda call: call.unpublish(),
    "unpublish the bare page": bulk_unpublish,
    "move": move,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_a_public_page_is_told(souss: makers.Agency, change: str) -> None:
    call = makers.call(souss)
    before = len(told(call))
    CHANGES[change](call)
    assert set(told(call)[before:]) == {"page.changed"}


def test_a_draft_is_not_told_and_its_first_publication_is(souss: makers.Agency) -> None:
    call = makers.call(souss, publish=False)
    call.save_revision()
    assert told(call) == []
    call.save_revision().publish()
    assert "page.changed" in told(call)


def test_a_removed_page_is_told_and_a_removed_draft_is_not(souss: makers.Agency) -> None:
    call, draft = makers.call(souss), makers.call(souss, publish=False)
    public_pk, draft_pk = call.pk, draft.pk
    call.delete()
    draft.delete()
    names = Event.objects.filter(subject_id=str(public_pk)).values_list("name", flat=True)
    assert "page.removed" in names
    assert not Event.objects.filter(subject_id=str(draft_pk)).exists()


def test_what_is_rolled_back_was_never_told(souss: makers.Agency) -> None:
    call = makers.call(souss, publish=False)
    with pytest.raises(RuntimeError), transaction.atomic():
        call.save_revision().publish()
        raise RuntimeError
    assert told(call) == []


def test_a_scheduled_call_goes_live_when_its_time_comes(souss: makers.Agency) -> None:
    call = makers.call(souss, publish=False)
    now = timezone.now()
    call.go_live_at = now + SOON
    call.save_revision().publish()
    call.refresh_from_db()
    assert (call.live, told(call)) == (False, [])

    assert publish_scheduled(subject_id="", now=now) == 0
    assert publish_scheduled(subject_id="", now=now + 2 * SOON) == 1
    call.refresh_from_db()
    assert call.live and "page.changed" in told(call)
    assert publish_scheduled(subject_id="", now=now + 3 * SOON) == 0


def test_an_expired_page_is_taken_down_and_told(souss: makers.Agency) -> None:
    call = makers.call(souss)
    now = timezone.now()
    call.expire_at = now + SOON
    call.save_revision().publish()
    before = len(told(call))
    assert publish_scheduled(subject_id="", now=now + 2 * SOON) == 1
    call.refresh_from_db()
    assert (call.live, call.expired) == (False, True)
    assert told(call)[before:] == ["page.changed"]


def test_one_page_that_cannot_go_live_does_not_hold_up_the_others(souss: makers.Agency) -> None:
    now = timezone.now()
    good, bad = makers.call(souss, publish=False), makers.call(souss, publish=False)
    for call in (bad, good):
        call.go_live_at = now + SOON
        call.save_revision().publish()
    revision = bad.latest_revision
    revision.content = revision.content | {"texts": [{"language": None, "title": 1, "pk": None, "page": bad.pk}]}
    revision.save()
    with pytest.raises(Exception, match=r"."):
        publish_scheduled(subject_id="", now=now + 2 * SOON)
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.live, bad.live) == (True, False)
