"""What is kept of every request: an id that all its work carries, a log line, and figures by route."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

from foundation.base.logs import UNMATCHED, route_of
from foundation.base.request_ids import taken, working_for

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
REQUESTS = Counter("jisr_requests", "Requests answered.", ("route", "method", "status"))
SECONDS = Histogram(
    "jisr_request_seconds",
    "How long a request took to answer.",
    ("route",),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
QUERIES = Histogram(
    "jisr_request_queries", "Database queries of a request.", ("route",), buckets=(0, 5, 10, 20, 40, 80, 160)
)
log = logging.getLogger("jisr.access")


class Watched:
    """The outermost middleware: what it measures is what the visitor waits for.

    An access line names the route, never the path (which holds signed links and what people search for), and the
    public id of the person, never an address of mail or network.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        queries = _Queries()
        with working_for(taken(request.headers.get("X-Request-ID"))) as request_id:
            with connection.execute_wrapper(queries):
                response = self.get_response(request)
            _keep(request, response.status_code, time.perf_counter() - started, queries.count)
        response["X-Request-ID"] = request_id
        return response


class _Queries:
    """Counts the statements of one request."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], *statement: Any) -> Any:
        self.count += 1
        return execute(*statement)


def _keep(request: HttpRequest, status: int, took_s: float, queries: int) -> None:
    route = route_of(request)
    if route == UNMATCHED and request.path_info.startswith(settings.STATIC_URL):
        route = "static"
    method = request.method if request.method in METHODS else "other"
    REQUESTS.labels(route, method, status).inc()
    SECONDS.labels(route).observe(took_s)
    QUERIES.labels(route).observe(queries)
    if log.isEnabledFor(logging.INFO):
        facts: dict[str, Any] = {"route": route, "method": method, "status": status}
        facts |= {"duration_ms": round(took_s * 1000, 1), "queries": queries}
        if public_id := getattr(getattr(request, "_cached_user", None), "public_id", ""):  # asks no database
            facts["user"] = public_id
        log.info("%s %s %s %.1f ms", method, route, status, took_s * 1000, extra=facts)
