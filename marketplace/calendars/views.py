"""The calendar that programs fetch by a private address, and the page where a person makes or revokes it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from marketplace.answers.calendars import calendar_of
from marketplace.calendars.models import CalendarFeed
from marketplace.calendars.operations import close_calendar, open_calendar
from marketplace.calendars.queries import dates_of, owner_of


@require_safe
def feed(request: HttpRequest, feed: str) -> HttpResponse:
    """/{lang}/calendar/{token}/jisr.ics: the dates to come of whoever made this address, for a calendar program."""
    owner = owner_of(feed)
    if owner is None:
        raise Http404
    site = request.build_absolute_uri("/").rstrip("/")
    content = calendar_of(dates_of(owner, today=timezone.localdate()), site=site)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="jisr.ics"'
    response["Cache-Control"] = "private, max-age=900"
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest) -> HttpResponse:
    """Make, renew or revoke one's address; it is shown once, in the answer to the button, and cannot be shown again."""
    user, now = request.user, timezone.now()
    shown = ""
    if request.method == "POST" and "revoke" in request.POST:
        if close_calendar(user=user, now=now):  # type: ignore[arg-type]
            messages.success(request, _("The address is revoked: it answers nothing any more."))
        return redirect("calendar_feed_settings")
    if request.method == "POST":
        token = open_calendar(user=user, now=now)  # type: ignore[arg-type]
        shown = request.build_absolute_uri(reverse("calendar_feed", args=[token]))
    own = CalendarFeed.objects.filter(user=user).first()  # type: ignore[misc]
    context = {"own": own, "address": shown, "webcal": shown.replace("https:", "webcal:").replace("http:", "webcal:")}
    return render(request, "calendars/address.html", context)
