"""Declare an interest in a project: what one should know before, a form that is kept while typing, one button."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cms.opportunities.models import Investment
from foundation.base.errors import DomainError
from foundation.base.locales import active_language, comma
from marketplace.answers.lifecycle import NOT_ANEW, Kind, Status
from marketplace.answers.models import PARTS
from marketplace.answers.operations.sending import require_open
from marketplace.answers.queries import answer_day, figures_of, promise_to
from marketplace.interests.forms import InterestForm
from marketplace.interests.models import Interest
from marketplace.interests.operations import begin, declare, keep
from marketplace.interests.queries import interest_of
from marketplace.profiles.models import InvestorProfile
from marketplace.profiles.queries import investor_of


def _investment(request: HttpRequest, public_id: str) -> Investment:
    rows = Investment.objects.visible_to(request.user).filter(live=True).prefetch_related("texts")
    return get_object_or_404(rows, public_id=public_id)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def interest(request: HttpRequest, opportunity: str) -> HttpResponse:
    """Read before, write, send. A mere look leaves nothing; what was typed is kept even when it cannot go out."""
    investment = _investment(request, opportunity)
    profile = investor_of(request.user)
    if profile is None:
        messages.info(request, _("Begin an investor profile first: the agency reads from it what you choose to show."))
        return redirect("profiles")
    own = interest_of(request.user, investment)
    if own is not None and own.status != Status.DRAFT:
        return _declared_already(request, own)
    if own is None and request.method != "POST" and (refusal := _refusal(investment, request)):
        return render(request, "interests/closed.html", {"investment": investment, "refusal": refusal}, status=409)
    if request.method == "POST":
        return _send(request, investment, own, profile)
    return _page(request, investment, own, InterestForm(interest=own, profile=profile))


def _send(request: HttpRequest, investment: Investment, own: Interest | None, profile: InvestorProfile) -> HttpResponse:
    form = InterestForm(request.POST, interest=own, profile=profile)
    if not form.is_valid():
        return _page(request, investment, own, form)
    try:
        own = _keep(request, investment, form)
        if "later" in request.POST:
            messages.success(request, _("Kept. It is sent only when you press the button."))
            return redirect("interest", investment.public_id)
        understood = form.cleaned_data["understood"]
        sent = declare(interest=own, by=request.user, understood=understood, now=timezone.now())  # type: ignore[arg-type]
    except DomainError as error:
        own = interest_of(request.user, investment)
        if error.code == "sent_already" and own is not None:  # from another tab, at this moment
            return _declared_already(request, own)
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _page(request, investment, own, form)
    messages.success(request, _("Sent. Its number is %(number)s.") % {"number": sent.number})
    return redirect("submission", sent.public_id)


@login_required
@require_POST
def keep_typed(request: HttpRequest, opportunity: str) -> HttpResponse:
    """What htmx sends while somebody types; answers a line with the time, or why it could not be kept."""
    investment = _investment(request, opportunity)
    profile = investor_of(request.user)
    if profile is None:
        raise Http404
    form = InterestForm(request.POST, interest=interest_of(request.user, investment), profile=profile)
    if form.is_valid():
        try:
            _keep(request, investment, form)
        except DomainError as error:
            form.add_error(None, str(error))
    refusal = next((str(sentence) for errors in form.errors.values() for sentence in errors), "")
    return render(request, "interests/_kept.html", {"refusal": refusal, "at": timezone.now()})


def _keep(request: HttpRequest, investment: Investment, form: InterestForm) -> Interest:
    now = timezone.now()
    own = begin(investment=investment, by=request.user, language=active_language(), now=now)  # type: ignore[arg-type]
    return keep(interest=own, now=now, **form.typed())


def _declared_already(request: HttpRequest, own: Interest) -> HttpResponse:
    said = NOT_ANEW.get(own.status) or _("You have declared your interest already. Here is where it stands.")
    messages.info(request, said)
    return redirect("submission", own.public_id)


def _refusal(investment: Investment, request: HttpRequest) -> str:
    """Return why this person cannot declare an interest now; "" where she can."""
    try:
        require_open(page=investment, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    except DomainError as error:
        return str(error)
    return ""


def _page(request: HttpRequest, investment: Investment, own: Interest | None, form: InterestForm) -> HttpResponse:
    chosen = form["parts"].value() or ()
    context = {
        "investment": investment,
        "interest": own,
        "form": form,
        "shown": comma(active_language()).join(str(part.label) for part in PARTS[Kind.INTEREST] if part in chosen),
        "refusal": _refusal(investment, request),
        "answer_on": answer_day(investment, now=timezone.now()),
        "promise": promise_to(investment),
        "figures": figures_of(investment.agency.organisation),
    }
    return render(request, "interests/interest.html", context, status=422 if form.errors else 200)
