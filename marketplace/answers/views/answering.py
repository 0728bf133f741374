"""The agency's side: what waits, and each submission on one screen with its answer."""

from dataclasses import dataclass
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
from marketplace.answers.forms import AnswerForm, PassForm
from marketplace.answers.letters import is_ready, ready_letter
from marketplace.answers.models import Move, Submission
from marketplace.answers.operations.linking import answer_by_link
from marketplace.answers.operations.moving import move
from marketplace.answers.operations.passing import pass_on
from marketplace.answers.queries import actor_of, colleagues, history, passings, with_page, with_pages

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
    screen = Screen(found, actor, request.user)  # type: ignore[arg-type]
    if request.method == "POST" and may_answer and screen.take(request):
        return redirect("answers_waiting")
    return screen.shown(request, "answers/answer.html")


@dataclass
class Screen:
    """One submission with the forms of what an actor may do now; the same at the desk and behind a link (`token`)."""

    submission: Any
    actor: str
    by: User
    token: str = ""

    def __post_init__(self) -> None:
        self.forms = {name: self._form(name) for name in self._names()}
        self.others = colleagues(self.submission, but=self.by) if self.actor and self.submission.is_pending else []
        self.pass_form = PassForm(colleagues=self.others)
        self.proposed = ""  # the move for which another letter was asked for

    def _names(self) -> list[str]:
        """Return the moves that are offered."""
        return [name for name, _label in self.submission.changes_for(self.actor)]

    def _make(self, **facts: Any) -> Move:
        """Make the move that was confirmed (`facts` of `move`)."""
        return answer_by_link(token=self.token, **facts) if self.token else move(submission=self.submission, **facts)

    def take(self, request: HttpRequest) -> bool:
        """Do what was sent; tell whether it was done. What is wrong, and what was typed, stays in the forms."""
        if name := request.POST.get("replace", "") or request.POST.get("propose", ""):
            self._propose(name, request)
            return False
        name = request.POST.get("do", "")
        try:
            done = self._pass(request) if name == "pass" else self._move(name, request)
        except DomainError as error:
            form = self.pass_form if name == "pass" else self.forms[name]
            form.add_error(error.field if error.field in form.fields else None, str(error))
            return False
        if done:
            messages.success(request, done)
        return bool(done)

    def shown(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        if self.proposed and request.htmx:  # type: ignore[attr-defined]
            return render(request, "answers/_letter.html", {"form": self.forms[self.proposed]})
        wrong = self.pass_form.errors or any(form.errors for form in self.forms.values())
        context |= {
            "submission": self.submission,
            "forms": list(self.forms.values()),
            "pass_form": self.pass_form if self.others else None,
            "proposed": self.proposed,
            "actor": self.actor,
            "history": history(self.submission),
            "passings": passings(self.submission),
            "today": timezone.localdate(),
        }
        return render(request, template, context, status=422 if wrong else 200)

    def _form(self, name: str, data: Any = None, **initial: str) -> AnswerForm:
        letter = initial.pop("letter", None)
        letter = self._ready(name) if letter is None else letter
        return AnswerForm(data, submission=self.submission, name=name, letter=letter, **initial)

    def _ready(self, name: str, reason: str = "") -> str:
        return ready_letter(self.submission, name, self.submission.page, reason=reason, actor=self.actor, by=self.by)

    def _propose(self, name: str, request: HttpRequest) -> None:
        """Put the letter of the chosen reason into the form, unless somebody has written in it."""
        if name not in self.forms:
            return
        typed = {field: request.POST.get(field, "")[:5000] for field in ("reason", "letter", "note")}
        page = self.submission.page
        untouched = is_ready(typed["letter"], self.submission, name, page, actor=self.actor, by=self.by)
        if untouched or request.POST.get("replace"):
            typed["letter"] = self._ready(name, typed["reason"])
        self.forms[name] = self._form(name, **typed)
        self.forms[name].kept_letter = not untouched and not request.POST.get("replace")
        self.proposed = name

    def _move(self, name: str, request: HttpRequest) -> str:
        if name not in self.forms:
            messages.error(request, _("This cannot be done any more: look at where it stands now."))
            return ""
        self.forms[name] = form = self._form(name, request.POST)
        if not form.is_valid():
            return ""
        made = self._make(name=name, actor=self.actor, by=self.by, now=timezone.now(), **form.cleaned_data)
        if made.entry is None:
            return _("Done: the person is told.")
        return _("Done: the person is told, and it is registered.")

    def _pass(self, request: HttpRequest) -> str:
        self.pass_form = form = PassForm(request.POST, colleagues=self.others)
        if not form.is_valid():
            return ""
        pass_on(
            submission=self.submission,
            actor=self.actor,
            by=self.by,
            token=self.token,
            now=timezone.now(),
            **form.cleaned_data,
        )
        return _("Passed on: %(name)s has a link by mail.") % {"name": form.cleaned_data["to"]}
