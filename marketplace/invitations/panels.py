"""Invitations on pages above and below: to invite beside a person, to answer on the call and on the desk."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from cms.opportunities.lifecycle import Openness
from cms.opportunities.models import MissionCall
from foundation.organisations.models import Organisation
from foundation.panels.registry import Fragment
from marketplace.answers.lifecycle import Kind
from marketplace.answers.models import Submission
from marketplace.invitations.forms import InviteForm
from marketplace.invitations.lifecycle import MOST, MOST_OPEN
from marketplace.invitations.models import CallInvitation
from marketplace.invitations.queries import with_calls
from marketplace.profiles.models import ExpertProfile


def invite(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """Beside a person found for a call (`profile.found_for`): the form to invite her, or where the invitation stands.

    All subjects are of one page; the number of queries does not grow with them.
    """
    experts = [profile for profile in subjects if isinstance(profile, ExpertProfile)]
    call = experts[0].found_for if experts else None  # type: ignore[attr-defined]
    if not isinstance(call, MissionCall) or not call.live:
        return {}
    now, organisation = timezone.now(), call.agency.organisation_id
    may = Organisation.objects.answered_by(request.user).filter(pk=organisation).exists()  # type: ignore[arg-type]
    known = {row.expert_id: row for row in with_calls(CallInvitation.objects.filter(call=call), now=now)}
    sent = Submission.objects.sent().standing().filter(opportunity_id=call.pk)
    applied = set(sent.values_list("person_id", flat=True))
    full = len(known) >= MOST or CallInvitation.objects.filter(call=call).open(now).count() >= MOST_OPEN
    is_open = call.openness(timezone.localdate(now)) is Openness.OPEN
    fragments = {}
    for profile in experts:
        context = {
            "profile": profile,
            "call": call,
            "invitation": known.get(profile.user_id),
            "applied": profile.user_id in applied,
            "may": may,
            "invite_form": InviteForm(auto_id=f"id_{profile.public_id}_%s") if may and is_open and not full else None,
        }
        fragments[profile.pk] = Fragment("invitations/_invite.html", context)
    return fragments


def invited(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """On a call: that one is invited to it, with the way to the answer."""
    keys = [page.pk for page in subjects if isinstance(page, MissionCall)]
    rows = CallInvitation.objects.of(request.user).open(timezone.now()).filter(call__in=keys).order_by("pk")
    found = with_calls(rows, now=timezone.now()) if keys and request.user.is_authenticated else []
    return {row.call_id: Fragment("invitations/_invited.html", {"invitation": row}) for row in found}


def was_invited(*, request: HttpRequest, subjects: list[Submission]) -> Mapping[Any, Fragment]:
    """To the agency that answers: it invited this person itself."""
    fragments = {}
    for submission in subjects:
        if submission.kind == Kind.APPLICATION and submission.person_id:
            rows = CallInvitation.objects.filter(call=submission.opportunity_id, expert=submission.person_id)
            if row := rows.select_related("invited_by").first():
                fragments[submission.pk] = Fragment("invitations/_was_invited.html", {"invitation": row})
    return fragments


def received(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """On the desk: invitations that wait for one's answer; nothing where none does."""
    rows = CallInvitation.objects.of(request.user).open(timezone.now()).order_by("expires_at", "pk")
    found = with_calls(rows[:5], now=timezone.now())
    return {None: Fragment("invitations/_received.html", {"invitations": found})} if found else {}
