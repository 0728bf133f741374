"""/health/live and /health/ready: whether the process answers, and whether its parts do."""

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.urls import path

from search.engines.base import EngineDown
from search.engines.current import search_engine


def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"live": True})


def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when every part answers, else 503 with the state of each."""
    parts = {"database": _answers(_ask_database), "search": _answers(_ask_search)}
    ok = all(parts.values())
    return JsonResponse({"ready": ok, "parts": parts}, status=200 if ok else 503)


def _answers(ask) -> bool:  # type: ignore[no-untyped-def]
    try:
        ask()
    except Exception:
        return False
    return True


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_search() -> None:
    health = search_engine().health()
    if not health.ok:
        raise EngineDown(health.detail)


urlpatterns = [path("live", live, name="health_live"), path("ready", ready, name="health_ready")]
