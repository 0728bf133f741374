"""What the desk shows about organisations: those that wait for a focal point, and one's own."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from foundation.organisations.models import FocalPoint, Invitation, Membership, Organisation
from foundation.organisations.queries import coordinations_of, verified_addresses
from foundation.panels.registry import Fragment

SHOWN = 5


def waiting(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """For a focal point: the organisations of her countries that wait, the longest first."""
    user = request.user
    if not FocalPoint.objects.filter(user=user).exists():  # type: ignore[misc]
        return {}
    rows = Organisation.objects.verifiable_by(user).waiting().order_by("registered_at", "pk")  # type: ignore[arg-type]
    context = {"organisations": rows[:SHOWN], "count": rows.count()}
    return {None: Fragment("organisations/_waiting_panel.html", context)}


def mine(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """For a member: her organisations with their state, the places she is invited to, and what she coordinates."""
    user, now = request.user, timezone.now()
    memberships = Membership.objects.filter(user=user).select_related("organisation")  # type: ignore[misc]
    invitations = Invitation.objects.open(now).filter(email__in=verified_addresses(user))  # type: ignore[arg-type]
    context = {
        "memberships": list(memberships.order_by("since", "pk")),
        "invitations": list(invitations.select_related("organisation").order_by("invited_at", "pk")),
        "coordinates": list(coordinations_of(user, at=now)),  # type: ignore[arg-type]
    }
    if not any(context.values()):
        return {}
    return {None: Fragment("organisations/_mine_panel.html", context)}
