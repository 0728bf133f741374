"""An investor who has declared her interest in a project of an agency, as the site would have it."""

import datetime as dt
from typing import Any

from cms.opportunities.models import Investment
from foundation.accounts.models import User
from marketplace.answers.models import Part
from marketplace.interests.models import Interest
from marketplace.interests.operations import begin, declare, keep
from marketplace.profiles.operations.keeping import change_profile, start_profile
from tests import factories
from tests.cms import makers

NOW = makers.NOW


def investor(**fields: Any) -> User:
    """An investor who lives in Montréal and puts 20,000 to 60,000 CAD into a project."""
    person = factories.user(**{"language": "fr", "home_country": "MA", **fields})
    profile = start_profile(user=person, kind="investor", now=NOW)
    said = {"country": "CA", "city": "Montréal", "currency": "CAD"}
    tickets = {"ticket_min_minor": 2_000_000, "ticket_max_minor": 6_000_000}
    change_profile(profile=profile, changes=said | tickets, now=NOW)
    return person


def draft(project: Investment, person: User | None = None, now: dt.datetime = NOW) -> Interest:
    person = person or investor()
    interest = begin(investment=project, by=person, language=person.language, now=now)
    return keep(
        interest=interest,
        message="Je voudrais lire les comptes.",
        amount_min_minor=2_000_000,
        amount_max_minor=6_000_000,
        currency="CAD",
        parts=[Part.TICKET, Part.CONTACT],
        now=now,
    )


def interest(project: Investment, person: User | None = None, now: dt.datetime = NOW) -> Interest:
    """One that was sent."""
    made = draft(project, person, now)
    assert made.person is not None
    declare(interest=made, by=made.person, understood=True, now=now)
    return Interest.objects.select_related("entry", "organisation", "person").get(pk=made.pk)
