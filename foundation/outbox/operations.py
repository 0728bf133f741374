"""Record what happened in the transaction in which it happens, and tell those who listen, at least once."""

import datetime as dt
import logging

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.module_loading import import_string

from foundation.base import request_ids
from foundation.outbox.drain import wake
from foundation.outbox.models import Delivery, Event

LEASE = dt.timedelta(seconds=60)
KEPT = dt.timedelta(days=30)  # how long what everybody heard can still be looked up
PAUSES_S = (2, 10, 60, 300, 1800, 7200)  # after the first, second, … failed try; the last one repeats
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
    Delivery.objects.bulk_create(
        [Delivery(event=event, consumer=path, due_at=now) for path in settings.OUTBOX_CONSUMERS.get(name, ())]
    )
    if settings.OUTBOX_DRAIN == "thread":
        transaction.on_commit(wake)
    return event


def deliver_due(*, now: dt.datetime, limit: int | None = None) -> int:
    """Work deliveries that are due, in order, each in a lease of its own; return how many were done.

    A consumer that raises keeps its delivery, which is tried again after a pause; the others go on.
    """
    done = worked = 0
    while limit is None or worked < limit:
        if not Delivery.objects.due(now).exists():  # no write lock when idle
            return done
        delivery = _claim(now=now)
        if delivery is None:
            return done
        worked += 1
        done += _work(delivery, now=now)
    return done


def forget_done(*, now: dt.datetime, subject_id: str = "") -> int:
    """Erase events that everybody heard long ago; a clock's handler. Return how many rows went."""
    undone = Delivery.objects.undone().filter(event=OuterRef("pk"))
    return Event.objects.filter(~Exists(undone), at__lt=now - KEPT).delete()[0]


@transaction.atomic
def _claim(*, now: dt.datetime) -> Delivery | None:
    """Lease the oldest delivery that is due (SQLite ignores the row lock: its write lock serves)."""
    due = Delivery.objects.due(now).select_for_update(skip_locked=True, of=("self",))
    delivery = due.select_related("event").first()
    if delivery is None:
        return None
    delivery.leased_until = max(now, timezone.now()) + LEASE
    delivery.tries += 1
    delivery.save(update_fields=["leased_until", "tries"])
    return delivery


def _work(delivery: Delivery, *, now: dt.datetime) -> bool:
    """Tell one consumer, under the id of the request in which it happened."""
    with request_ids.working_for(delivery.event.request_id):
        return _tell(delivery, now=now)


def _tell(delivery: Delivery, *, now: dt.datetime) -> bool:
    try:
        import_string(delivery.consumer)(delivery.event)
    except Exception as error:
        log.exception("%s failed (try %s)", delivery, delivery.tries)
        pause = PAUSES_S[min(delivery.tries, len(PAUSES_S)) - 1]
        Delivery.objects.filter(pk=delivery.pk).update(
            leased_until=None, due_at=now + dt.timedelta(seconds=pause), error=f"{type(error).__name__}: {error}"[:2000]
        )
        return False
    Delivery.objects.filter(pk=delivery.pk).update(done_at=now, leased_until=None, error="")
    log.info("%s is told to %s", delivery.event, delivery.consumer)
    return True
