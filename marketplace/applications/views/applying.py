"""Apply to a call: what one should know before, a form that is kept while typing, one button; later what is shown."""

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

from cms.opportunities.models import MissionCall
from foundation.base.errors import DomainError
from foundation.documents.reading import media_type_of
from marketplace.answers.lifecycle import Status
from marketplace.answers.operations.sending import require_open
from marketplace.answers.queries import answer_day, figures_of, promise_to
from marketplace.applications.forms import ApplicationForm, ShownForm
from marketplace.applications.models import Application
from marketplace.applications.operations import add_document, begin, keep, set_grants, submit
from marketplace.profiles.queries import expert_of


def _call(request: HttpRequest, public_id: str) -> MissionCall:
    rows = MissionCall.objects.visible_to(request.user).filter(live=True).prefetch_related("texts", "questions")
    return get_object_or_404(rows, public_id=public_id)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, opportunity: str) -> HttpResponse:
    """Read before, write, send. Nothing typed is lost: what was sent is kept even when it cannot go out."""
    call = _call(request, opportunity)
    if expert_of(request.user) is None:
        messages.info(request, _("Begin an expert profile first: the agency reads from it what you choose to show."))
        return redirect("profiles")
    now = timezone.now()
    try:
        application = begin(call=call, by=request.user, language=_language(), now=now)  # type: ignore[arg-type]
    except DomainError as error:
        return render(request, "applications/closed.html", {"call": call, "refusal": error}, status=409)
    if application.status != Status.DRAFT:
        messages.info(request, _("You have applied to this call already. Here is where it stands."))
        return redirect("submission", application.public_id)
    if request.method != "POST":
        return _page(request, call, application, ApplicationForm(application=application, call=call))
    form = ApplicationForm(request.POST, request.FILES, application=application, call=call)
    if not form.is_valid():
        return _page(request, call, application, form)
    try:
        _keep(application, form)
        if file := form.cleaned_data["document"]:
            _add(request, application, file)
        if "add" in request.POST:
            return redirect("apply", opportunity)
        sent = submit(application=application, by=request.user, now=now)  # type: ignore[arg-type]
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _page(request, call, application, form)
    messages.success(request, _("Sent. Its number is %(number)s.") % {"number": sent.number})
    return redirect("submission", sent.public_id)


@login_required
@require_POST
def keep_typed(request: HttpRequest, opportunity: str) -> HttpResponse:
    """What htmx sends while somebody types; answers a line with the time, or why it could not be kept."""
    call = _call(request, opportunity)
    own = Application.objects.of(request.user).filter(opportunity_id=call.pk, status=Status.DRAFT)
    application = get_object_or_404(own)
    form = ApplicationForm(request.POST, application=application, call=call)
    kept = form.is_valid()
    if kept:
        _keep(application, form)
    return render(request, "applications/_kept.html", {"kept": kept, "at": timezone.now()})


@login_required
@require_POST
def shown(request: HttpRequest, submission: str) -> HttpResponse:
    """Change what an agency may see of one's profile."""
    own = get_object_or_404(Application.objects.of(request.user).sent(), public_id=submission)
    form = ShownForm(request.POST)
    if form.is_valid():
        set_grants(application=own, parts=form.cleaned_data["parts"], now=timezone.now())
        messages.success(request, _("The agency sees what you have ticked, and nothing else of your profile."))
    return redirect("submission", own.public_id)


def _keep(application: Application, form: ApplicationForm) -> None:
    data = form.cleaned_data
    keep(
        application=application,
        motivation=data["motivation"],
        parts=data["parts"],
        replies=form.replies(),
        now=timezone.now(),
    )


def _add(request: HttpRequest, application: Application, file: Any) -> None:
    content = file.read()
    add_document(
        application=application,
        name=file.name,
        content=content,
        media_type=media_type_of(content),
        by=request.user,  # type: ignore[arg-type]
        now=timezone.now(),
    )


def _page(request: HttpRequest, call: MissionCall, application: Application, form: ApplicationForm) -> HttpResponse:
    refusal = ""
    try:
        require_open(call, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    except DomainError as error:
        refusal = str(error)
    context = {
        "call": call,
        "application": application,
        "documents": list(application.documents.select_related("file").order_by("pk")),
        "form": form,
        "refusal": refusal,
        "answer_on": answer_day(call, now=timezone.now()),
        "promise": promise_to(call),
        "figures": figures_of(call.agency.organisation),
    }
    return render(request, "applications/apply.html", context, status=422 if form.errors else 200)


def _language() -> str:
    return (get_language() or "fr")[:2]
