"""Who may look inside: whoever holds the token, or, where none is set, this machine itself."""

import hmac
import ipaddress

from django.conf import settings
from django.http import HttpRequest

FORWARDED = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Via")


def may_watch(request: HttpRequest) -> bool:
    """Return whether a request may see figures and details.

    A request that a proxy passed on comes from outside, whatever its last step.
    """
    if settings.METRICS_TOKEN:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(token.encode(), settings.METRICS_TOKEN.encode())
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:  # a Unix socket has no address: what comes through it was passed on by a proxy
        return False
