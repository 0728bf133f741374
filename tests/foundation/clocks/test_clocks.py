"""Everything that happens at a time happens through one table and one command."""

import datetime as dt
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from foundation.clocks.models import Clock
from foundation.clocks.operations import run_clocks, set_clock, stop_clock
from tests.factories import NOW

HOUR = dt.timedelta(hours=1)
rung: list[tuple[str, dt.datetime]] = []


def ring(*, subject_id: str, now: dt.datetime) -> None:
    rung.append((subject_id, now))
    if subject_id == "bad":
        raise RuntimeError("broken")


@pytest.fixture(autouse=True)
def _handlers(settings: Any) -> None:
    rung.clear()
    settings.CLOCK_HANDLERS = {"bell": {"path": f"{__name__}.ring"}}


@pytest.mark.django_db
def test_a_clock_rings_once_at_its_time() -> None:
    set_clock(handler="bell", subject_id="7", due_at=NOW + HOUR)
    assert run_clocks(now=NOW) == 0
    assert run_clocks(now=NOW + HOUR) == 1
    assert run_clocks(now=NOW + 2 * HOUR) == 0
    assert rung == [("7", NOW + HOUR)]


@pytest.mark.django_db
def test_a_clock_set_again_is_moved_and_a_stopped_one_never_rings() -> None:
    set_clock(handler="bell", subject_id="7", due_at=NOW)
    set_clock(handler="bell", subject_id="7", due_at=NOW + HOUR)
    set_clock(handler="bell", subject_id="8", due_at=NOW)
    stop_clock(handler="bell", subject_id="8")
    assert run_clocks(now=NOW) == 0
    assert Clock.objects.get().due_at == NOW + HOUR


@pytest.mark.django_db
def test_a_handler_that_fails_is_tried_again_and_stops_nobody_else() -> None:
    set_clock(handler="bell", subject_id="bad", due_at=NOW)
    set_clock(handler="bell", subject_id="good", due_at=NOW)
    assert run_clocks(now=NOW) == 1
    bad = Clock.objects.get(subject_id="bad")
    assert (bad.done_at, bad.error, bad.due_at) == (None, "RuntimeError: broken", NOW + dt.timedelta(minutes=1))


@pytest.mark.django_db
def test_a_rhythm_starts_by_itself_and_comes_back(settings: Any) -> None:
    settings.CLOCK_HANDLERS["bell"]["every_s"] = 3600
    assert [run_clocks(now=NOW + minutes * HOUR / 2) for minutes in range(4)] == [1, 0, 1, 0]


@pytest.mark.django_db
def test_tick_answers_its_counts_and_takes_a_moment_to_work_at(capsys: Any) -> None:
    set_clock(handler="bell", subject_id="7", due_at=NOW + HOUR)
    call_command("tick", "--now", (NOW + HOUR).isoformat(), "--until-idle")
    assert json.loads(capsys.readouterr().out) == {"outbox": 0, "clocks": 1, "mail": 0}
    with pytest.raises(CommandError, match="ISO date"):
        call_command("tick", "--now", "tomorrow")
