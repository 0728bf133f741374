"""Time is driven from one place: `tick` does the outbox, the clocks and the mail that are due."""

import datetime as dt
import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from foundation.base.leases import free, held, settle, take
from foundation.base.request_ids import working_for
from foundation.clocks.models import Clock
from foundation.outbox.drain import stopping, wake_on_commit
from foundation.outbox.operations import deliver_due

PAUSES_S = (60, 60, 300, 1800, 7200)  # after the first, second, … failed try; the last one repeats
MOST_TRIES = 15  # with these pauses a little less than a day
log = logging.getLogger(__name__)


@transaction.atomic
def set_clock(*, handler: str, subject_id: str, due_at: dt.datetime) -> Clock:
    """Let a handler be called for a subject at a time; an earlier setting of the same is moved, and tried afresh."""
    Clock.objects.dead().filter(handler=handler, subject_id=subject_id).update(dead_at=None, tries=0, error="")
    clock, _ = Clock.objects.update_or_create(
        handler=handler, subject_id=subject_id, done_at=None, defaults={"due_at": due_at}
    )
    return clock


@transaction.atomic
def stop_clock(*, handler: str, subject_id: str) -> None:
    Clock.objects.filter(handler=handler, subject_id=subject_id, done_at=None).delete()


def work(*, part: str, now: dt.datetime, enough: Callable[[], bool] = stopping) -> int:
    """Do what is due of one part ("outbox", "slow", "clocks", "mail"), until `enough`; return how much was done.

    Raises:
        KeyError: there is no such part.
    """
    parts: dict[str, Callable[..., int]] = {
        "outbox": partial(deliver_due, slow=False),
        "slow": partial(deliver_due, slow=True),
        "clocks": run_clocks,
        "mail": import_string(settings.MAIL_SENDER),
    }
    return parts[part](now=now, enough=enough)


def tick(*, now: dt.datetime) -> dict[str, int]:
    """Do all work that is due at `now` once; return how much was done, per kind."""
    done = {part: work(part=part, now=now) for part in ("outbox", "slow", "clocks", "mail")}
    return {"outbox": done["outbox"] + done["slow"], "clocks": done["clocks"], "mail": done["mail"]}


def work_due() -> None:
    """What the first thread of the embedded default does on each turn."""
    for part in ("outbox", "clocks", "mail"):
        work(part=part, now=timezone.now())


def work_slow() -> None:
    """What the second thread does: consumers that take minutes, so that the rest need not wait for them."""
    work(part="slow", now=timezone.now())


def run_clocks(*, now: dt.datetime, enough: Callable[[], bool] = stopping) -> int:
    """Call the handler of every clock that is due; return how many did what they should.

    A handler that raises is tried again after a pause. A clock set for once is put aside after the last try; a rhythm
    never is: the next time may be better.
    """
    _wind(now=now)
    done = 0
    while not enough() and Clock.objects.due(now).exists() and (clock := take(Clock.objects.due(now), now=now)):
        done += _ring(clock, now=now)  # above: no write lock when idle
    return done


@transaction.atomic
def try_again(*, clocks: QuerySet[Clock], now: dt.datetime) -> int:
    """Let clocks whose time has come, put aside or not, be called at once, as if for the first time; return how many.

    What somebody is working on at this moment is left alone, and so is what lies ahead and never failed.
    """
    wake_on_commit("clocks")
    failed = clocks.filter(free(now), done_at=None).exclude(error="", due_at__gt=now)
    return failed.update(due_at=now, dead_at=None, tries=0, leased_until=None)


def _ring(clock: Clock, *, now: dt.datetime) -> bool:
    known = settings.CLOCK_HANDLERS.get(clock.handler)
    every_s = known and known.get("every_s")
    if clock.tries > MOST_TRIES and not every_s:  # the last try ended with its process
        settle(clock, dead_at=now, error=clock.error)
        return False
    try:
        if known is None:
            raise LookupError(f"{clock.handler} is not in CLOCK_HANDLERS")
        # What it records is told under the id of this run.
        with held(clock), working_for(f"clock-{clock.pk}-{clock.tries}"):
            import_string(known["path"])(subject_id=clock.subject_id, now=now)
    except Exception as error:
        log.exception("clock %s failed (try %s)", clock, clock.tries)
        facts: dict[str, Any] = {"error": f"{type(error).__name__}: {error}"[:2000]}
        if clock.tries >= MOST_TRIES and not every_s:
            facts["dead_at"] = now
        pause = PAUSES_S[min(clock.tries, len(PAUSES_S)) - 1]
        settle(clock, due_at=now + dt.timedelta(seconds=min(pause, every_s or pause)), **facts)
        return False
    if every_s:
        return settle(clock, due_at=now + dt.timedelta(seconds=every_s), tries=0, error="")
    return _settle_once(clock, now=now)


@transaction.atomic
def _settle_once(clock: Clock, *, now: dt.datetime) -> bool:
    """Done, unless the clock was set again while it rang: then it rings again at its new time."""
    due_at = Clock.objects.select_for_update().values_list("due_at", flat=True).filter(pk=clock.pk).first()
    if due_at is not None and due_at != clock.due_at:
        return settle(clock, tries=0, error="")
    return settle(clock, done_at=now, error="")


def _wind(*, now: dt.datetime) -> None:
    """Start the rhythms that have no clock yet."""
    rhythms = {name for name, handler in settings.CLOCK_HANDLERS.items() if handler.get("every_s")}
    for name in rhythms - set(Clock.objects.filter(subject_id="", done_at=None).values_list("handler", flat=True)):
        Clock.objects.get_or_create(handler=name, subject_id="", done_at=None, defaults={"due_at": now})
