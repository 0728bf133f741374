"""How complete one's profile is, as a card for the home page and the desk."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from foundation.organisations.models import Organisation
from foundation.panels.registry import Fragment
from marketplace.profiles.queries import completeness, expert_of, investor_of


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
