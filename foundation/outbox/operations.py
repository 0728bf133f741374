"""Record what happened in the transaction in which it happens, and tell those who listen, at least once."""

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.module_loading import import_string

from foundation.base import request_ids
from foundation.base.leases import free, held, settle, take
from foundation.outbox.drain import stopping, wake_on_commit
from foundation.outbox.models import Delivery, Event

KEPT = dt.timedelta(days=30)  # how long what everybody heard can still be looked up
PAUSES_S = (2, 10, 60, 300, 1800, 7200)  # after the first, second, … failed try; the last one repeats
MOST_TRIES = 20  # with these pauses a little more than a day
log = logging.getLogger(__name__)


def record(name: str, *, subject: models.Model, now: dt.datetime) -> Event:
    """Write an event and one delivery per consumer in the caller's transaction.

    Raises:
        TransactionManagementError: there is no transaction: an event without its change is a lie.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"Record {name!r} in the transaction of its change.")
    event = Event.objects.create(
        name=name,
        subject_type=subject._meta.label,
        subject_id=str(subject.pk),
        at=now,
        request_id=request_ids.current()[: request_ids.MOST],
    )
    consumers = settings.OUTBOX_CONSUMERS.get(name, ())
    Delivery.objects.bulk_create([Delivery(event=event, consumer=path, due_at=now) for path in consumers])
    for part in {"slow" if path in settings.OUTBOX_SLOW else "outbox" for path in consumers}:
        wake_on_commit(part)
    return event


def deliver_due(
    *,
    now: dt.datetime,
    limit: int | None = None,
    slow: bool | None = None,
    enough: Callable[[], bool] = stopping,
) -> int:
    """Work deliveries that are due, in order, each in a lease of its own; return how many were done.

    A consumer that raises keeps its delivery, which is tried again after a pause, and put aside after the last try; the
    others go on. Between two deliveries `enough` is asked whether to end early. `slow` chooses the consumers of
    `settings.OUTBOX_SLOW`, or all others. The slow ones so chosen are worked one at a time, wherever that is: however
    many of them wait, they hold one process and leave the others to the rest.
    """
    done = worked = 0
    while (limit is None or worked < limit) and not enough():
        if not _due(slow, now=now).exists():  # no write lock when idle
            return done
        delivery = _claim(slow, now=now)
        if delivery is None:
            return done
        worked += 1
        done += _work(delivery, now=now)
    return done


@transaction.atomic
def try_again(*, deliveries: QuerySet[Delivery], now: dt.datetime) -> int:
    """Let deliveries that are not done, put aside or not, be tried at once, as if for the first time; return how many.

    What somebody is working on at this moment is left alone.
    """
    wake_on_commit("outbox")
    wake_on_commit("slow")
    return deliveries.filter(free(now), done_at=None).update(due_at=now, dead_at=None, tries=0, leased_until=None)


def forget_done(*, now: dt.datetime, subject_id: str = "") -> int:
    """Erase events that everybody heard long ago; a clock's handler. Return how many rows went."""
    undone = Delivery.objects.undone().filter(event=OuterRef("pk"))
    return Event.objects.filter(~Exists(undone), at__lt=now - KEPT).delete()[0]


def _due(slow: bool | None, *, now: dt.datetime) -> QuerySet[Delivery]:
    due = Delivery.objects.due(now)
    if slow is None:
        return due
    return due.filter(consumer__in=settings.OUTBOX_SLOW) if slow else due.exclude(consumer__in=settings.OUTBOX_SLOW)


@transaction.atomic
def _claim(slow: bool | None, *, now: dt.datetime) -> Delivery | None:
    if slow:
        waiting = Delivery.objects.waiting().filter(consumer__in=settings.OUTBOX_SLOW).order_by("pk")
        if any(one.leased_until and one.leased_until >= now for one in waiting.select_for_update()):
            return None
    return take(_due(slow, now=now).select_related("event"), now=now)


def _work(delivery: Delivery, *, now: dt.datetime) -> bool:
    if delivery.tries > MOST_TRIES:  # the last try ended with its process
        settle(delivery, dead_at=now, error=delivery.error)
        return False
    with request_ids.working_for(delivery.event.request_id):
        return _tell(delivery, now=now)


def _tell(delivery: Delivery, *, now: dt.datetime) -> bool:
    """Tell one consumer, under the id of the request in which it happened."""
    try:
        with held(delivery):
            import_string(delivery.consumer)(delivery.event)
    except Exception as error:
        log.exception("%s failed (try %s)", delivery, delivery.tries)
        facts: dict[str, Any] = {"error": f"{type(error).__name__}: {error}"[:2000]}
        if delivery.tries >= MOST_TRIES:
            facts["dead_at"] = now
        pause = PAUSES_S[min(delivery.tries, len(PAUSES_S)) - 1]
        settle(delivery, due_at=now + dt.timedelta(seconds=pause), **facts)
        return False
    log.info("%s is told to %s", delivery.event, delivery.consumer)
    return settle(delivery, done_at=now, error="")
