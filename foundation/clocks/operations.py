"""Time is driven from one place: `tick` does the outbox, the clocks and the mail that are due."""

import datetime as dt
import logging

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from foundation.base.request_ids import working_for
from foundation.clocks.models import Clock
from foundation.outbox.operations import deliver_due

LEASE = dt.timedelta(minutes=5)
PAUSE = dt.timedelta(minutes=1)
log = logging.getLogger(__name__)


@transaction.atomic
def set_clock(*, handler: str, subject_id: str, due_at: dt.datetime) -> Clock:
    """Let a handler be called for a subject at a time; an earlier setting of the same is moved."""
    clock, _ = Clock.objects.update_or_create(
        handler=handler, subject_id=subject_id, done_at=None, defaults={"due_at": due_at}
    )
    return clock


@transaction.atomic
def stop_clock(*, handler: str, subject_id: str) -> None:
    Clock.objects.filter(handler=handler, subject_id=subject_id, done_at=None).delete()


def tick(*, now: dt.datetime) -> dict[str, int]:
    """Do all work that is due at `now` once; return how much was done, per kind."""
    return {
        "outbox": deliver_due(now=now),
        "clocks": run_clocks(now=now),
        "mail": import_string(settings.MAIL_SENDER)(now=now),
    }


def work_due() -> None:
    """What the thread of the embedded default does on each turn."""
    tick(now=timezone.now())


def run_clocks(*, now: dt.datetime) -> int:
    """Call the handler of every clock that is due; a handler that raises is tried again a minute later."""
    _wind(now=now)
    done = 0
    while Clock.objects.due(now).exists() and (clock := _claim(now=now)):  # no write lock when idle
        known = settings.CLOCK_HANDLERS.get(clock.handler)
        try:
            if known is None:
                raise LookupError(f"{clock.handler} is not in CLOCK_HANDLERS")
            with working_for(f"clock-{clock.pk}-{clock.tries}"):  # what it records is told under this id
                import_string(known["path"])(subject_id=clock.subject_id, now=now)
        except Exception as error:
            log.exception("clock %s failed", clock)
            Clock.objects.filter(pk=clock.pk).update(due_at=now + PAUSE, leased_until=None, error=str(error)[:2000])
            continue
        done += 1
        if known.get("every_s"):
            due_at = now + dt.timedelta(seconds=known["every_s"])
            Clock.objects.filter(pk=clock.pk).update(due_at=due_at, leased_until=None, error="")
        else:
            Clock.objects.filter(pk=clock.pk).update(done_at=now, leased_until=None, error="")
    return done


def _wind(*, now: dt.datetime) -> None:
    """Start the rhythms that have no clock yet."""
    rhythms = {name for name, handler in settings.CLOCK_HANDLERS.items() if handler.get("every_s")}
    for name in rhythms - set(Clock.objects.filter(subject_id="", done_at=None).values_list("handler", flat=True)):
        Clock.objects.get_or_create(handler=name, subject_id="", done_at=None, defaults={"due_at": now})


@transaction.atomic
def _claim(*, now: dt.datetime) -> Clock | None:
    clock = Clock.objects.due(now).select_for_update(skip_locked=True, of=("self",)).first()
    if clock is None:
        return None
    clock.leased_until = max(now, timezone.now()) + LEASE
    clock.tries += 1
    clock.save(update_fields=["leased_until", "tries"])
    return clock
