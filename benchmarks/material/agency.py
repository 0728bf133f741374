"""An agency that may publish without asking, on whichever database the settings name."""

import datetime as dt

from django.contrib.auth.models import Group

from cms.agencies.models import AgencyPage
from cms.agencies.operations import arrange, trust
from foundation.accounts.models import User
from foundation.organisations.models import Organisation


def verified_organisation(*, now: dt.datetime) -> Organisation:
    """Make an organisation that may have a page; nobody is in its team."""
    return Organisation.objects.create(
        slug="bench",
        country="MA",
        email="bench@example.org",
        name_fr="Agence",
        editors=Group.objects.create(name="bench editors"),
        moderators=Group.objects.create(name="bench moderators"),
        registered_at=now,
        verified_at=now,
    )


def trusted_agency(*, now: dt.datetime) -> AgencyPage:
    """Make a verified organisation, and return its page with the first call as good as approved."""
    organisation = verified_organisation(now=now)
    page = arrange(organisation=organisation)
    trust(organisation=organisation, by=User.objects.create_user("bench@example.org", "x", name="Bench"), now=now)
    return page
