"""One entry for the team of its office: facts, documents, history, and what may be done with it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from foundation.base.errors import DomainError
from foundation.base.locales import active_language
from foundation.organisations.models import EDITING, MODERATING
from foundation.registry import handling
from foundation.registry.forms.steps import AnnulForm, AssignForm, LimitForm, OutsideForm, StatusForm
from foundation.registry.lifecycle import MOVES, WAITING, Status
from foundation.registry.models import READING, Entry, Piece, Step
from foundation.registry.operations import day_at
from foundation.registry.queries import history_of
from foundation.registry.receipts import receipt, receipt_name
from foundation.registry.views.office import me, private
from foundation.registry.words import Side

FORMS: dict[str, tuple[type[forms.Form], Callable[..., Any]]] = {
    "assign": (AssignForm, handling.assign),
    "status": (StatusForm, handling.set_status),
    "limit": (LimitForm, handling.move_limit),
    "outside": (OutsideForm, handling.note_outside_number),
    "annul": (AnnulForm, handling.annul),
}


def _entry(request: HttpRequest, organisation: str, public_id: str) -> Entry:
    rows = Entry.objects.visible_to(me(request)).filter(office__organisation__slug=organisation)
    return get_object_or_404(rows.with_all().select_related("reply_to"), public_id=public_id)


@login_required
@never_cache
@require_safe
def entry(request: HttpRequest, organisation: str, entry: str) -> HttpResponse:
    return _page(request, _entry(request, organisation, entry))


def _page(request: HttpRequest, entry: Entry, asked: str = "", form: forms.Form | None = None) -> HttpResponse:
    organisation, standing = entry.office.organisation, entry.standing
    role = organisation.memberships.values_list("role", flat=True).filter(user=me(request)).first()  # type: ignore[union-attr]
    may_handle = role in EDITING or (standing.in_charge == me(request) and role in READING)
    by_hand = may_handle and not entry.follows_an_answer
    may = {
        "assign": role in EDITING,
        "status": by_hand,
        "limit": by_hand,
        "outside": may_handle,
        "annul": role in MODERATING,
    }
    shown = {} if standing.annulled else {name: _form(name, entry) for name, allowed in may.items() if allowed}
    if form is not None:
        shown[asked] = form
    context = {
        "entry": entry,
        "standing": standing,
        "organisation": organisation,
        "name": organisation.name(active_language()),  # type: ignore[union-attr]
        "senders": entry.said(Side.SENDER),
        "recipients": entry.said(Side.RECIPIENT),
        "copies": entry.said(Side.COPY),
        "erased": len(entry.persons) - len(entry.correspondents.all()),
        "pieces": [(piece, entry.piece_facts[piece.place]) for piece in entry.pieces.order_by("place")],
        "replies": Entry.objects.visible_to(me(request)).filter(reply_to=entry).order_by("pk"),
        "answers": Entry.objects.visible_to(me(request)).filter(pk=entry.reply_to_id).first(),
        "outside_numbers": entry.outside_numbers.all(),
        "history": history_of(entry),
        "annulled": entry.steps.filter(kind=Step.Kind.ANNULLED).select_related("by").first(),
        "is_late": standing.is_late(day_at(office=entry.office, now=timezone.now())),
        "forms": {name: shown.get(name) for name in FORMS},
        "follows_the_answer": may_handle and not by_hand and not standing.annulled,
        "may_reply": role in EDITING and not standing.annulled,
    }
    return render(request, "registry/entry.html", context)


def _form(name: str, entry: Entry, data: Any = None) -> forms.Form:
    standing = entry.standing
    initial = {"in_charge": standing.in_charge_id, "unit": standing.unit}
    form = FORMS[name][0](data, prefix=name, initial=initial)
    if name == "assign":
        form.fields["in_charge"].offer(entry.office.organisation_id)  # type: ignore[attr-defined]
        if entry.is_answered_by_the_team and standing.status in WAITING:
            form.fields["in_charge"].help_text = _("Who is in charge answers it, and has a link by mail.")
    if name == "status":
        nexts = MOVES[Status(standing.status)]
        form.fields["status"].choices = [(each.value, each.label) for each in nexts]  # type: ignore[attr-defined]
    return form


@login_required
@require_POST
def act(request: HttpRequest, organisation: str, entry: str, action: str) -> HttpResponse:
    """Take one of the steps of FORMS; what was typed wrong is shown again with what is wrong."""
    if action not in FORMS:
        raise Http404
    found = _entry(request, organisation, entry)
    form = _form(action, found, request.POST)
    if form.is_valid():
        try:
            FORMS[action][1](entry=found, by=me(request), now=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("It is written down."))
            still = Entry.objects.visible_to(me(request)).filter(pk=found.pk).exists()
            return redirect("register_entry", organisation, entry) if still else redirect("desk")
    return _page(request, found, action, form)


@login_required
@require_safe
def entry_receipt(request: HttpRequest, organisation: str, entry: str) -> HttpResponse:
    """The receipt in the language that the entry was made in: that of the person."""
    found = _entry(request, organisation, entry)
    content = receipt(entry=found, language=found.language)
    return private(HttpResponse(content, content_type="application/pdf"), receipt_name(found))


@login_required
@require_safe
def piece(request: HttpRequest, organisation: str, entry: str, place: int) -> HttpResponse:
    """A document that the office itself keeps. What belongs to a person is opened where she granted it."""
    found = _entry(request, organisation, entry)
    kept = get_object_or_404(Piece.objects.exclude(content=""), entry=found, place=place)
    try:
        with kept.content.open("rb") as opened:
            content = opened.read()  # UPLOAD_MAX_BYTES at most
    except FileNotFoundError:
        raise Http404 from None
    media_type = found.piece_facts[kept.place]["media_type"]
    return private(HttpResponse(content, content_type=media_type), kept.name)
