"""What profiles show on pages below: how complete one's own is, and a way to keep away from an agency."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from cms.opportunities.models import Investment, MissionCall
from cms.opportunities.queries import attach_agencies
from foundation.organisations.models import Organisation
from foundation.panels.registry import Fragment
from marketplace.profiles.queries import blocked_by, completeness, expert_of, investor_of


def completeness_card(*, request: HttpRequest, subjects: Iterable[Any] = ()) -> dict[None, Fragment]:
    """One line per profile; who has none and works for no organisation is asked to begin. Nothing for visitors."""
    user = request.user
    if not user.is_authenticated:
        return {}
    found = (("expert", expert_of(user)), ("investor", investor_of(user)))
    cards = [
        {"kind": kind, "url": reverse(f"{kind}_profile"), "completeness": completeness(profile)}
        for kind, profile in found
        if profile is not None
    ]
    if not cards and Organisation.objects.of(user).exists():
        return {}
    return {None: Fragment("profiles/_completeness.html", {"cards": cards})}


def keep_away(*, request: HttpRequest, subjects: Iterable[Any]) -> dict[Any, Fragment]:
    """For a person with a profile: not to be shown to the agency of a page, or to be again; not for its own team."""
    user = request.user
    pages = [page for page in subjects if isinstance(page, MissionCall | Investment)]
    if not pages or not user.is_authenticated or not (expert_of(user) or investor_of(user)):
        return {}
    own = set(Organisation.objects.of(user).values_list("pk", flat=True))
    blocked = {organisation.pk for organisation in blocked_by(user)}
    return {
        page.pk: Fragment(
            "profiles/_keep_away.html",
            {"organisation": organisation, "is_blocked": organisation.pk in blocked, "back": request.path},
        )
        for page in attach_agencies(pages)
        if (organisation := page.agency.organisation).pk not in own
    }
