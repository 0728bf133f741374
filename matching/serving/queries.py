"""Whose lists they are: the profiles of an account, and the pages of an agency's team and of its coordinators."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from cms.agencies.models import AgencyPage
from cms.opportunities.models import MissionCall
from cms.opportunities.queries import attach_agencies
from foundation.organisations.models import EDITING, Coordinator, Membership, Organisation
from marketplace.profiles.models import ExpertProfile, InvestorProfile
from matching.facts.people import experts_for_ranking, investors_for_ranking

MOST_CALLS = 30  # of one agency, on the page of its coordinator


def profiles_of(user: Any) -> dict[str, Any]:
    """The profiles of an account by kind, ready for ranking; a person may be an expert and an investor."""
    found = {
        "expert": experts_for_ranking(ExpertProfile.objects.of(user)).first(),
        "investor": investors_for_ranking(InvestorProfile.objects.of(user)).first(),
    }
    return {kind: profile for kind, profile in found.items() if profile is not None}


def page_of_agency(user: Any, kinds: Iterable[Any], *, country: str, agency: str, slug: str) -> Any:
    """The page at an address if the person looks for people for it; else None, as if it were not there."""
    address = f"/{country}/{agency}/{slug}/"
    for kind in kinds:
        page = kind.objects.visible_to(user).filter(slug=slug, url_path__endswith=address).first()
        if page is not None:
            return page if looks_for_people(user, page) else None
    return None


def looks_for_people(user: Any, page: Any) -> bool:
    """Whether a person is of a page's team, in any role, or coordinates its agency and it is a published call."""
    if not user.is_authenticated:
        return False
    organisation = page.agency.organisation_id
    if Membership.objects.filter(user=user, organisation=organisation).exists():
        return True
    return isinstance(page, MissionCall) and page.live and coordinates(user, organisation)


def coordinates(user: Any, organisation: int) -> bool:
    """Whether a person acts for an organisation as its coordinator only."""
    is_acting = Coordinator.objects.acting().filter(user=user, organisation=organisation).exists()
    return is_acting and not Membership.objects.filter(user=user, organisation=organisation, role__in=EDITING).exists()


def open_calls(organisation: Organisation, *, now: dt.datetime) -> list[Any]:
    """The calls of an organisation to which somebody can be invited now, the latest first, with texts and agency."""
    below = Q(pk=None)
    for path in AgencyPage.objects.filter(organisation=organisation).values_list("path", flat=True):
        below |= Q(path__startswith=path)
    pages = MissionCall.objects.open(now).filter(below).for_lists().order_by("-first_published_at", "-pk")
    return list(attach_agencies(list(pages[:MOST_CALLS])))
