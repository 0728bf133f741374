"""The terms of a mission, for both sides on one address: read with all versions, accepted, changed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from foundation.base.errors import DomainError
from marketplace.answers.lifecycle import Status
from marketplace.answers.queries import with_page
from marketplace.outcomes.forms import TermsForm
from marketplace.outcomes.operations.terms import accept, propose
from marketplace.outcomes.queries import call_of, first_terms, missions_of, side_of, terms_as_typed, versions_of


def reached(request: HttpRequest, public_id: str, *, acting: bool = False) -> tuple[Any, str, str]:
    """Return (application, side, actor) of a mission; 404 for a stranger, and with `acting` for who only looks on."""
    application = with_page(get_object_or_404(missions_of(request.user), public_id=public_id))
    side, actor = side_of(request.user, application)
    if acting and not side:
        raise Http404
    return application, side, actor


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, mission: str) -> HttpResponse:
    """All versions, the latest first; a POST names in `version` the one that is accepted."""
    application, side, actor = reached(request, mission, acting=request.method == "POST")
    versions = versions_of(application)
    refusal = ""
    if request.method == "POST":
        asked = next((row for row in versions if str(row.version) == request.POST.get("version")), None)
        if asked is None:
            raise Http404
        try:
            accept(terms=asked, side=side, actor=actor, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        except DomainError as error:
            refusal = str(error)
        else:
            messages.success(request, _("Accepted. The other side is told."))
            return redirect("mission_terms", mission)
    latest = versions[0] if versions else None
    context = {
        "submission": application,
        "side": side,
        "versions": versions,
        "latest": latest,
        "agreed": next((row for row in versions if row.is_agreed), None),
        "to_accept": bool(latest and side and application.status == Status.ACCEPTED and not latest.accepted_by(side)),
        "may_change": bool(side) and application.status == Status.ACCEPTED,
        "refusal": refusal,
    }
    return render(request, "outcomes/terms.html", context, status=409 if refusal else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, mission: str) -> HttpResponse:
    """Either side proposes: the first version from the call's facts, a later one from the version before."""
    application, side, actor = reached(request, mission, acting=True)
    if application.status != Status.ACCEPTED:
        return redirect("mission_terms", mission)
    versions = versions_of(application)
    if versions:
        said = terms_as_typed(versions[0])
    else:
        said = first_terms(call_of(application), application.language, today=timezone.localdate())
    form = TermsForm(request.POST or None, said=said)
    if request.method == "POST" and form.is_valid():
        try:
            propose(
                application=application,
                facts=form.facts(),
                deliverables=form.lines(),
                side=side,
                actor=actor,
                by=request.user,  # type: ignore[arg-type]
                now=timezone.now(),
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Proposed. The other side is asked to accept."))
            return redirect("mission_terms", mission)
    context = {"submission": application, "side": side, "form": form, "is_first": not versions}
    return render(request, "outcomes/terms_new.html", context, status=422 if form.errors else 200)
