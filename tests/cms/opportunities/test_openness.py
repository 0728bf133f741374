"""Open is what one can answer now; the rules, the page and the list of open calls say the same."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from cms.opportunities.models import MissionCall, OpportunityState
from cms.opportunities.operations.opening import close_early, go_on, pause
from foundation.base.errors import DomainError
from foundation.outbox.models import Event
from tests.cms import makers
from tests.cms.makers import NOW, TODAY

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("facts", "state", "expected"),
    [
        ({}, None, "open"),
        ({"closes_on": None}, None, "open"),
        ({"closes_on": TODAY}, None, "open"),
        ({"closes_on": TODAY - DAY}, None, "closed_by_date"),
        ({}, {"closed_early_at": NOW}, "closed_early"),
        ({"closes_on": TODAY - DAY}, {"closed_early_at": NOW}, "closed_early"),
        ({}, {"paused_at": NOW}, "paused"),
        ({}, {"paused_at": NOW, "paused_until": TODAY}, "paused"),
        ({}, {"paused_at": NOW, "paused_until": TODAY - DAY}, "open"),
        ({"seats": 2}, {"seats_taken": 2}, "seats_taken"),
        ({"seats": 2}, {"seats_taken": 1}, "open"),
        ({"seats": None}, {"seats_taken": 9}, "open"),
        ({"pending_limit": 5}, {"pending_count": 5}, "pending_full"),
        ({"pending_limit": 5}, {"pending_count": 4}, "open"),
        ({"seats": 1, "pending_limit": 1}, None, "open"),
    ],
)
def test_rules_and_list_agree(souss: makers.Agency, facts: Any, state: Any, expected: str) -> None:
    call = makers.call(souss, **facts)
    if state:
        OpportunityState.objects.create(page=call, **state)
    call = MissionCall.objects.get()
    assert call.openness(TODAY) == expected
    assert MissionCall.objects.open(TODAY).exists() == (expected == "open")


def test_a_draft_is_not_open(souss: makers.Agency) -> None:
    call = makers.call(souss, publish=False)
    assert call.openness(TODAY) == "unpublished"
    assert not MissionCall.objects.open(TODAY).exists()


def test_nothing_is_open_while_its_agency_is_not_live(souss: makers.Agency) -> None:
    call = makers.call(souss)
    souss.page.unpublish()
    call = MissionCall.objects.get()
    assert call.openness(TODAY) == "agency_not_live"
    assert not MissionCall.objects.open(TODAY).exists()
    assert not MissionCall.objects.visible_to(AnonymousUser()).exists()


def test_everybody_sees_what_is_public_and_a_team_its_drafts(souss: makers.Agency, bassin: makers.Agency) -> None:
    public, draft = makers.call(souss), makers.call(souss, publish=False)
    for person in (AnonymousUser(), makers.person(), bassin.moderator):
        assert list(MissionCall.objects.visible_to(person)) == [public]
    for person in (souss.editor, souss.moderator, makers.administrator()):
        assert set(MissionCall.objects.visible_to(person)) == {public, draft}


def test_publishing_a_revision_leaves_what_changes_by_itself_alone(souss: makers.Agency) -> None:
    call = makers.call(souss, seats=2)
    OpportunityState.objects.create(page=call, seats_taken=2)
    call.save_revision().publish()
    assert MissionCall.objects.get().openness(TODAY) == "seats_taken"


def test_closing_and_pausing_are_told_and_can_be_undone(souss: makers.Agency) -> None:
    call = makers.call(souss)
    Event.objects.all().delete()
    close_early(page=call, by=souss.moderator, now=NOW)
    assert MissionCall.objects.get().openness(TODAY) == "closed_early"
    go_on(page=call, by=souss.moderator, now=NOW)
    pause(page=call, until=TODAY + DAY, by=souss.moderator, now=NOW)
    assert MissionCall.objects.get().openness(TODAY) == "paused"
    assert MissionCall.objects.get().openness(TODAY + 2 * DAY) == "open"
    assert list(Event.objects.values_list("name", flat=True)) == ["page.changed"] * 3


def test_who_may_not_publish_may_not_close(souss: makers.Agency, bassin: makers.Agency) -> None:
    call = makers.call(souss)
    for person in (souss.editor, bassin.moderator):
        with pytest.raises(DomainError):
            close_early(page=call, by=person, now=NOW)
    assert not OpportunityState.objects.exists()
