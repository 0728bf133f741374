"""Interests on pages below: the way to declare one on a project, what was written, what the agency sees of a person."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from cms.opportunities.lifecycle import Openness
from cms.opportunities.models import Investment
from cms.opportunities.queries import attach_agencies
from foundation.base.locales import active_language
from foundation.organisations.models import Organisation
from foundation.panels.registry import Fragment
from marketplace.answers.forms import ShownForm
from marketplace.answers.lifecycle import Kind
from marketplace.answers.models import Submission
from marketplace.answers.queries import figures_of
from marketplace.answers.sections import ShownPart, shown_parts
from marketplace.interests.models import Interest
from marketplace.profiles.models import InvestorProfile
from marketplace.profiles.sections import investor_sections


def way_in(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """On a project: the button, or where one's interest stands; nothing for the agency's own team."""
    projects = attach_agencies([page for page in subjects if isinstance(page, Investment)])
    if not projects:
        return {}
    own, teams = {}, set()
    if request.user.is_authenticated:
        mine = Interest.objects.of(request.user).filter(opportunity_id__in=[page.pk for page in projects])
        own = {row.opportunity_id: row for row in mine.standing()}
        teams = set(Organisation.objects.of(request.user).values_list("pk", flat=True))
    fragments = {}
    for page in projects:
        organisation = page.agency.organisation
        is_open = page.openness(timezone.localdate()) is Openness.OPEN
        if organisation.pk in teams or not (is_open or page.pk in own):
            continue
        context = {"page": page, "own": own.get(page.pk), "figures": figures_of(organisation)}
        fragments[page.pk] = Fragment("interests/_panel.html", context)
    return fragments


def written(*, request: HttpRequest, subjects: list[Submission]) -> Mapping[Any, Fragment]:
    """To the person who declared it: what she wrote, and a form for what the agency sees of her."""
    return {
        interest.pk: Fragment("interests/_written.html", {"interest": interest, "form": ShownForm(submission=interest)})
        for interest in _interests(subjects)
    }


def to_judge(*, request: HttpRequest, subjects: list[Submission]) -> Mapping[Any, Fragment]:
    """To the agency: what the investor wrote and what she shows of her profile."""
    return {
        interest.pk: Fragment("interests/_to_judge.html", {"interest": interest, "sections": _sections(interest)})
        for interest in _interests(subjects)
    }


def _sections(interest: Interest) -> list[ShownPart]:
    profile = InvestorProfile.objects.filter(user=interest.person_id).select_related("user").first()
    said = investor_sections(profile, active_language()) if profile else ()
    return shown_parts(interest, said)


def _interests(subjects: list[Submission]) -> list[Interest]:
    keys = [subject.pk for subject in subjects if subject.kind == Kind.INTEREST]
    rows = Interest.objects.filter(pk__in=keys).select_related("person").prefetch_related("grants")
    return [*rows] if keys else []  # type: ignore[list-item]
