"""An owner names and ends coordinators, the person named confirms, and a member says where she can be called."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.base.errors import DomainError
from foundation.base.locales import date_words
from foundation.organisations import coordinating
from foundation.organisations.forms import CoordinatorForm, PhoneForm
from foundation.organisations.models import ASKED_FOR, Membership
from foundation.organisations.queries import coordinations_of, was_asked
from foundation.organisations.views.teams import _done, _led_by_me, _me, _of_mine, _team_page


@login_required
@require_POST
def name(request: HttpRequest, organisation: str) -> HttpResponse:
    own, form = _led_by_me(request, organisation), CoordinatorForm(request.POST, auto_id="id_coordinator_%s")
    if too_often := ratelimit.consume_or_429(request, action="name_coordinator", user=request.user):
        return too_often  # type: ignore[no-any-return]
    facts = {"organisation": own, "by": _me(request)}
    if form.is_valid() and _done(form, coordinating.name_coordinator, **facts, **form.cleaned_data):
        sentence = _(
            "A mail to this address asks its person, who may confirm until %(date)s. She acts for you from then on."
        )
        until = date_words((timezone.now() + ASKED_FOR).date())
        messages.success(request, sentence % {"date": until})
        return redirect("organisation_team", organisation)
    return _team_page(request, own, coordinator_form=form)


@login_required
@require_POST
def end(request: HttpRequest, organisation: str, coordinator: int) -> HttpResponse:
    own = _led_by_me(request, organisation)
    found = get_object_or_404(own.coordinators.named().select_related("organisation"), pk=coordinator)
    try:
        coordinating.end(coordinator=found, by=_me(request), now=timezone.now())
    except DomainError as error:
        return _team_page(request, own, refusal=error.sentence)
    messages.success(request, _("Ended. Nobody can answer for you by it any more."))
    return redirect("organisation_team", organisation)


@login_required
def coordination(request: HttpRequest, organisation: str) -> HttpResponse:
    """The page of the person named: confirm, say no, or end it; once that is over it says so and shows nothing."""
    me, now = _me(request), timezone.now()
    coordinator = coordinations_of(me, at=now).filter(organisation__slug=organisation).first()
    if coordinator is None:
        if was_asked(me, organisation):
            return render(request, "organisations/coordination_over.html", status=404)
        raise Http404
    refusal = ""
    if request.method == "POST":
        try:
            if "confirm" in request.POST:
                coordinating.confirm(coordinator=coordinator, by=me, now=now)
                messages.success(request, _("Thank you. From now on you may answer for this organisation."))
            else:
                coordinating.end(coordinator=coordinator, by=me, now=now)
                messages.success(request, _("Ended. The owners of the organisation were told."))
        except DomainError as error:
            refusal = str(error)
        else:
            return redirect("desk")
    context = {"coordinator": coordinator, "organisation": coordinator.organisation, "refusal": refusal}
    return render(request, "organisations/coordination.html", context, status=409 if refusal else 200)


@login_required
@require_POST
def phone(request: HttpRequest, organisation: str) -> HttpResponse:
    own, form = _of_mine(request, organisation), PhoneForm(request.POST)
    if not form.is_valid():
        return _team_page(request, own, phone_form=form)
    membership = get_object_or_404(Membership.objects.filter(organisation=own, user=_me(request)))
    coordinating.set_phone(membership=membership, phone=form.cleaned_data["phone"], now=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("organisation_team", organisation)
