"""The questions of a page, where anybody reads and who is signed in asks; the desk, where they are answered."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.opportunities.models import Investment, MissionCall
from foundation.base.errors import DomainError
from foundation.base.locales import active_language
from marketplace.answers.queries import actor_of
from marketplace.questions.forms import AnswerForm, AsideForm, AskForm
from marketplace.questions.lifecycle import ANSWERABLE
from marketplace.questions.models import Question
from marketplace.questions.operations import answer, ask, set_aside, withdraw
from marketplace.questions.panels import asked_about
from marketplace.questions.queries import with_pages

PAGE = 30


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, opportunity: str) -> HttpResponse:
    """All that was answered about a page; a POST asks."""
    page = _page(request, opportunity)
    form = AskForm()
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect_to_login(request.path)
        form = AskForm(request.POST)
        if form.is_valid():
            try:
                ask(
                    page=page,
                    by=request.user,
                    text=form.cleaned_data["text"],
                    language=active_language(),
                    now=timezone.now(),
                )  # type: ignore[arg-type]
            except DomainError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(request, _("Asked. You are told when the agency answers; it does not see who asked."))
                return redirect("questions", page.public_id)
    context = asked_about(page, request.user, form)
    return render(request, "questions/questions.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def take_back(request: HttpRequest, question: str) -> HttpResponse:
    """Withdraw a question of one's own."""
    own = get_object_or_404(Question.objects.of(request.user), public_id=question)
    try:
        withdraw(question=own, now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Your question is withdrawn."))
    (own,) = with_pages([own])
    return redirect("questions", own.page.public_id)  # type: ignore[attr-defined]


@login_required
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for the agency's answer, the oldest first; `?all=1` shows what was answered too."""
    rows = Question.objects.answerable_by(request.user).select_related("entry")
    everything = bool(request.GET.get("all"))
    rows = rows.order_by("-asked_at", "-pk") if everything else rows.waiting()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": with_pages(page.object_list), "everything": everything}
    return render(request, "questions/waiting.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, question: str) -> HttpResponse:
    """One question and its answer; a POST with `aside` answers its asker only."""
    rows = Question.objects.answerable_by(request.user).select_related("entry", "organisation")
    found = get_object_or_404(rows, public_id=question)
    form, aside = AnswerForm(question=found), AsideForm()
    if request.method == "POST":
        form = AnswerForm(None if "aside" in request.POST else request.POST, question=found)
        aside = AsideForm(request.POST if "aside" in request.POST else None)
        bound = aside if aside.is_bound else form
        if bound.is_valid() and _answer(request, found, bound):
            messages.success(request, _("Answered. The person who asked is told, without being named."))
            return redirect("questions_waiting")
    (found,) = with_pages([found])
    context: dict[str, Any] = {
        "question": found,
        "form": form if found.status in ANSWERABLE else None,
        "aside": aside if found.is_waiting else None,
    }
    return render(request, "questions/question.html", context, status=422 if form.errors or aside.errors else 200)


def _answer(request: HttpRequest, found: Question, form: Any) -> bool:
    facts: dict[str, Any] = {
        "question": found,
        "actor": actor_of(request.user, found),  # type: ignore[arg-type]  # both have an organisation
        "by": request.user,
        "language": active_language(),
        "now": timezone.now(),
    }
    try:
        if isinstance(form, AsideForm):
            set_aside(note=form.cleaned_data["text"], **facts)
        else:
            answer(text=form.cleaned_data["text"], wording=form.cleaned_data["wording"], **facts)
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    return True


def _page(request: HttpRequest, public_id: str) -> Any:
    """Return the published page of an id, or one about which the person has asked: its questions stay open to her."""
    for model in (MissionCall, Investment):
        found = model.objects.visible_to(request.user).filter(live=True, public_id=public_id)
        if page := found.prefetch_related("texts").first():
            return page
    hers = Question.objects.of(request.user).values("opportunity")
    for model in (MissionCall, Investment):
        if page := model.objects.filter(pk__in=hers, public_id=public_id).prefetch_related("texts").first():
            return page
    raise Http404
