"""An expert who has applied to a call of an agency, as the site would have it."""

import datetime as dt
from typing import Any

from django.test import Client
from django.utils import timezone

from cms.opportunities.models import MissionCall
from foundation.accounts.models import User
from marketplace.answers.models import Part
from marketplace.applications.models import Application
from marketplace.applications.operations import begin, keep, submit
from marketplace.profiles.operations.keeping import start_profile
from tests import factories
from tests.cms import makers as cms

NOW = cms.NOW


def call(of: cms.Agency, **facts: Any) -> MissionCall:
    """A call that is open on the very day of the test, for what goes through a view."""
    today = timezone.localdate()
    dates = {"closes_on": 30, "answers_by": 40, "starts_on": 60, "ends_on": 90}
    return cms.call(of, **{name: today + dt.timedelta(days=days) for name, days in dates.items()} | facts)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def expert(**fields: Any) -> User:
    person = factories.user(language="fr", home_country="MA", **fields)
    start_profile(user=person, kind="expert", now=NOW)
    return person


def draft(call: MissionCall, person: User | None = None, now: dt.datetime = NOW) -> Application:
    person = person or expert()
    application = begin(call=call, by=person, language=person.language, now=now)
    return keep(
        application=application,
        motivation="J'ai formé des techniciennes pendant douze ans.",
        parts=[Part.HEADLINE, Part.CONTACT],
        replies={},
        now=now,
    )


def application(call: MissionCall, person: User | None = None, now: dt.datetime = NOW) -> Application:
    """One that was sent."""
    made = draft(call, person, now)
    assert made.person is not None
    submit(application=made, by=made.person, now=now)
    return Application.objects.select_related("entry", "organisation", "person").get(pk=made.pk)
