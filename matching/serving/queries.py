"""Whose lists they are: the profiles of an account, and the pages of an agency's team."""

from collections.abc import Iterable
from typing import Any

from foundation.organisations.models import Membership
from marketplace.profiles.models import ExpertProfile, InvestorProfile
from matching.facts.people import experts_for_ranking, investors_for_ranking


def profiles_of(user: Any) -> dict[str, Any]:
    """The profiles of an account by kind, ready for ranking; a person may be an expert and an investor."""
    found = {
        "expert": experts_for_ranking(ExpertProfile.objects.of(user)).first(),
        "investor": investors_for_ranking(InvestorProfile.objects.of(user)).first(),
    }
    return {kind: profile for kind, profile in found.items() if profile is not None}


def page_of_agency(user: Any, kinds: Iterable[Any], *, country: str, agency: str, slug: str) -> Any:
    """The page at an address if the person is in the team that publishes it; else None, as if it were not there."""
    address = f"/{country}/{agency}/{slug}/"
    for kind in kinds:
        page = kind.objects.visible_to(user).filter(slug=slug, url_path__endswith=address).first()
        if page is not None:
            return page if is_team(user, page) else None
    return None


def is_team(user: Any, page: Any) -> bool:
    """Whether a person is in the team of the agency that publishes a page, in any role."""
    if not user.is_authenticated:
        return False
    return Membership.objects.filter(user=user, organisation=page.agency.organisation_id).exists()
