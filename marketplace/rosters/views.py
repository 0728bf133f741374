"""An organisation brings a list, looks at it and sends it; who is invited reads what it says, and answers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.base.ids import public_id
from foundation.base.locales import active_language
from foundation.organisations.models import Organisation
from marketplace.rosters.forms import RosterForm
from marketplace.rosters.operations import A_DAY, decline, send_roster, take_up
from marketplace.rosters.queries import invitation_of, sent_by
from marketplace.rosters.sources import Line, Sheet, read_sheet, template_for

_SALT = "rosters.preview"
_AN_HOUR_S = 3600  # between a look at a list and sending it


def _me(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _of_mine(request: HttpRequest, slug: str) -> Organisation:
    return get_object_or_404(Organisation.objects.moderated_by(_me(request)), slug=slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roster(request: HttpRequest, organisation: str) -> HttpResponse:
    """Choose a file; what was read of it is shown, line by line, before anything is kept or sent."""
    own = _of_mine(request, organisation)
    form = RosterForm(request.POST, request.FILES) if request.method == "POST" else RosterForm()
    if request.method == "POST" and form.is_valid():
        try:
            sheet = read_sheet(form.cleaned_data["file"].read())
        except DomainError as error:
            form.add_error("file", str(error))
        else:
            return _preview(request, own, sheet)
    return _page(request, own, form)


def _page(request: HttpRequest, organisation: Organisation, form: RosterForm, refusal: str = "") -> HttpResponse:
    context = {
        "organisation": organisation,
        "name": organisation.name(active_language()),
        "form": form,
        "refusal": refusal,
        "rosters": sent_by(organisation),
        "a_day": A_DAY,
    }
    return render(request, "rosters/roster.html", context)


def _preview(request: HttpRequest, organisation: Organisation, sheet: Sheet) -> HttpResponse:
    """The list goes back to the browser, signed: nothing of it is kept until it is sent."""
    good = sheet.good
    rows = [{"number": line.number, "email": line.email, **line.facts()} for line in good]
    kept = {"organisation": organisation.public_id, "by": _me(request).public_id, "key": public_id(), "rows": rows}
    context = {
        "organisation": organisation,
        "name": organisation.name(active_language()),
        "sheet": sheet,
        "good": len(good),
        "wrong": len(sheet.lines) - len(good),
        "signed": signing.dumps(kept, salt=_SALT, compress=True),
    }
    return render(request, "rosters/preview.html", context)


@login_required
@require_POST
def send(request: HttpRequest, organisation: str) -> HttpResponse:
    own = _of_mine(request, organisation)
    try:
        kept = signing.loads(request.POST.get("list", ""), salt=_SALT, max_age=_AN_HOUR_S)
    except signing.BadSignature:
        return _page(request, own, RosterForm(), _("This list was looked at too long ago. Choose the file again."))
    if (kept["organisation"], kept["by"]) != (own.public_id, _me(request).public_id):
        raise Http404
    lines = [Line(**row) for row in kept["rows"]]
    try:
        sent = send_roster(organisation=own, lines=lines, by=_me(request), key=kept["key"], now=timezone.now())
    except DomainError as error:
        return _page(request, own, RosterForm(), str(error))
    told = ngettext("%(count)s person is invited.", "%(count)s people are invited.", sent.invited)
    messages.success(request, told % {"count": sent.invited})
    return redirect("roster", organisation)


@login_required
@require_safe
def template(request: HttpRequest, organisation: str) -> HttpResponse:
    """The file to fill in, its columns in the reader's language."""
    _of_mine(request, organisation)
    answer = HttpResponse(template_for(active_language()), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="jisr-experts.csv"'
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """Who is invited reads who gave the address and what was said, and takes it up or says no for good."""
    try:
        invitation = invitation_of(token, at=timezone.now())
    except (signing.BadSignature, ValueError) as error:
        raise Http404 from error
    if invitation is None:
        return render(request, "rosters/over.html", status=404)
    refusal = ""
    if request.method == "POST":
        try:
            if "decline" in request.POST:
                decline(invitation=invitation, now=timezone.now())
                return render(request, "rosters/declined.html")
            if request.user.is_authenticated:
                take_up(invitation=invitation, user=_me(request), now=timezone.now())
                messages.success(request, _("Tick what is right: only that goes into your profile."))
                return redirect("expert_cv")
        except DomainError as error:
            refusal = str(error)
    facts: dict[str, Any] = invitation.facts
    context = {
        "name": invitation.roster.organisation.name(active_language()),
        "invitation": invitation,
        "facts": facts,
        "refusal": refusal,
    }
    return render(request, "rosters/invited.html", context)
