"""account/notifications/: what one was told, and what one has read."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from foundation.notifications.models import Notification
from foundation.notifications.operations import mark_all_read, mark_read

PAGE = 20


@login_required
@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    mine = Notification.objects.of(request.user)
    page = Paginator(mine, PAGE).get_page(request.GET.get("page"))
    return render(request, "notifications/list.html", {"page": page, "unread_count": mine.unread().count()})


@login_required
@require_POST
def open_notification(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mark one as read and go where it leads; one that leads nowhere leads back to the list."""
    told = get_object_or_404(Notification.objects.of(request.user), public_id=public_id)
    mark_read(notifications=[told.public_id], user=request.user, now=timezone.now())  # type: ignore[arg-type]
    if told.url and url_has_allowed_host_and_scheme(told.url, {request.get_host()}, require_https=request.is_secure()):
        return redirect(told.url)
    return redirect("notifications")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    mark_all_read(user=request.user, now=timezone.now())  # type: ignore[arg-type]
    return redirect("notifications")
