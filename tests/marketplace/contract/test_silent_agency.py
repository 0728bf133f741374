"""An agency stays silent, and the contract does the rest: each person is told once, whatever is killed in between."""

import datetime as dt

import pytest

from cms.agencies.models import Hold
from foundation.clocks.operations import tick
from foundation.notifications.models import Notification
from marketplace.answers.lifecycle import Status
from tests import factories
from tests.cms import makers as cms
from tests.marketplace.answers import makers

pytestmark = pytest.mark.django_db
NOW = makers.NOW


def at(day: dt.date, hour: int = 6) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, hour, tzinfo=dt.UTC)


def told(person) -> list[str]:
    """The kinds a person was told, in order."""
    return list(Notification.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True))


def work(now: dt.datetime) -> None:
    """Two turns: the second hears the events of the first."""
    tick(now=now)
    tick(now=now + dt.timedelta(minutes=6))


@pytest.fixture
def silent():
    agency = cms.agency("Souss")
    call = cms.call(agency)
    people = [makers.expert(), makers.expert()]
    rows = [makers.application(call, person) for person in people]
    return agency, call, people, rows


def test_a_silent_agency_is_walked_through_to_the_end(silent):
    agency, call, people, rows = silent
    focal, above = factories.focal_point("MA"), factories.staff()
    date = call.answers_by
    for days in (-8, -7, -6, -2, -1, 0, 1, 2, 7, 8, 9, 14, 15, 16, 40):
        work(at(date + dt.timedelta(days=days)))
    for person in people:
        assert told(person) == ["submission.moved", "contract.date", "submission.moved"]
    for member in (agency.editor, agency.moderator):
        assert told(member) == ["contract.due", "contract.due", "contract.closed"]
    assert told(focal) == ["contract.late"]
    assert told(above) == ["contract.silent"]
    for row in rows:
        row.refresh_from_db()
        assert (row.status, row.answered_at) == (Status.UNANSWERED, None)
    assert Hold.objects.active().get().organisation == agency.organisation
