"""An agency invites, and sees what was answered; an expert reads her invitations and answers each on one page."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.opportunities.models import MissionCall
from foundation.base.errors import DomainError
from foundation.organisations.models import Organisation
from marketplace.answers.lifecycle import Actor
from marketplace.answers.queries import actor_of
from marketplace.invitations.forms import DeclineForm, InviteForm
from marketplace.invitations.lifecycle import MOST, MOST_OPEN, State
from marketplace.invitations.models import CallInvitation
from marketplace.invitations.operations import accept, decline, invite, withdraw
from marketplace.invitations.queries import with_calls, with_experts
from marketplace.profiles.models import Block, ExpertProfile

PAGE = 20


@login_required
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """What one was invited to, the latest first."""
    rows = CallInvitation.objects.of(request.user).order_by("-invited_at", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(
        request, "invitations/received.html", {"page": page, "rows": with_calls(page.object_list, now=timezone.now())}
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, invitation: str) -> HttpResponse:
    """One invitation; `accept` leads to applying, `decline` says no."""
    rows = CallInvitation.objects.of(request.user).select_related("expert", "invited_by")
    found = get_object_or_404(rows, public_id=invitation)
    form, refusal = DeclineForm(), ""
    if request.method == "POST":
        form = DeclineForm(request.POST) if "decline" in request.POST else form
        try:
            if "accept" in request.POST:
                accept(invitation=found, now=timezone.now())
                return redirect("apply", found.call.public_id)
            if "decline" in request.POST and form.is_valid():
                decline(invitation=found, now=timezone.now(), **form.cleaned_data)
                messages.success(request, _("The agency is told that you decline. It does not count against you."))
                return redirect("call_invitations_received")
        except DomainError as error:
            refusal = str(error)
            found = get_object_or_404(rows, public_id=invitation)
    (found,) = with_calls([found], now=timezone.now())
    context = {"invitation": found, "form": form, "refusal": refusal, "is_open": found.state_now == State.OPEN}  # type: ignore[attr-defined]
    return render(request, "invitations/invitation.html", context, status=422 if refusal or form.errors else 200)


@login_required
@require_safe
def of_call(request: HttpRequest, opportunity: str) -> HttpResponse:
    """Whom a call has invited, and what they answered; for who answers for its agency."""
    call = _call(request, opportunity)
    rows = CallInvitation.objects.filter(call=call).select_related("expert", "invited_by", "withdrawn_by")
    rows = rows.order_by("-invited_at", "-pk")
    found = with_experts(with_calls(rows, now=timezone.now()))
    still = sum(row.state_now == State.OPEN for row in found)  # type: ignore[attr-defined]
    left = max(0, min(MOST - len(found), MOST_OPEN - still))
    context = {"call": call, "rows": found, "left": left, "most": MOST, **_acting(request, call)}
    return render(request, "invitations/of_call.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite_one(request: HttpRequest, opportunity: str, profile: str) -> HttpResponse:
    """Invite an expert who agreed to be found and does not keep away from the agency."""
    call = _call(request, opportunity)
    away = Block.objects.filter(organisation=call.agency.organisation_id).values("user")
    people = ExpertProfile.objects.findable().exclude(user__in=away).select_related("user")
    expert = get_object_or_404(people, public_id=profile)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invite(
                call=call,
                profile=expert,
                actor=actor_of(request.user, call.agency),  # type: ignore[arg-type]  # both have an organisation
                by=request.user,  # type: ignore[arg-type]
                message=form.cleaned_data["message"],
                now=timezone.now(),
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Invited. You are told what the answer is."))
            return redirect("call_invitations", call.public_id)
    context = {"call": call, "expert": expert, "form": form, **_acting(request, call)}
    return render(request, "invitations/invite.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def take_back(request: HttpRequest, invitation: str) -> HttpResponse:
    """Withdraw an invitation that waits."""
    found = get_object_or_404(CallInvitation.objects.sent_by(request.user), public_id=invitation)
    try:
        actor = actor_of(request.user, found)  # type: ignore[arg-type]  # both have an organisation
        withdraw(invitation=found, actor=actor, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The invitation is withdrawn."))
    return redirect("call_invitations", found.call.public_id)


def _acting(request: HttpRequest, call: Any) -> dict[str, Any]:
    """For a coordinator, whom she acts for; nothing for the team."""
    actor = actor_of(request.user, call.agency)
    return {"acts_for": call.agency.organisation} if actor == Actor.COORDINATOR else {}


def _call(request: HttpRequest, public_id: str) -> Any:
    """A call of an agency for which the person answers."""
    call = get_object_or_404(MissionCall.objects.prefetch_related("texts"), public_id=public_id)
    user: Any = request.user
    organisation = Organisation.objects.filter(pk=call.agency.organisation_id)
    if not organisation.answered_by(user).exists():
        raise Http404
    return call
