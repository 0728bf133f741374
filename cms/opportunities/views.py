"""Pages around the editor: a call from a file or a template, suggestions, own calls; first calls; short addresses."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe
from wagtail.models import Page

from cms.agencies.models import AgencyPage
from cms.opportunities.forms import FirstCallForm, OutlineForm, TermsOfReferenceForm
from cms.opportunities.models import MissionCall
from cms.opportunities.operations import editing
from cms.opportunities.operations.drafting import draft_from_file, draft_from_outline
from cms.opportunities.operations.publishing import decide_first_call
from cms.opportunities.queries import own_pages, public_page, waiting_for
from cms.opportunities.scoping.outlines import kinds, outlines
from foundation.accounts.models import User
from foundation.accounts.queries import language_of
from foundation.base.errors import DomainError
from foundation.base.locales import active_language
from foundation.taxonomy.models import Concept

MOST_LISTED = 300


@require_http_methods(["GET", "POST"])
def from_file(request: HttpRequest, parent_page_id: int) -> HttpResponse:
    """/cms/opportunities/from-file/{agency}/: terms of reference become a draft; the editor opens on it."""
    agency = get_object_or_404(AgencyPage.objects.select_related("organisation"), pk=parent_page_id)
    if not agency.permissions_for_user(request.user).can_add_subpage():
        raise Http404
    form = TermsOfReferenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            call = draft_from_file(
                agency=agency, content=file.read(), name=file.name, by=person(request), now=timezone.now()
            )
        except DomainError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("The draft is there. Look at the facts that were read, then publish."))
            return redirect("wagtailadmin_pages:edit", call.pk)
    return render(request, "opportunities/from_file.html", {"form": form, "agency": agency})


@require_http_methods(["GET", "POST"])
def from_outline(request: HttpRequest, parent_page_id: int) -> HttpResponse:
    """/cms/opportunities/from-template/{agency}/: a template of a kind of mission becomes a draft."""
    agency = get_object_or_404(AgencyPage.objects.select_related("organisation"), pk=parent_page_id)
    if not agency.permissions_for_user(request.user).can_add_subpage():
        raise Http404
    language = active_language()
    form = OutlineForm(request.POST or None, initial={"language": language})
    if request.method == "POST" and form.is_valid():
        try:
            call = draft_from_outline(agency=agency, by=person(request), **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("The draft is there. Replace what stands in square brackets, then publish."))
            return redirect("wagtailadmin_pages:edit", call.pk)
    shown = [outlines()[kind, language] for kind in kinds()]
    return render(request, "opportunities/from_outline.html", {"form": form, "agency": agency, "outlines": shown})


@require_POST
def add_skill(request: HttpRequest, page_id: int) -> HttpResponse:
    """/cms/opportunities/{page}/add-skill/?concept=: one click of the editor's suggestions."""
    call = get_object_or_404(MissionCall, pk=page_id)
    concepts = list(Concept.objects.filter(kind="skill", pk__in=_numbers(request.GET.getlist("concept"))))
    try:
        editing.add_skills(call=call, concepts=concepts, by=person(request))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("wagtailadmin_pages:edit", page_id)


@require_POST
def look_taken(request: HttpRequest, page_id: int) -> HttpResponse:
    """/cms/opportunities/{page}/looked/: the marks of what was read from a file go."""
    page = get_object_or_404(Page, pk=page_id)
    try:
        editing.look_taken(page=page, by=person(request))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("wagtailadmin_pages:edit", page_id)


@require_GET
def my_calls(request: HttpRequest) -> HttpResponse:
    """/cms/opportunities/: what one's agencies have written, the latest first, with what each still lacks."""
    pages = own_pages(request.user)[:MOST_LISTED]
    agencies = AgencyPage.objects.filter(organisation__memberships__user=request.user).order_by("title")
    return render(request, "opportunities/my_calls.html", {"rows": pages, "agencies": agencies})


@login_required
@require_http_methods(["GET", "POST"])
def first_call(request: HttpRequest, public_id: str) -> HttpResponse:
    """/{lang}/desk/first-calls/{id}/: the focal point reads the first call of an agency and decides."""
    waiting = _waiting(request, public_id)
    form = FirstCallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        approve = "approve" in request.POST
        try:
            decide_first_call(
                task_state=waiting.state, by=person(request), approve=approve, comment=form.cleaned_data["comment"]
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            done = _("The call is public now.") if approve else _("The agency reads what should change.")
            messages.success(request, done)
            return redirect("desk")
    return render(request, "opportunities/first_call.html", {"waiting": waiting, "form": form})


@login_required
@require_GET
def first_call_preview(request: HttpRequest, public_id: str) -> HttpResponse:
    """The draft as readers will see it, in the active language."""
    waiting = _waiting(request, public_id)
    request.is_preview = True  # type: ignore[attr-defined]
    return waiting.page.serve(request)


@require_safe
def short(request: HttpRequest, public_id: str) -> HttpResponse:
    """/o/{id}/: the address to hand on; it leads to the public page in the reader's language, without an account."""
    page = public_page(public_id)
    if page is None:
        raise Http404
    with translation.override(language_of(request, otherwise=page.source_language)):
        response = redirect(page.get_url(request))
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def _waiting(request: HttpRequest, public_id: str) -> Any:
    for row in waiting_for(request.user):
        if row.page.public_id == public_id:
            return row
    raise Http404


def person(request: HttpRequest) -> User:
    """Return who is signed in; the guard of the CMS and `login_required` let nobody else come here."""
    return request.user  # type: ignore[return-value]


def _numbers(values: list[str]) -> list[int]:
    return [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 19]
