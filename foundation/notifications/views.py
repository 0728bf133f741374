"""account/notifications/: what one was told and has read, how often one is told, and the links that stop mails."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.notifications.choosing import choose, resume, stop
from foundation.notifications.forms import ChoicesForm
from foundation.notifications.kinds import Rhythm, known_kinds
from foundation.notifications.models import Notification
from foundation.notifications.operations import mark_all_read, mark_read
from foundation.notifications.queries import Reader, kinds_for, kinds_told, rhythms_of, stopped_by, to_stop

PAGE = 20
_STOPPED = "notifications.stopped"


def _me(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


@login_required
@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    """Show what one was told by day, all of it or one kind."""
    mine = Notification.objects.shown_to(request.user)
    kinds = kinds_told(_me(request))
    chosen = request.GET.get("kind", "")
    chosen = chosen if chosen in {kind.code for kind in kinds} else ""
    page = Paginator(mine.filter(kind=chosen) if chosen else mine, PAGE).get_page(request.GET.get("page"))
    days = groupby(page.object_list, key=lambda told: timezone.localdate(told.created_at))
    context = {
        "page": page,
        "days": [(day, list(told)) for day, told in days],
        "kinds": kinds,
        "chosen": chosen,
        "keep_query": f"&kind={chosen}" if chosen else "",
        "unread_count": sum(kind.unread for kind in kinds if chosen in ("", kind.code)),
    }
    return render(request, "notifications/list.html", context)


@login_required
@require_POST
def open_notification(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mark one as read and go where it leads; one that leads nowhere leads back to the list."""
    told = get_object_or_404(Notification.objects.shown_to(request.user), public_id=public_id)
    mark_read(notifications=[told.public_id], user=_me(request), now=timezone.now())
    if told.url and url_has_allowed_host_and_scheme(told.url, {request.get_host()}, require_https=request.is_secure()):
        return redirect(told.url)
    return redirect("notifications")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    mark_all_read(user=_me(request), kind=request.POST.get("kind", ""), now=timezone.now())
    return redirect("notifications")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """Choose how often one is told of each kind that concerns one, or leave all that can be left to the site."""
    kinds = kinds_for(_me(request))
    told = rhythms_of(_me(request), kinds)
    typed = request.POST if request.method == "POST" and "quiet" not in request.POST else None
    form = ChoicesForm(typed, kinds=kinds, told=told)
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        rhythms = form.cleaned_data if form.is_bound else dict.fromkeys(told, Rhythm.SITE)
        try:
            choose(user=_me(request), rhythms=rhythms, now=timezone.now())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your choices are saved."))
            return redirect("notification_choices")
    return render(request, "notifications/choices.html", {"form": form, "groups": form.groups()})


@csrf_exempt  # a mail provider sends it, without a cookie or a page of ours (RFC 8058, section 3.2)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mails(request: HttpRequest, stops: str) -> HttpResponse:
    """Stop the mails of a kind: by one POST of anybody who has the link; opening it only shows the button."""
    try:
        reader, kind = to_stop(stops)
    except signing.BadSignature as error:
        raise Http404 from error
    context: dict[str, Any] = {"kind": kind, "state": "asked", "undo": ""}
    if reader is None:
        return render(request, "notifications/stop.html", context | {"state": "gone", "labels": [], "member": False})
    if request.method == "POST" and "undo" in request.POST:
        told = resume(reader=reader, rhythms=_before(request, reader), now=timezone.now())
        context |= {"state": "told_again", "codes": told}
    elif request.method == "POST":
        stopped = stop(reader=reader, code=kind.code, now=timezone.now())
        undo = signing.dumps({"reader": reader.name, "rhythms": stopped}, salt=_STOPPED)
        context |= {"state": "stopped", "codes": list(stopped), "undo": undo if stopped else ""}
    else:
        context["codes"] = list(stopped_by(reader, kind.code))
    labels = [known_kinds()[code].label for code in context["codes"]]
    context |= {
        "labels": labels,
        "member": reader.user is not None,
        "address": reverse("notifications_stop", args=[stops]),
    }
    return render(request, "notifications/stop.html", context)


def _before(request: HttpRequest, reader: Reader) -> dict[str, str]:
    """Return how often the reader was told before she stopped it, as the page that stopped it says."""
    try:
        said = signing.loads(request.POST["undo"], salt=_STOPPED)
    except signing.BadSignature as error:
        raise Http404 from error
    if said["reader"] != reader.name:
        raise Http404
    return said["rhythms"]
