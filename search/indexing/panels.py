"""What the desk shows staff of the search: whether its engine answers, what it holds, how far it is behind."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Min, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.outbox.models import Delivery
from foundation.panels.registry import Fragment
from search.engines import current
from search.indexing.operations import CONSUMERS

ENGINES = {"embedded": "SQLite FTS5", "elastic": "Elasticsearch"}


def engine(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """For staff who may see the outbox: state and lag, in one query and one question to the engine."""
    if not request.user.is_staff or not request.user.has_perm("outbox.view_delivery"):  # type: ignore[union-attr]
        return {}
    behind = (
        Delivery.objects.undone()
        .of_consumers(CONSUMERS)
        .aggregate(count=Count("pk"), oldest=Min("event__at"), failing=Count("pk", filter=~Q(error="")))
    )
    health = current.search_engine().health()
    breakers = {
        "closed": _("Closed: every question is asked"),
        "half_open": _("Half open: the next question decides"),
        "open": _("Open: nothing is asked until it has rested"),
    }
    name = current.name()
    context = {
        "engine": ENGINES.get(name, name),
        "health": health,
        "breaker": breakers.get(health.breaker, ""),
        "waiting": behind["count"],
        "failing": behind["failing"],
        "oldest": behind["oldest"],
        "now": timezone.now(),
    }
    return {None: Fragment("search/_engine_panel.html", context)}
