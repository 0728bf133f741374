"""A mission ends: done, with its certificate, or cancelled; and a call is repeated a year later."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.opportunities.models import MissionCall
from cms.opportunities.operations.drafting import repeat_call
from foundation.base.errors import DomainError
from foundation.base.locales import active_language
from foundation.taxonomy.queries import preferred_labels
from marketplace.answers.lifecycle import Status
from marketplace.answers.models import Move
from marketplace.answers.views.answering import Screen
from marketplace.outcomes.certificates import certificate_name, certificate_pdf
from marketplace.outcomes.forms import CancelForm, CompletionForm
from marketplace.outcomes.lifecycle import Side
from marketplace.outcomes.models import Certificate
from marketplace.outcomes.operations.completing import cancel, complete
from marketplace.outcomes.queries import agreed_terms, call_of
from marketplace.outcomes.views.terms import reached


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def complete_it(request: HttpRequest, mission: str) -> HttpResponse:
    """The agency confirms what was handed over and which skills it has seen; the certificate is made by that."""
    application, side, actor = reached(request, mission, acting=True)
    if side != Side.AGENCY:
        raise Http404
    if application.status != Status.ACCEPTED:
        return redirect("answer", mission)
    terms = agreed_terms(application)
    rows = list(call_of(application).skills.select_related("concept"))
    labels = preferred_labels([row.concept.uri for row in rows], active_language())
    skills = [(row.concept, labels.get(row.concept.uri, row.concept.uri)) for row in rows]
    form = CompletionForm(request.POST or None, lines=list(terms.deliverables.all()) if terms else [], skills=skills)
    if request.method == "POST" and form.is_valid():
        try:
            made = complete(
                application=application,
                delivered=form.handed_over(),
                skills=form.chosen(),
                note=form.cleaned_data["note"],
                actor=actor,
                by=request.user,  # type: ignore[arg-type]
                now=timezone.now(),
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            number = made.entry.number
            messages.success(request, _("Done. The certificate has the number %(number)s.") % {"number": number})
            return redirect("answer", mission)
    context = {"submission": application, "terms": terms, "form": form}
    return render(request, "outcomes/complete.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_it(request: HttpRequest, mission: str) -> HttpResponse:
    """An agency writes a letter, as with its other answers; an expert gives a reason and a word."""
    application, side, actor = reached(request, mission, acting=True)
    back = "submission" if side == Side.PERSON else "answer"
    if application.status != Status.ACCEPTED:
        return redirect(back, mission)
    if side == Side.AGENCY:
        screen = _Letter(application, actor, request.user)  # type: ignore[arg-type]
        if request.method == "POST" and screen.take(request):
            return redirect(back, mission)
        return screen.shown(request, "outcomes/cancel.html", side=side, back=back)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel(application=application, **form.cleaned_data, actor=actor, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Cancelled. The other side is told why."))
            return redirect(back, mission)
    context = {"submission": application, "side": side, "form": form, "back": back}
    return render(request, "outcomes/cancel.html", context, status=422 if form.errors else 200)


class _Letter(Screen):
    """The letter by which an agency calls a mission off."""

    def _names(self) -> list[str]:
        return ["cancel"]

    def _make(self, **facts: Any) -> Move:
        facts.pop("name")  # it is the only one
        return cancel(application=self.submission, **facts)


@login_required
@require_safe
def certificate(request: HttpRequest, mission: str) -> HttpResponse:
    """The PDF, in two languages, for both sides; none for a person who is erased."""
    application, _side, _actor = reached(request, mission)
    rows = Certificate.objects.filter(application__person__isnull=False).select_related(
        "application__organisation", "application__person", "entry", "terms", "signed_by"
    )
    found = get_object_or_404(rows, application=application)
    response = HttpResponse(certificate_pdf(certificate=found), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{certificate_name(found)}"'
    return response


@login_required
@require_POST
def repeat(request: HttpRequest, opportunity: str) -> HttpResponse:
    """A new draft of the call with its dates a year later; the editor opens on it."""
    rows = MissionCall.objects.visible_to(request.user)
    call = get_object_or_404(rows, public_id=opportunity)
    if not call.permissions_for_user(request.user).can_edit():
        raise Http404
    try:
        made = repeat_call(call=call, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("desk")
    messages.success(request, _("The draft is there, with the dates of next year. Look at them, then publish."))
    return redirect("wagtailadmin_pages:edit", made.pk)
