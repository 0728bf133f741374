"""/metrics: figures of all processes of this server, and of what waits in the database, for Prometheus."""

import os
import time
from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from config.observing.parts import FIGURES, standing
from config.observing.watchers import may_watch


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer in Prometheus' text format; whoever may not look is told that there is nothing."""
    if not may_watch(request):
        raise Http404
    registry = CollectorRegistry()
    registry.register(_Standing())
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:  # set by config/gunicorn.py, read by prometheus_client
        MultiProcessCollector(registry)
        return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
    return HttpResponse(generate_latest(REGISTRY) + generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Standing(Collector):
    """Gauges looked up when they are asked for, in as many queries however much waits."""

    def describe(self) -> Iterator[Metric]:
        return iter(())

    def collect(self) -> Iterator[Metric]:
        started = time.perf_counter()
        parts = standing()
        ok = GaugeMetricFamily("jisr_part_ok", "Whether a part of the site is well.", labels=["part"])
        for name, part in parts.items():
            ok.add_metric([name], part.ok)
        yield ok
        for part in parts.values():
            for name, value in part.figures.items():
                yield GaugeMetricFamily(f"jisr_{name}", FIGURES[name], value)
        yield GaugeMetricFamily(
            "jisr_look_seconds", "How long looking at all parts took.", time.perf_counter() - started
        )
