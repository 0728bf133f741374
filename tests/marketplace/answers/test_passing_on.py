"""What was passed on to a colleague is hers, for as long as she may answer it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.organisations.models import Coordinator, Membership, Role
from marketplace.answers.lifecycle import Actor
from marketplace.answers.operations.passing import pass_on
from marketplace.answers.queries import waiting_for
from tests import factories
from tests.cms import makers as cms
from tests.marketplace.answers import makers

pytestmark = pytest.mark.django_db
NOW = makers.NOW


@pytest.fixture
def agency():
    return cms.agency("Souss")


@pytest.fixture
def sent(agency):
    return makers.application(cms.call(agency))


def _waits(user) -> list[str]:
    return [row.public_id for row in waiting_for(user, on=NOW.date())]


def _pass(sent, agency, to) -> None:
    pass_on(submission=sent, to=to, actor=Actor.AGENCY, by=agency.moderator, now=NOW)


@pytest.mark.parametrize("left", ["team", "role", "account"])
def test_what_was_passed_on_to_somebody_who_may_answer_no_more_waits_for_everybody(agency, sent, left):
    _pass(sent, agency, agency.editor)
    assert (_waits(agency.moderator), _waits(agency.editor)) == ([], [sent.public_id])
    own = Membership.objects.filter(user=agency.editor)
    if left == "team":
        own.delete()
    elif left == "role":
        own.update(role=Role.VIEWER)
    else:
        type(agency.editor).objects.filter(pk=agency.editor.pk).update(is_active=False)
    assert _waits(agency.moderator) == [sent.public_id]


def test_what_was_passed_on_to_a_coordinator_waits_for_everybody_once_she_has_ended_it(agency, sent):
    coordinator = factories.user()
    named = Coordinator.objects.create(
        organisation=agency.organisation, user=coordinator, named_at=NOW, confirmed_at=NOW
    )
    _pass(sent, agency, coordinator)
    assert (_waits(agency.moderator), _waits(coordinator)) == ([], [sent.public_id])
    named.ended_at = NOW + dt.timedelta(days=1)
    named.save()
    assert _waits(agency.moderator) == [sent.public_id]


def test_what_waits_asks_as_much_for_five_passed_on_as_for_one(agency, sent):
    counts = []
    for more in (0, 4):
        for _ in range(more):
            _pass(makers.application(cms.call(agency)), agency, agency.editor)
        with CaptureQueriesContext(connection) as seen:
            _waits(agency.editor)
        counts.append(len(seen))
    assert counts == [2, 2]
