"""How much waits to be told, for those who watch the site."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Q

from foundation.outbox.models import Delivery


@dataclass(frozen=True, slots=True)
class Waiting:
    """Deliveries that wait, that failed so far, and that were put aside (`dead`).

    `oldest_at` is the moment of the oldest event that waits, `untold_since` since when one is due that was not tried.
    """

    waiting: int
    failing: int
    dead: int
    oldest_at: dt.datetime | None
    untold_since: dt.datetime | None


def waiting() -> Waiting:
    """Count in one query what has yet to be told."""
    waits = Q(dead_at=None)
    return Waiting(
        **Delivery.objects.undone().aggregate(
            waiting=Count("pk", filter=waits),
            failing=Count("pk", filter=waits & ~Q(error="")),
            dead=Count("pk", filter=~waits),
            oldest_at=Min("event__at", filter=waits),
            untold_since=Min("due_at", filter=waits & Q(tries=0)),
        )
    )
