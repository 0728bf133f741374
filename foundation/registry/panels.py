"""What the desk shows of registers: the late basket, and the door to each register of one's organisations."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from foundation.base.locales import active_language
from foundation.organisations.models import EDITING, Membership
from foundation.panels.registry import Fragment
from foundation.registry.models import READING, Entry

SHOWN = 5


def late(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """For the teams of offices: entries past their limit date, the longest first, and where the registers are."""
    user = request.user
    memberships = Membership.objects.filter(user=user, role__in=READING).exclude(organisation__verified_at=None)  # type: ignore[misc]
    teams = list(memberships.select_related("organisation").order_by("since", "pk"))
    if not teams:
        return {}
    today = timezone.now().date()
    rows = Entry.objects.visible_to(user).late(today)
    context = {
        "registers": [
            (each.organisation, each.organisation.name(active_language()), each.role in EDITING) for each in teams
        ],
        "entries": list(rows.select_related("office__organisation", "standing__in_charge")[:SHOWN]),
        "count": rows.count(),
    }
    return {None: Fragment("registry/_late_panel.html", context)}
