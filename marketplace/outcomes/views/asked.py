"""Links of mails, which need no account: opening one changes nothing, since mail scanners open links; a button does."""

from functools import wraps
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from foundation.base.errors import DomainError
from foundation.base.locales import active_language
from marketplace.answers.queries import title_of
from marketplace.outcomes.forms import MoreForm, OutcomeForm, RefreshForm
from marketplace.outcomes.lifecycle import QUESTIONS, Said
from marketplace.outcomes.operations.answering import USED, answer, refresh, tell_more
from marketplace.outcomes.queries import Opened, call_of, more_address, opened, to_confirm
from marketplace.profiles.queries import expert_of


def _link(of: str) -> Any:
    """Read the link before the view: one that is not ours is 404, one whose time has passed says so and no more."""

    def around(view: Any) -> Any:
        @never_cache
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def looked_at(request: HttpRequest, **part: str) -> HttpResponse:
            try:
                link = opened(*part.values(), of=of, at=timezone.now())
            except (signing.BadSignature, ValueError) as error:
                raise Http404 from error
            if link.over:
                return _over(request, _("The time to answer has passed."), status=410)
            if link.used:
                return _over(request, _(USED), status=410)
            response: HttpResponse = view(request, link)
            response["Referrer-Policy"] = "no-referrer"
            return response

        return looked_at

    return around


@_link("answer")
def outcome(request: HttpRequest, link: Opened) -> HttpResponse:
    """One question, its answers as buttons; the one that was tapped in the mail is the large one."""
    asked: Any = link.outcome
    if asked.answered_at is not None:
        return _over(request, _("This was answered already. Thank you."))
    form = OutcomeForm(request.POST or None, outcome=asked)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            answer(outcome=asked, said=form.cleaned_data["said"], actor=link.actor, by=link.user, now=now)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you: it is written down."))
            return redirect(more_address(asked, link.user, now=now, language=active_language()))
    tapped = request.GET.get("said", "")
    answers = [(code, label, code == tapped) for code, label in form.fields["said"].choices]  # type: ignore[attr-defined]
    context = {"answers": sorted(answers, key=lambda row: not row[2]), "form": form, **_facts(asked)}
    return render(request, "outcomes/outcome.html", context, status=422 if form.errors else 200)


@_link("more")
def more(request: HttpRequest, link: Opened) -> HttpResponse:
    """Words and figures, if somebody wishes; once, and for a day after the tap."""
    asked: Any = link.outcome
    if asked.answered_at is None or asked.told_at is not None:
        return _over(request, _("Thank you: it is written down."), confirm=to_confirm(asked))
    form = MoreForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            tell_more(outcome=asked, facts=form.cleaned_data, now=timezone.now())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return _over(request, _("Thank you: it is written down."), confirm=to_confirm(asked))
    context = {"form": form, "said": Said(asked.said).label, "confirm": to_confirm(asked), **_facts(asked)}
    return render(request, "outcomes/more.html", context, status=422 if form.errors else 200)


@_link("refresh")
def refresh_profile(request: HttpRequest, link: Opened) -> HttpResponse:
    """An expert's profile is still right, with one tap; or from which day she is free again."""
    profile = expert_of(link.user)
    if profile is None:
        return _over(request, _("There is no expert profile any more."), status=410)
    form = RefreshForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        day = None if "still" in request.POST else form.cleaned_data["available_from"]
        if day is None and "still" not in request.POST:
            form.add_error("available_from", _("Choose a day."))
        else:
            try:
                refresh(profile=profile, available_from=day, link=link.digest, now=timezone.now())
            except DomainError as error:
                if error.code == "used":  # at this moment
                    return _over(request, str(error), status=410)
                form.add_error(None, str(error))
            else:
                return _over(request, _("Thank you: your profile is up to date."))
    context = {"profile": profile, "form": form}
    return render(request, "outcomes/refresh.html", context, status=422 if form.errors else 200)


def _facts(asked: Any) -> dict[str, Any]:
    application = asked.application
    return {
        "outcome": asked,
        "question": QUESTIONS[asked.stage],
        "title": title_of(call_of(application), active_language()),
        "agency": application.organisation.name(active_language()),
    }


def _over(request: HttpRequest, sentence: str, *, status: int = 200, confirm: str = "") -> HttpResponse:
    """Say one sentence; `confirm` is the public id of a mission that its agency confirms as done next, if there is."""
    return render(request, "outcomes/over.html", {"sentence": sentence, "confirm": confirm}, status=status)
