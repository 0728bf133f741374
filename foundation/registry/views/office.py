"""The register of an office for its team: the list, an entry by hand, the code, books and tables."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.base.locales import active_language, date_words
from foundation.organisations.models import EDITING, MODERATING, Organisation, Role
from foundation.registry.books import book, table, volumes
from foundation.registry.forms.entering import EntryForm
from foundation.registry.forms.looking import BookForm, CodeForm, LookForm
from foundation.registry.models import READING, Entry, EntryQuerySet
from foundation.registry.offices import Book, Office
from foundation.registry.operations import choose_code, day_at, office_of, register
from foundation.registry.queries import looked_for

PER_PAGE = 50


def me(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def organisation_for(request: HttpRequest, slug: str, roles: tuple[Role, ...]) -> Organisation:
    """Return an organisation that keeps a register, for those of its team who have one of the roles."""
    rows = Organisation.objects.exclude(verified_at=None).select_related("office")
    return get_object_or_404(rows.filter(memberships__user=me(request), memberships__role__in=roles), slug=slug)


def _office(organisation: Organisation) -> Office | None:
    return getattr(organisation, "office", None)


def _today(office: Office | None) -> dt.date:
    now = timezone.now()
    return day_at(office=office, now=now) if office else now.date()


def _role(request: HttpRequest, organisation: Organisation) -> str:
    return organisation.memberships.values_list("role", flat=True).get(user=me(request))


@login_required
@require_safe
def entries(request: HttpRequest, organisation: str) -> HttpResponse:
    own = organisation_for(request, organisation, READING)
    return _list(request, own, CodeForm(initial={"code": office.code if (office := _office(own)) else ""}))


def _list(request: HttpRequest, own: Organisation, code_form: CodeForm) -> HttpResponse:
    office, role = _office(own), _role(request, own)
    form = LookForm(request.GET)
    rows = _found(request, own, form)
    page = Paginator(rows.with_all(), PER_PAGE).get_page(request.GET.get("page"))
    books = list(Book.objects.filter(office=office).order_by("-year")) if office else []
    asked = request.GET.copy()
    asked.pop("page", None)
    day_form = BookForm(request.GET)
    day = day_form.cleaned_data["on"] if office and day_form.is_valid() else None
    context = {
        "organisation": own,
        "name": own.name(active_language()),
        "office": office,
        "form": form,
        "page": page,
        "today": _today(office),
        "may_enter": role in EDITING,
        "code_form": code_form if role in MODERATING and not any(each.entries for each in books) else None,
        "books": [(each, volumes(each.entries)) for each in books],
        "day": day,
        "day_volumes": volumes(_of_day(office, day).count()) if day else None,
        "book_form": BookForm(initial={"on": day or _today(office)}),
        "asked": asked.urlencode(),
    }
    return render(request, "registry/register.html", context)


def _of_day(office: Office | None, day: dt.date) -> EntryQuerySet:
    return Entry.objects.filter(office=office, admitted_on=day)


def _found(request: HttpRequest, own: Organisation, form: LookForm) -> EntryQuerySet:
    rows = Entry.objects.visible_to(me(request)).filter(office__organisation=own)
    return looked_for(rows, form.wanted(), user=me(request), today=_today(_office(own)))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, organisation: str) -> HttpResponse:
    """Enter by hand what came by post, at the counter or by telephone."""
    own = organisation_for(request, organisation, EDITING)
    office, now = _office(own), timezone.now()
    typed = (request.POST, request.FILES) if request.method == "POST" else ()
    initial = {"in_charge": me(request).pk, "reply_to": request.GET.get("reply_to", "")[:40]}
    if request.GET.get("direction") in ("A", "D", "I"):
        initial["direction"] = request.GET["direction"]
    form = EntryForm(
        *typed, initial=initial, office=office, organisation_pk=own.pk, user=me(request), today=_today(office)
    )
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        try:
            entry = register(
                **facts,
                office=office_of(organisation=own, now=now),
                language=active_language(),
                by=me(request),
                now=now,
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Entered under number %(number)s.") % {"number": entry.number})
            return redirect("register_entry", own.slug, entry.public_id)
    context = {"organisation": own, "name": own.name(active_language()), "form": form}
    return render(request, "registry/enter.html", context)


@login_required
@require_POST
def code(request: HttpRequest, organisation: str) -> HttpResponse:
    """Choose the code of the office, before its first number."""
    own = organisation_for(request, organisation, MODERATING)
    form = CodeForm(request.POST)
    if form.is_valid():
        now = timezone.now()
        try:
            choose_code(office=office_of(organisation=own, now=now), code=form.cleaned_data["code"], now=now)
        except DomainError as error:
            form.add_error("code", str(error))
        else:
            messages.success(request, _("The code is chosen."))
            return redirect("register", own.slug)
    return _list(request, own, form)


@login_required
@require_safe
def year_book(request: HttpRequest, organisation: str, year: int) -> HttpResponse:
    """A volume of the book of a year, to print and to keep."""
    own = organisation_for(request, organisation, READING)
    kept = get_object_or_404(Book.objects.select_related("office"), office__organisation=own, year=year)
    volume = request.GET.get("volume", "1")
    if not volume.isdecimal() or int(volume) not in volumes(kept.entries):
        raise Http404
    title = _("Register of %(year)s") % {"year": year}
    if len(volumes(kept.entries)) > 1:
        title = _("Register of %(year)s, volume %(volume)s") % {"year": year, "volume": volume}
    rows = Entry.objects.filter(book=kept)
    name = f"{kept.code}-{year}-{volume}.pdf"
    return _pdf(request, kept.office, rows, title=title, name=name, volume=int(volume))


@login_required
@require_safe
def day_book(request: HttpRequest, organisation: str) -> HttpResponse:
    """A volume of the book of a day; the list answers for a day that is none, or has volumes to choose from."""
    own = organisation_for(request, organisation, READING)
    form, office = BookForm(request.GET), _office(own)
    if office is None or not form.is_valid():
        messages.error(request, _("Choose a day for the book."))
        return redirect("register", own.slug)
    day = form.cleaned_data["on"]
    rows = _of_day(office, day)
    numbers, volume = volumes(rows.count()), request.GET.get("volume", "")
    if not volume and len(numbers) > 1:
        return redirect(f"{reverse('register', args=[own.slug])}?on={day.isoformat()}#books-title")
    volume = volume or "1"
    if not volume.isdecimal() or int(volume) not in numbers:
        raise Http404
    name, facts = f"{office.code}-{day.isoformat()}", {"date": date_words(day, active_language()), "volume": volume}
    if len(numbers) == 1:
        return _pdf(request, office, rows, title=_("Register of %(date)s") % facts, name=f"{name}.pdf")
    title = _("Register of %(date)s, volume %(volume)s") % facts
    return _pdf(request, office, rows, title=title, name=f"{name}-{volume}.pdf", volume=int(volume))


def _pdf(
    request: HttpRequest, office: Office, rows: EntryQuerySet, *, title: str, name: str, volume: int = 1
) -> HttpResponse:
    shown, today = rows.shown_to(me(request)), _today(office)
    content = book(office=office, entries=shown, title=title, language=active_language(), today=today, volume=volume)
    return private(HttpResponse(content, content_type="application/pdf"), name)


@login_required
@require_safe
def export(request: HttpRequest, organisation: str) -> StreamingHttpResponse:
    """What the list shows, all pages of it, as CSV; sent while it is read."""
    own = organisation_for(request, organisation, READING)
    rows = _found(request, own, LookForm(request.GET))
    answer = StreamingHttpResponse(_spoken(active_language(), table(rows)), content_type="text/csv; charset=utf-8")
    return private(answer, f"{own.slug}-register.csv")


def _spoken(code: str, lines: Iterator[str]) -> Iterator[str]:
    """A streamed answer is read after the request's language is gone."""
    while True:
        with translation.override(code):
            line = next(lines, None)
        if line is None:
            return
        yield line


def private(answer: Any, name: str) -> Any:
    """Let a file be saved under a name, and kept by no cache."""
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
