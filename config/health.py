"""/health/live and /health/ready: whether the process answers, and whether it can serve people."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache

from config.observing.parts import standing
from config.observing.watchers import may_watch

ESSENTIAL = ("database", "migrations", "files")  # without them a host can serve nobody


@never_cache
def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"live": True})


@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 while people can be served, else 503, with the state of each part.

    A part that is missing in general (search, broker, cache) leaves the site "degraded": every host would see the same,
    and taking all of them away would serve nobody. What is wrong with a part is told to those who may watch.
    """
    parts = standing()
    is_ready = all(parts[name].ok for name in ESSENTIAL)
    shown: dict[str, Any] = {name: {"ok": part.ok} for name, part in parts.items()}
    if may_watch(request):
        for name, part in parts.items():
            shown[name]["detail"] = part.detail
    degraded = is_ready and not all(part.ok for part in parts.values())
    return JsonResponse({"ready": is_ready, "degraded": degraded, "parts": shown}, status=200 if is_ready else 503)


urlpatterns = [path("live", live, name="health_live"), path("ready", ready, name="health_ready")]
