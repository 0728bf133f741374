"""Apply to a call: what one should know before, a form that is kept while typing, one button."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cms.opportunities.models import MissionCall
from foundation.base.errors import DomainError
from foundation.base.locales import active_language, comma
from foundation.documents.reading import media_type_of
from marketplace.answers.lifecycle import NOT_ANEW, Status
from marketplace.answers.models import Part
from marketplace.answers.operations.sending import require_open
from marketplace.answers.queries import answer_day, figures_of, promise_to
from marketplace.applications.forms import ApplicationForm
from marketplace.applications.models import MOST_DOCUMENTS, Application
from marketplace.applications.operations import add_document, begin, keep, submit
from marketplace.applications.queries import application_of
from marketplace.profiles.queries import expert_of


def _call(request: HttpRequest, public_id: str) -> MissionCall:
    rows = MissionCall.objects.visible_to(request.user).filter(live=True).prefetch_related("texts", "questions")
    return get_object_or_404(rows, public_id=public_id)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, opportunity: str) -> HttpResponse:
    """Read before, write, send. A mere look leaves nothing; what was typed is kept even when it cannot go out."""
    call = _call(request, opportunity)
    profile = expert_of(request.user)
    if profile is None:
        messages.info(request, _("Begin an expert profile first: the agency reads from it what you choose to show."))
        return redirect("profiles")
    own = application_of(request.user, call)
    if own is not None and own.status != Status.DRAFT:
        return _applied_already(request, own)
    if own is None and request.method != "POST" and (refusal := _refusal(call, request)):
        return render(request, "applications/closed.html", {"call": call, "refusal": refusal}, status=409)
    if request.method == "POST":
        return _send(request, call, own)
    return _page(request, call, own, _form(own, call))


def _send(request: HttpRequest, call: MissionCall, own: Application | None) -> HttpResponse:
    form = _form(own, call, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, call, own, form)
    try:
        own = own or _begun(request, call)
        _keep(own, form)
        if file := form.cleaned_data["document"]:
            _add(request, own, file)
        if "add" in request.POST:
            messages.success(request, _("Kept. It is sent only when you press the button."))
            return redirect("apply", call.public_id)
        sent = submit(application=own, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    except DomainError as error:
        own = application_of(request.user, call)
        if error.code == "sent_already" and own is not None:  # from another tab, at this moment
            return _applied_already(request, own)
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _page(request, call, own, form)
    messages.success(request, _("Sent. Its number is %(number)s.") % {"number": sent.number})
    return redirect("submission", sent.public_id)


@login_required
@require_POST
def keep_typed(request: HttpRequest, opportunity: str) -> HttpResponse:
    """What htmx sends while somebody types; answers a line with the time, or why it could not be kept."""
    call = _call(request, opportunity)
    if expert_of(request.user) is None:
        raise Http404
    own = application_of(request.user, call)
    form = _form(own, call, request.POST)
    refusal = "" if form.is_valid() else _("Not kept yet: something is too long. It is kept when you shorten it.")
    if not refusal:
        try:
            own = own or _begun(request, call)
            _keep(own, form)
        except DomainError as error:
            refusal = str(error)
    return render(request, "applications/_kept.html", {"refusal": refusal, "at": timezone.now()})


def _applied_already(request: HttpRequest, own: Application) -> HttpResponse:
    said = NOT_ANEW.get(own.status) or _("You have applied to this call already. Here is where it stands.")
    messages.info(request, said)
    return redirect("submission", own.public_id)


def _begun(request: HttpRequest, call: MissionCall) -> Application:
    return begin(call=call, by=request.user, language=active_language(), now=timezone.now())  # type: ignore[arg-type]


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


def _form(own: Application | None, call: MissionCall, data: Any = None, files: Any = None) -> ApplicationForm:
    language = own.language if own is not None else active_language()
    return ApplicationForm(data, files, application=own, call=call, language=language)


def _refusal(call: MissionCall, request: HttpRequest) -> str:
    """Return why this person cannot apply now; "" where she can."""
    try:
        require_open(page=call, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    except DomainError as error:
        return str(error)
    return ""


def _page(request: HttpRequest, call: MissionCall, own: Application | None, form: ApplicationForm) -> HttpResponse:
    documents = list(own.documents.select_related("file").order_by("pk")) if own is not None else []
    chosen = form["parts"].value() or ()
    context = {
        "call": call,
        "application": own,
        "documents": documents,
        "may_add": len(documents) < MOST_DOCUMENTS,
        "form": form,
        "shown": comma(active_language()).join(str(label) for part, label in Part.choices if part in chosen),
        "asked": [f"question_{question.pk}" for question in form.questions],
        "refusal": _refusal(call, request),
        "answer_on": answer_day(call, now=timezone.now()),
        "promise": promise_to(call),
        "figures": figures_of(call.agency.organisation),
    }
    return render(request, "applications/apply.html", context, status=422 if form.errors else 200)
