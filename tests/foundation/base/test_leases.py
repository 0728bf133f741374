"""A leased row is worked by one at a time, given back by whoever is told to end, and settled by its holder only."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from foundation.base.leases import LOST, held, settle, take
from foundation.clocks.models import Clock
from tests.factories import NOW

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def clock(db: None) -> Clock:
    return Clock.objects.create(handler="bell", due_at=NOW)


def taken(now: dt.datetime = NOW) -> Clock:
    row = take(Clock.objects.due(now), now=now)
    assert row is not None
    return row


def test_what_is_taken_is_nobody_elses_until_the_lease_ends(clock: Clock) -> None:
    row = taken()
    assert row.tries == 1
    assert row.leased_until > timezone.now() + MINUTE / 2
    assert take(Clock.objects.due(NOW), now=NOW) is None
    assert taken(row.leased_until + MINUTE).error == LOST


def test_whoever_comes_back_too_late_changes_nothing(clock: Clock) -> None:
    first = taken()
    second = taken(first.leased_until + MINUTE)
    assert not settle(first, done_at=NOW)
    clock.refresh_from_db()
    assert (clock.done_at, clock.leased_until) == (None, second.leased_until)
    assert settle(second, done_at=NOW)
    clock.refresh_from_db()
    assert (clock.done_at, clock.leased_until) == (NOW, None)


def test_a_process_that_is_told_to_end_gives_back_what_it_was_at_and_the_try_does_not_count(clock: Clock) -> None:
    with pytest.raises(SystemExit), held(taken()):
        raise SystemExit
    clock.refresh_from_db()
    assert (clock.leased_until, clock.tries, clock.done_at) == (None, 0, None)


def test_an_error_is_left_to_the_caller_to_settle(clock: Clock) -> None:
    with pytest.raises(ValueError, match="broken"), held(taken()):
        raise ValueError("broken")
    clock.refresh_from_db()
    assert (clock.tries, clock.leased_until is None) == (1, False)


def test_work_that_takes_longer_than_its_lease_keeps_it(committed: None, settings: Any) -> None:
    settings.LEASE_S = 0.3
    Clock.objects.create(handler="bell", due_at=NOW)
    row = taken()
    with held(row):
        renewed = threading.Event()
        while not renewed.wait(0.02):  # until the lease was pushed away beyond where it began
            if Clock.objects.get().leased_until > row.leased_until + dt.timedelta(seconds=0.3):
                renewed.set()
        assert take(Clock.objects.due(timezone.now()), now=timezone.now()) is None
        assert settle(row, done_at=NOW)
    assert connection.in_atomic_block is False
    assert Clock.objects.get().done_at == NOW
