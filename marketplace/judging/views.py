"""An agency gives applications to judge; who was given one reads it, and judges it on one page."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.base.errors import DomainError
from foundation.files.models import PrivateFile
from foundation.files.views import sent_file
from marketplace.answers.models import Submission
from marketplace.answers.queries import actor_of, with_page, with_pages
from marketplace.applications.models import Application, Part
from marketplace.applications.panels import to_read
from marketplace.applications.queries import files_shown
from marketplace.judging.forms import GiveForm, RecuseForm, SheetForm
from marketplace.judging.models import Assessment, Grid
from marketplace.judging.operations import give, keep, recuse, submit, take_back
from marketplace.judging.queries import assessments_of, criteria_of, who_may_judge

PAGE = 30


@login_required
@require_safe
def judging(request: HttpRequest) -> HttpResponse:
    """What one is asked to judge, the most urgent first; `?all=1` shows what is done too."""
    rows = Assessment.objects.given_to(request.user).select_related("application__entry", "application__organisation")
    everything = bool(request.GET.get("all"))
    rows = rows.order_by("-given_at", "-pk") if everything else rows.to_do().order_by("application__answer_on", "pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    with_pages([row.application for row in found])
    return render(request, "judging/judging.html", {"page": page, "rows": found, "everything": everything})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def judge(request: HttpRequest, assessment: str) -> HttpResponse:
    """The application and the sheet on one page; `keep` keeps it, `submit` submits it once, `recuse` gives it back."""
    own = get_object_or_404(_mine(request), public_id=assessment)
    is_open = own.submitted_at is None and own.application.is_pending
    criteria = criteria_of(Grid.objects.get(call_id=own.application.opportunity_id))
    form, back = SheetForm(assessment=own, criteria=criteria), RecuseForm()
    if request.method == "POST" and "recuse" in request.POST:
        back = RecuseForm(request.POST)
        if back.is_valid() and _recuse(own, back):
            messages.success(request, _("Given back. Your team is told."))
            return redirect("judging")
    elif request.method == "POST":
        form = SheetForm(request.POST, assessment=own, criteria=criteria)
        if form.is_valid() and _judge(own, form, done="submit" in request.POST):
            said = _("Submitted: nobody can change it.") if "submit" in request.POST else _("Kept: only you read it.")
            messages.success(request, said)
            return redirect("judging") if "submit" in request.POST else redirect("judge", own.public_id)
    with_page(own.application)
    context: dict[str, Any] = {"application": own.application}
    if own.application.is_pending:  # what was answered or taken back is read no longer
        context = to_read(own.application, lambda application, file: _address(own, file))
        context["sections"] = [part for part in context["sections"] if part.part != Part.CONTACT]
    context |= {"assessment": own, "sheet": form, "is_open": is_open, "back": back, "form": None}
    return render(request, "judging/judge.html", context, status=422 if form.errors or back.errors else 200)


@login_required
@require_safe
def document(request: HttpRequest, assessment: str, file: str) -> HttpResponseBase:
    """A file of an application that one was given to judge."""
    own = get_object_or_404(_mine(request), public_id=assessment)
    if not own.application.is_pending:
        raise Http404
    return sent_file(get_object_or_404(files_shown(own.application), public_id=file))


@login_required
@require_POST
def give_out(request: HttpRequest, submission: str) -> HttpResponse:
    """Give an application, or with it all that wait, to a member of the team."""
    application = _to_answer(request, submission)
    team = who_may_judge(application.organisation, beside=assessments_of(application))
    form = GiveForm(request.POST, team=team)
    if not form.is_valid():
        messages.error(request, _("Choose somebody of your team who may judge."))
        return redirect("answer", application.public_id)
    assessor = next(user for user in team if user.public_id == form.cleaned_data["assessor"])
    actor = actor_of(request.user, application)
    given = 0
    for each in [application, *(_others(application) if form.cleaned_data["others"] else [])]:
        try:
            give(application=each, assessor=assessor, actor=actor, by=request.user, now=timezone.now())  # type: ignore[arg-type]
            given += 1
        except DomainError as error:
            if each == application:
                messages.error(request, str(error))
    if given:
        said = ngettext("%(many)s application is given to judge.", "%(many)s applications are given to judge.", given)
        messages.success(request, said % {"many": given})
    return redirect(f"{reverse('answer', args=[application.public_id])}#judgements")


@login_required
@require_POST
def take(request: HttpRequest, submission: str, assessment: str) -> HttpResponse:
    """Take an application back from who has not judged it."""
    application = _to_answer(request, submission)
    found = get_object_or_404(Assessment.objects.filter(application=application), public_id=assessment)
    try:
        take_back(assessment=found, now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(f"{reverse('answer', args=[application.public_id])}#judgements")


def _mine(request: HttpRequest) -> Any:
    """What one was given and has not given back."""
    rows = (
        Assessment.objects.given_to(request.user)
        .standing()
        .select_related("application__entry", "application__organisation", "application__person")
    )
    return rows.prefetch_related(
        "scores", "application__grants", "application__replies", "application__documents__file"
    )


def _to_answer(request: HttpRequest, submission: str) -> Application:
    may = Submission.objects.answerable_by(request.user).filter(public_id=submission)
    rows: Any = Application.objects.filter(pk__in=may.values("pk")).select_related("organisation")
    return get_object_or_404(rows)  # type: ignore[no-any-return]


def _others(application: Application) -> list[Application]:
    """Those of the same call that wait for their answer and that nobody was asked to judge."""
    rows = Application.objects.pending().filter(opportunity_id=application.opportunity_id)
    return list(rows.exclude(pk=application.pk).filter(assessments=None).order_by("pk"))


def _judge(own: Assessment, form: SheetForm, *, done: bool) -> bool:
    try:
        keep(assessment=own, sheet=form.sheet(), note=form.cleaned_data["note"], now=timezone.now())
        if done:
            submit(assessment=own, now=timezone.now())
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    return True


def _recuse(own: Assessment, form: RecuseForm) -> bool:
    try:
        recuse(assessment=own, note=form.cleaned_data["why"], now=timezone.now())
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    return True


def _address(own: Assessment, file: PrivateFile) -> str:
    return reverse("judge_document", args=[own.public_id, file.public_id])
