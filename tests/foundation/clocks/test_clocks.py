"""Everything that happens at a time happens through one table and one command."""

import datetime as dt
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from foundation.clocks.models import Clock
from foundation.clocks.operations import MOST_TRIES, run_clocks, set_clock, stop_clock
from tests import factories
from tests.factories import NOW

HOUR = dt.timedelta(hours=1)
rung: list[tuple[str, dt.datetime]] = []


def ring(*, subject_id: str, now: dt.datetime) -> None:
    rung.append((subject_id, now))
    if subject_id == "bad":
        raise RuntimeError("broken")
    if subject_id == "again":
        set_clock(handler="bell", subject_id="again", due_at=now + HOUR)


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


def fail_for_good() -> Clock:
    set_clock(handler="bell", subject_id="bad", due_at=NOW)
    for day in range(MOST_TRIES + 3):
        run_clocks(now=NOW + day * 24 * HOUR)
    return Clock.objects.dead().get()


@pytest.mark.django_db
def test_a_clock_that_fails_again_and_again_is_put_aside_until_it_is_set_anew() -> None:
    dead = fail_for_good()
    assert (dead.tries, dead.error) == (MOST_TRIES, "RuntimeError: broken")
    assert dead.dead_at == NOW + (MOST_TRIES - 1) * 24 * HOUR
    set_clock(handler="bell", subject_id="bad", due_at=NOW)
    dead.refresh_from_db()
    assert (dead.dead_at, dead.tries, dead.error) == (None, 0, "")


@pytest.mark.django_db
def test_a_rhythm_is_never_put_aside_and_counts_its_tries_anew_once_it_worked(settings: Any) -> None:
    settings.CLOCK_HANDLERS = {"bell": {"path": "nowhere.to.be.found", "every_s": 30}}
    for day in range(MOST_TRIES + 3):
        assert run_clocks(now=NOW + day * 24 * HOUR) == 0
    clock = Clock.objects.get()
    assert (clock.dead_at, clock.tries) == (None, MOST_TRIES + 3)
    assert clock.due_at == NOW + (MOST_TRIES + 2) * 24 * HOUR + dt.timedelta(seconds=30)
    settings.CLOCK_HANDLERS = {"bell": {"path": f"{__name__}.ring", "every_s": 30}}
    assert run_clocks(now=NOW + 900 * HOUR) == 1
    clock.refresh_from_db()
    assert (clock.tries, clock.error) == (0, "")


@pytest.mark.django_db
def test_a_clock_that_is_set_again_while_it_rings_rings_again() -> None:
    set_clock(handler="bell", subject_id="again", due_at=NOW)
    assert run_clocks(now=NOW) == 1
    assert run_clocks(now=NOW + HOUR / 2) == 0
    assert run_clocks(now=NOW + HOUR) == 1
    assert rung == [("again", NOW), ("again", NOW + HOUR)]


@pytest.mark.django_db
def test_staff_see_a_clock_that_was_put_aside_and_have_it_tried_again(as_user: Any) -> None:
    dead = fail_for_good()
    ahead = set_clock(handler="bell", subject_id="ahead", due_at=NOW + 10_000 * HOUR)
    client = as_user(factories.staff(language="en"))
    address = f"{reverse('admin:clocks_clock_changelist')}?state=dead"
    assert f'<a href="{address}" data-count="1">Clocks: 1</a>' in client.get("/en/desk/").content.decode()
    page = client.get(address).content.decode()
    assert "RuntimeError: broken" in page
    assert "ahead" not in page
    client.post(address, {"action": "try_now", "_selected_action": [dead.pk, ahead.pk]}, follow=True)
    dead.refresh_from_db()
    ahead.refresh_from_db()
    assert (dead.dead_at, dead.tries) == (None, 0)
    assert ahead.due_at == NOW + 10_000 * HOUR
