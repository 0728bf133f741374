"""Pages of those who run an organisation, of those invited, and of the focal point who verifies."""

from collections.abc import Callable
from copy import copy
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.organisations import operations
from foundation.organisations import team as teams
from foundation.organisations.forms import (
    CoordinatorForm,
    DetailsForm,
    InvitationForm,
    PhoneForm,
    ReasonForm,
    RegistrationForm,
    RoleForm,
    VerifyForm,
)
from foundation.organisations.lifecycle import MOVES, State
from foundation.organisations.models import FocalPoint, Invitation, Membership, Organisation, Role
from foundation.organisations.queries import traces, verified_addresses

PER_PAGE = 50


def _me(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


# --- those who run an organisation ---------------------------------------------------------------------


@login_required
def registration(request: HttpRequest) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "organisations/_short_name.html", {"short_name": _short_name(request)})
    form = RegistrationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = {**form.details(), "slug": form.cleaned_data["slug"], "by": _me(request)}
        if organisation := _done(form, operations.register, **facts):
            messages.success(request, _("Your organisation is registered. Its focal point was told."))
            return redirect("organisation_team", organisation.slug)
    return render(request, "organisations/register.html", {"form": form, "short_name": None})


def _short_name(request: HttpRequest) -> str:
    """Return what the address would be for the names typed so far; empty where none has Latin letters."""
    names = {name: request.GET.get(name, "")[:200] for name in ("name_fr", "name_en", "name_es")}
    organisation = Organisation(country=request.GET.get("country", "")[:2], **names)
    slug = operations.free_slug(organisation=organisation)
    return "" if organisation.public_id in slug else slug


@login_required
def team(request: HttpRequest, organisation: str) -> HttpResponse:
    return _team_page(request, _of_mine(request, organisation))


def _of_mine(request: HttpRequest, slug: str) -> Organisation:
    return get_object_or_404(Organisation.objects.of(_me(request)), slug=slug)


def _led_by_me(request: HttpRequest, slug: str) -> Organisation:
    return get_object_or_404(Organisation.objects.led_by(_me(request)), slug=slug)


def _team_page(request: HttpRequest, organisation: Organisation, **context: Any) -> HttpResponse:
    members = list(organisation.memberships.select_related("user").order_by("since", "pk"))
    mine = next(each for each in members if each.user_id == _me(request).pk)
    context = {
        "organisation": organisation,
        "members": members,
        "mine": mine,
        "is_owner": mine.role == Role.OWNER,
        "roles": Role.choices,
        "invitations": organisation.invitations.open(timezone.now()).order_by("invited_at", "pk"),
        "decision": organisation.decisions.last(),
        "names": organisation.names(),
        "invitation_form": InvitationForm(),
        "coordinators": organisation.coordinators.named().select_related("user").order_by("named_at", "pk"),
        "now": timezone.now(),
        "coordinator_form": CoordinatorForm(auto_id="id_coordinator_%s"),
        "phone_form": PhoneForm(initial={"phone": mine.phone}),
        "refusal": "",
    } | context
    return render(request, "organisations/team.html", context)


@login_required
@require_POST
def send_invitation(request: HttpRequest, organisation: str) -> HttpResponse:
    own, form = _led_by_me(request, organisation), InvitationForm(request.POST)
    facts = {"organisation": own, "by": _me(request)}
    if form.is_valid() and _done(form, teams.invite, **facts, **form.cleaned_data):
        messages.success(request, _("The invitation was sent to %(email)s.") % form.cleaned_data)
        return redirect("organisation_team", organisation)
    return _team_page(request, own, invitation_form=form)


@login_required
@require_POST
def member(request: HttpRequest, organisation: str, public_id: str) -> HttpResponse:
    """Give a member another role, or take her out of the team."""
    own = _led_by_me(request, organisation)
    person = get_object_or_404(Membership, organisation=own, user__public_id=public_id).user
    facts: dict[str, Any] = {"organisation": own, "member": person, "by": _me(request)}
    if "remove" in request.POST:
        return _answer(request, own, teams.remove, _("%(name)s is no longer in the team."), person, facts)
    form = RoleForm(request.POST)
    facts["role"] = form.cleaned_data["role"] if form.is_valid() else ""
    return _answer(request, own, teams.change_role, _("The role of %(name)s is changed."), person, facts)


def _answer(
    request: HttpRequest, organisation: Organisation, operation: Callable, sentence: str, person: Any, facts: dict
) -> HttpResponse:
    try:
        operation(**facts, now=timezone.now())
    except DomainError as error:
        return _team_page(request, organisation, refusal=error.sentence)
    messages.success(request, sentence % {"name": person})
    still_in = Organisation.objects.of(_me(request)).filter(pk=organisation.pk).exists()
    return redirect("organisation_team", organisation.slug) if still_in else redirect("desk")


@login_required
@require_POST
def leave_team(request: HttpRequest, organisation: str) -> HttpResponse:
    own = _of_mine(request, organisation)
    facts = {"organisation": own, "user": _me(request)}
    return _answer(request, own, teams.leave, _("You have left the team."), _me(request), facts)


@login_required
@require_POST
def withdraw(request: HttpRequest, organisation: str, public_id: str) -> HttpResponse:
    own = _led_by_me(request, organisation)
    invitation = get_object_or_404(own.invitations, public_id=public_id)
    facts = {"invitation": invitation, "by": _me(request)}
    return _answer(request, own, teams.withdraw_invitation, _("The invitation is withdrawn."), "", facts)


@login_required
@require_POST
def single_editor(request: HttpRequest, organisation: str) -> HttpResponse:
    own = _led_by_me(request, organisation)
    facts = {"organisation": own, "allowed": request.POST.get("allowed") == "yes", "by": _me(request)}
    return _answer(request, own, operations.let_single_editor_publish, _("Saved."), "", facts)


@login_required
def details(request: HttpRequest, organisation: str) -> HttpResponse:
    own = _led_by_me(request, organisation)
    form = DetailsForm(request.POST or None, instance=copy(own))  # it writes what was typed on its instance
    if request.method == "POST" and form.is_valid():
        facts = {"organisation": own, "by": _me(request), **form.details()}
        if _done(form, operations.change, **facts):
            messages.success(request, _("Saved."))
            return redirect("organisation_team", organisation)
    return render(request, "organisations/details.html", {"form": form, "organisation": own})


@login_required
@require_POST
def again(request: HttpRequest, organisation: str) -> HttpResponse:
    own = _led_by_me(request, organisation)
    sentence = _("The focal point will look at your organisation again.")
    facts = {"organisation": own, "by": _me(request)}
    return _answer(request, own, operations.ask_again, sentence, "", facts)


@login_required
@require_POST
def withdraw_all(request: HttpRequest, organisation: str) -> HttpResponse:
    own = _led_by_me(request, organisation)
    facts = {"organisation": own, "by": _me(request)}
    sentence = _("The registration is withdrawn and erased.")
    return _answer(request, own, operations.withdraw_registration, sentence, "", facts)


# --- those invited --------------------------------------------------------------------------------------


@login_required
def invitation(request: HttpRequest, public_id: str) -> HttpResponse:
    """The page of a place in a team; whoever has not proved the invited address learns nothing but that."""
    invitation = get_object_or_404(Invitation.objects.select_related("organisation", "invited_by"), public_id=public_id)
    if invitation.email not in verified_addresses(_me(request)):
        return render(request, "organisations/invitation_elsewhere.html", status=404)
    refusal: Any = invitation.refusal(timezone.now())
    if request.method == "POST":
        try:
            teams.accept_invitation(invitation=invitation, user=_me(request), now=timezone.now())
        except DomainError as error:
            refusal = error.sentence
        else:
            messages.success(request, _("Welcome to the team."))
            return redirect("organisation_team", invitation.organisation.slug)
    return render(request, "organisations/invitation.html", {"invitation": invitation, "refusal": refusal})


# --- the focal point --------------------------------------------------------------------------------------


@login_required
def to_verify(request: HttpRequest) -> HttpResponse:
    user = _me(request)
    if not user.is_superuser and not FocalPoint.objects.filter(user=user).exists():
        raise Http404
    asked = request.GET.get("state", "")
    state = State(asked) if asked in State.values else State.WAITING
    rows = Organisation.objects.verifiable_by(user).in_state(state).order_by("registered_at", "pk")
    context = {"page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")), "state": state, "states": State}
    return render(request, "organisations/to_verify.html", context)


DECISIONS: dict[str, tuple[Callable[..., Organisation], type[forms.Form]]] = {
    "verify": (operations.verify, VerifyForm),
    "refuse": (operations.refuse, ReasonForm),
    "suspend": (operations.suspend, ReasonForm),
    "lift": (operations.lift_suspension, ReasonForm),
}


@login_required
def verification(request: HttpRequest, organisation: str) -> HttpResponse:
    """What to check about an organisation, and the decisions its state allows."""
    organisations = Organisation.objects.verifiable_by(_me(request)).with_members()
    own = get_object_or_404(organisations, slug=organisation)
    asked = request.POST.get("decision", "")
    open_forms = {
        move: form(request.POST if asked == move else None, prefix=move)
        for move, (_operation, form) in DECISIONS.items()
        if own.state in MOVES[move] or asked == move
    }
    if asked in open_forms and (form := open_forms[asked]).is_valid():
        facts = {"organisation": own, "by": _me(request), **form.cleaned_data}
        if _done(form, DECISIONS[asked][0], **facts):
            messages.success(request, _("Your decision is kept, and the team was told."))
            return redirect("organisations_to_verify")
    context = {
        "organisation": own,
        "traces": traces(own),
        "names": own.names(),
        "decisions": own.decisions.select_related("by"),
        "forms": open_forms,
    }
    return render(request, "organisations/verification.html", context)


def _done(form: forms.BaseForm, operation: Callable, **facts: Any) -> Any:
    """Call an operation; a refusal becomes an error of the form, and the answer None."""
    try:
        return operation(**facts, now=timezone.now())
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error.sentence))
        return None
