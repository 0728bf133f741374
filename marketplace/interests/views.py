"""Declare an interest in a project: what one should know before, a form that is kept while typing, one button."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cms.opportunities.models import Investment
from foundation.base.errors import DomainError
from marketplace.answers.lifecycle import Status
from marketplace.answers.operations.sending import require_open
from marketplace.answers.queries import answer_day, figures_of
from marketplace.interests.forms import InterestForm
from marketplace.interests.models import Interest
from marketplace.interests.operations import begin, declare, keep
from marketplace.profiles.queries import investor_of


def _investment(request: HttpRequest, public_id: str) -> Investment:
    rows = Investment.objects.visible_to(request.user).filter(live=True).prefetch_related("texts")
    return get_object_or_404(rows, public_id=public_id)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def interest(request: HttpRequest, opportunity: str) -> HttpResponse:
    """Read before, write, send. Nothing typed is lost: what was sent is kept even when it cannot go out."""
    investment = _investment(request, opportunity)
    if investor_of(request.user) is None:
        messages.info(request, _("Begin an investor profile first: the agency reads from it what you choose to show."))
        return redirect("profiles")
    now = timezone.now()
    try:
        own = begin(investment=investment, by=request.user, language=_language(), now=now)  # type: ignore[arg-type]
    except DomainError as error:
        return render(request, "interests/closed.html", {"investment": investment, "refusal": error}, status=409)
    if own.status != Status.DRAFT:
        messages.info(request, _("You have declared your interest already. Here is where it stands."))
        return redirect("submission", own.public_id)
    if request.method != "POST":
        return _page(request, investment, own, InterestForm(interest=own))
    form = InterestForm(request.POST, interest=own)
    if not form.is_valid():
        return _page(request, investment, own, form)
    try:
        own = keep(interest=own, now=now, **form.typed())
        if "later" in request.POST:
            return redirect("interest", opportunity)
        sent = declare(interest=own, by=request.user, understood=form.cleaned_data["understood"], now=now)  # type: ignore[arg-type]
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _page(request, investment, own, form)
    messages.success(request, _("Sent. Its number is %(number)s.") % {"number": sent.number})
    return redirect("submission", sent.public_id)


@login_required
@require_POST
def keep_typed(request: HttpRequest, opportunity: str) -> HttpResponse:
    """What htmx sends while somebody types; answers a line with the time, or why it could not be kept."""
    investment = _investment(request, opportunity)
    rows = Interest.objects.of(request.user).filter(opportunity_id=investment.pk, status=Status.DRAFT)
    own = get_object_or_404(rows)
    form, refusal = InterestForm(request.POST, interest=own), ""
    if form.is_valid():
        try:
            keep(interest=own, now=timezone.now(), **form.typed())
        except DomainError as error:
            refusal = str(error)
    else:
        refusal = next(iter(next(iter(form.errors.values()))))
    return render(request, "interests/_kept.html", {"refusal": refusal, "at": timezone.now()})


def _page(request: HttpRequest, investment: Investment, own: Interest, form: InterestForm) -> HttpResponse:
    refusal = ""
    try:
        require_open(investment, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    except DomainError as error:
        refusal = str(error)
    context: dict[str, Any] = {
        "investment": investment,
        "interest": own,
        "form": form,
        "refusal": refusal,
        "answer_on": answer_day(investment, now=timezone.now()),
        "figures": figures_of(investment.agency.organisation),
    }
    return render(request, "interests/interest.html", context, status=422 if form.errors else 200)


def _language() -> str:
    return (get_language() or "fr")[:2]
