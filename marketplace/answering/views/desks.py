"""A coordinator's phone list with its log, and the focal point's list of what is late."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.agencies.models import Hold
from foundation.base.errors import DomainError
from foundation.base.locales import active_language
from foundation.organisations.models import FocalPoint, Organisation
from foundation.organisations.queries import members_of
from marketplace.answering.forms import CallForm, PhoneNoteForm
from marketplace.answering.models import PhoneNote
from marketplace.answering.operations import nudge, write_note
from marketplace.answering.queries import country_figures, late_agencies, phone_list, questions_waiting
from marketplace.answers.models import Submission
from marketplace.answers.queries import with_pages
from marketplace.contract.queries import escalations, unanswered_for_good
from marketplace.questions.queries import with_pages as with_their_pages

PAGE = 30


def _coordinated(request: HttpRequest) -> Any:
    """The organisations a person coordinates; whoever coordinates none finds no page."""
    coordinated = Organisation.objects.coordinated_by(request.user)  # type: ignore[arg-type]
    if not coordinated.exists():
        raise Http404
    return coordinated


@never_cache
@login_required
@require_safe
def phone(request: HttpRequest) -> HttpResponse:
    """Across the agencies of a coordinator: who waits, since when, whom to call, what was said."""
    _coordinated(request)
    today = timezone.localdate()
    page = Paginator(phone_list(request.user, on=today), PAGE).get_page(request.GET.get("page"))
    return render(request, "answering/phone.html", {"page": page, "agencies": page.object_list, "today": today})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def phone_agency(request: HttpRequest, organisation: str) -> HttpResponse:
    """One agency: what waits there, whom to call, the log of calls, and a form for the next line of it."""
    own = get_object_or_404(_coordinated(request), slug=organisation)
    form = PhoneNoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            write_note(organisation=own, by=request.user, now=timezone.now(), **form.cleaned_data)  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Written down."))
            return redirect("phone_list")
    waiting = Submission.objects.answerable_by(request.user).pending().filter(organisation=own)
    waiting = waiting.select_related("entry", "organisation", "person").order_by("answer_on", "pk")
    left = unanswered_for_good().filter(organisation=own).select_related("entry").order_by("answer_on", "pk")
    notes = Paginator(own.phone_notes.select_related("by"), PAGE).get_page(request.GET.get("page"))
    context = {
        "organisation": own,
        "members": members_of([own.pk]).get(own.pk, []),
        "rows": with_pages(waiting[:PAGE]),
        "questions": with_their_pages(questions_waiting(request.user).filter(organisation=own)[:PAGE]),
        "hold": Hold.objects.active().filter(organisation=own).order_by("since", "pk").first(),
        "to_write": with_pages(left[:PAGE]),
        "page": notes,
        "form": form,
        "today": timezone.localdate(),
    }
    return render(request, "answering/phone_agency.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_safe
def late(request: HttpRequest) -> HttpResponse:
    """All agencies of a focal point's countries with something late; counts and dates, nothing of what was sent."""
    if not request.user.is_superuser and not FocalPoint.objects.filter(user=request.user).exists():  # type: ignore[misc]
        raise Http404
    now = timezone.now()
    page = Paginator(late_agencies(request.user, on=timezone.localdate(now)), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "agencies": page.object_list,
        "escalations": escalations(Organisation.objects.verifiable_by(request.user))[:PAGE],  # type: ignore[arg-type]
        "figures": country_figures(request.user, now=now),
        "today": timezone.localdate(now),
    }
    return render(request, "answering/late.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def late_call(request: HttpRequest, organisation: str) -> HttpResponse:
    """A focal point has called an agency: a form for what was said, and the calls of the desk before.

    Whom he calls he knows: the members gave their numbers to coordinators.
    """
    own = get_object_or_404(Organisation.objects.verifiable_by(request.user).verified(), slug=organisation)  # type: ignore[arg-type]
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data | {"called_as": PhoneNote.Caller.FOCAL_POINT}
        try:
            write_note(organisation=own, by=request.user, now=timezone.now(), **words)  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Written down."))
            return redirect("late_answers")
    notes = own.phone_notes.filter(called_as=PhoneNote.Caller.FOCAL_POINT).select_related("by")
    context = {
        "organisation": own,
        "page": Paginator(notes, PAGE).get_page(request.GET.get("page")),
        "form": form,
    }
    return render(request, "answering/late_call.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def remind(request: HttpRequest, organisation: str) -> HttpResponse:
    """One click: the people who answer for an agency have a mail with what waits."""
    own = get_object_or_404(Organisation.objects.verifiable_by(request.user).verified(), slug=organisation)  # type: ignore[arg-type]
    try:
        nudge(organisation=own, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    except DomainError as error:
        messages.error(request, str(error))
    else:
        said = _("%(agency)s is reminded: everybody who answers there has a mail with what waits.")
        messages.success(request, said % {"agency": own.name(active_language())})
    return redirect("late_answers")
