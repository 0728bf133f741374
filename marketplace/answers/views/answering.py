"""The agency's side: what waits, and each submission on one screen with its answer."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.organisations.models import EDITING
from marketplace.answers.forms import AnswerForm
from marketplace.answers.letters import ready_letter
from marketplace.answers.lifecycle import Actor
from marketplace.answers.models import Submission
from marketplace.answers.operations.moving import move
from marketplace.answers.queries import history, with_page, with_pages

PAGE = 30


@login_required
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, the most urgent first; `?all=1` shows what is over too."""
    rows = Submission.objects.readable_by(request.user).select_related("entry", "organisation", "person")
    everything = bool(request.GET.get("all"))
    rows = rows.order_by("-submitted_at", "-pk") if everything else rows.pending().order_by("answer_on", "pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = with_pages(page.object_list)
    context = {
        "page": page,
        "rows": shown,
        "several": len({row.organisation_id for row in shown}) > 1,
        "everything": everything,
        "keep_query": "&all=1" if everything else "",
        "today": timezone.localdate(),
    }
    return render(request, "answers/waiting.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, submission: str) -> HttpResponse:
    rows = Submission.objects.readable_by(request.user).select_related("entry", "organisation", "person")
    found = with_page(get_object_or_404(rows, public_id=submission))
    may_answer = Submission.objects.answerable_by(request.user).filter(pk=found.pk).exists()
    actor = actor_of(request.user, found) if may_answer else ""
    forms = answer_forms(found, actor)
    if request.method == "POST" and may_answer:
        forms, made = posted(request, found, forms, actor=actor, by=request.user)  # type: ignore[arg-type]
        if made:
            messages.success(request, _("Done: the person is told, and it is registered."))
            return redirect("answers_waiting")
    return render(request, "answers/answer.html", answer_context(found, forms, actor), status=_status(forms))


def actor_of(user: Any, submission: Submission) -> str:
    """Return in which quality a person answers for the agency: of its team, or as its coordinator."""
    team = submission.organisation.memberships.filter(user=user, role__in=EDITING).exists()
    return Actor.AGENCY if team else Actor.COORDINATOR


def answer_forms(submission: Any, actor: str, data: Any = None, posted: str = "") -> dict[str, AnswerForm]:
    """Return a form for each move open to the actor, with its ready letter; the posted one is bound."""
    return {
        name: AnswerForm(
            data if name == posted else None,
            submission=submission,
            name=name,
            letter=ready_letter(submission, name, submission.page),
        )
        for name, _label in submission.changes_for(actor)
    }


def posted(
    request: HttpRequest, submission: Any, forms: dict[str, AnswerForm], *, actor: str, by: User
) -> tuple[dict[str, AnswerForm], bool]:
    """Make the move that was sent; return the forms, with what is wrong, and whether it was made."""
    name = request.POST.get("do", "")
    if name not in forms:
        messages.error(request, _("This cannot be done any more: look at where it stands now."))
        return forms, False
    forms = answer_forms(submission, actor, request.POST, name)
    form = forms[name]
    if not form.is_valid():
        return forms, False
    try:
        move(submission=submission, name=name, actor=actor, by=by, now=timezone.now(), **form.cleaned_data)
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return forms, False
    return forms, True


def answer_context(submission: Any, forms: dict[str, AnswerForm], actor: str) -> dict[str, Any]:
    return {
        "submission": submission,
        "forms": list(forms.values()),
        "actor": actor,
        "history": history(submission),
        "today": timezone.localdate(),
    }


def _status(forms: dict[str, AnswerForm]) -> int:
    return 422 if any(form.errors for form in forms.values()) else 200
