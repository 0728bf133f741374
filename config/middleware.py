"""What every request passes: language prefixes for people, a content policy per area, the person's time zone."""

import zoneinfo
from collections.abc import Callable
from typing import Any

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import timezone, translation

ADMIN_AREAS = ("/cms/", "/admin/")
PLAIN_AREAS = (
    *ADMIN_AREAS,
    *("/api/", "/documents/", "/health/", "/media/", "/metrics", "/o/", "/s/", "/static/", "/verify/", "/webhooks/"),
)


class PrefixedForPeople(LocaleMiddleware):
    """Language prefixes for people; machines and the admin keep their plain 404.

    The page route of Wagtail accepts any path, so Django would answer every missing path with a
    redirect to its prefixed twin.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code == 404 and request.path_info.startswith(PLAIN_AREAS):
            return response
        return super().process_response(request, response)


class PolicyByArea(CSPMiddleware):
    """The strict content policy for the public site; the two admins get theirs, from the settings."""

    def get_policy_parts(self, request: Any, response: Any, report_only: bool = False) -> Any:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith(ADMIN_AREAS):
            parts.config = settings.ADMIN_CSP
        return parts


class PersonalPreferences:
    """Moments in the time zone of the account; the staff admin, which has no language prefix, in its language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        staff_admin = request.path_info.startswith("/admin/")
        language = user.language if staff_admin else translation.get_language()
        with timezone.override(zoneinfo.ZoneInfo(user.time_zone)), translation.override(language):
            return self.get_response(request)
