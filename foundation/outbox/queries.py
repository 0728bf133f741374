"""How much waits to be told, for those who watch the site."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Q

from foundation.outbox.models import Delivery


@dataclass(frozen=True, slots=True)
class Waiting:
    """Deliveries not done: the oldest event among them, and since when one is due that was not tried once."""

    waiting: int
    failing: int
    oldest_at: dt.datetime | None
    untold_since: dt.datetime | None


def waiting() -> Waiting:
    """Count in one query what has yet to be told."""
    return Waiting(
        **Delivery.objects.undone().aggregate(
            waiting=Count("pk"),
            failing=Count("pk", filter=~Q(error="")),
            oldest_at=Min("event__at"),
            untold_since=Min("due_at", filter=Q(tries=0)),
        )
    )
