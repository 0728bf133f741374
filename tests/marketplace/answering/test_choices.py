"""The page of notifications shows each person the kinds that concern what she is on the site, and no others."""

import re

import pytest
from django.utils import timezone

from foundation.notifications.models import Choice
from foundation.organisations.models import Coordinator, FocalPoint, Role
from tests import factories
from tests.cms import makers as cms
from tests.foundation.notifications.telling import tell
from tests.marketplace.answers import makers
from tests.marketplace.interests import makers as interests

pytestmark = pytest.mark.django_db
PAGE = "/fr/account/notifications/choices/"
ONE_OF_EACH = {  # a kind for each duty, none of which concerns another
    "submission.moved": {"expert", "investor"},
    "call_invitation.received": {"expert"},
    "agency.call": {"member"},
    "contract.due": {"member", "coordinator"},
    "agency.first_call": {"focal point"},
    "contract.silent": {"administrator"},
}
EVERYBODY = {"account.access", "organisation.invitation", "search.alert"}


def _coordinator():
    user, now = factories.user(), timezone.now()
    Coordinator.objects.create(organisation=cms.agency().organisation, user=user, named_at=now, confirmed_at=now)
    return user


PEOPLE = {
    "nobody yet": factories.user,
    "expert": makers.expert,
    "investor": interests.investor,
    "member": lambda: cms.member(cms.agency().organisation, Role.VIEWER),
    "coordinator": _coordinator,
    "focal point": lambda: FocalPoint.objects.create(user=factories.user(), country="MA").user,
    "administrator": factories.staff,
}


def _shown(client):
    return set(re.findall(r'data-kind="([\w.]+)"', client.get(PAGE).content.decode()))


@pytest.mark.parametrize("who", PEOPLE)
def test_each_sees_what_concerns_her_duties_and_what_concerns_everybody(as_user, who):
    shown = _shown(as_user(PEOPLE[who]()))
    assert shown & set(ONE_OF_EACH) == {code for code, whom in ONE_OF_EACH.items() if who in whom}
    assert shown >= EVERYBODY


def test_what_she_was_told_or_has_chosen_stays_though_her_duty_has_ended(as_user):
    person = factories.user()
    tell(kind="contract.due", recipient=person)
    Choice.objects.create(user=person, kind="agency.call", rhythm="site", chosen_at=timezone.now())
    assert _shown(as_user(person)) & set(ONE_OF_EACH) == {"contract.due", "agency.call"}


def test_stopping_everything_decides_nothing_about_duties_that_are_still_to_come(as_user):
    person = factories.user()
    assert as_user(person).post(PAGE, {"quiet": "yes"}).status_code == 302
    chosen = set(Choice.objects.filter(user=person).values_list("kind", flat=True))
    assert chosen
    assert not chosen & set(ONE_OF_EACH)
