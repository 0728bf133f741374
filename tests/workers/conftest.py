"""Real worker processes on a real broker, where JISR_REDIS_URL names one."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.utils import timezone

from config.celery import app
from foundation.outbox.models import Delivery
from foundation.outbox.operations import record
from tests import factories

PATIENCE_S = 90  # before a test gives up on a process; no test takes as long unless it fails
HERE = "tests.workers.listening"
CONSUMERS = {
    "test.told": [f"{HERE}.tell"],
    "test.held": [f"{HERE}.hold"],
    "test.held_apart": [f"{HERE}.hold_apart"],
}


def until(true: Callable[[], Any], what: str, *, beaten: bool = False) -> Any:
    """Return the first true answer; fail the test when none comes. `beaten` queues meanwhile what beat would."""
    end = time.monotonic() + PATIENCE_S
    for turn in count():
        if answer := true():
            return answer
        if time.monotonic() > end:
            break
        if beaten and turn % 10 == 0:
            for entry in app.conf.beat_schedule.values():
                app.send_task(entry["task"], kwargs=entry["kwargs"], **entry["options"])
        time.sleep(0.05)
    return pytest.fail(f"Waited in vain: {what}", pytrace=False)


class Workers:
    """Starts processes of Celery for a test, and ends what is left of them."""

    def __init__(self, place: Path, **overrides: Any) -> None:
        self.place = place
        self.started: list[subprocess.Popen[bytes]] = []
        self._environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.workers.settings",
            "JISR_VAR": str(place),
            "JISR_TEST_DATABASE": str(connection.settings_dict["NAME"]),
            "JISR_TEST_SETTINGS": json.dumps(overrides),
        }

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Start `celery -A config …` and wait until it is ready."""
        log = self.place / f"log-{len(self.started)}"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "config", *command, "--loglevel=INFO"],
                cwd=django_settings.BASE_DIR,
                env=self._environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started.append(process)
        ready = "ready." if "worker" in command else "is starting"
        until(lambda: ready in log.read_text(errors="replace") or process.poll() is not None, f"{command} is ready")
        if process.poll() is not None:
            pytest.fail(log.read_text(errors="replace")[-3000:], pytrace=False)
        return process

    def worker(self, *options: str) -> subprocess.Popen[bytes]:
        return self.start("worker", "--without-gossip", "--without-mingle", *options)

    def runs(self, name: str) -> int:
        """Return how often a consumer of `listening` began."""
        return len(list(self.place.glob(f"{name}-*")))

    def go(self) -> None:
        (self.place / "go").touch()

    def mails(self) -> list[str]:
        return [path.read_text() for path in sorted((self.place / "mail").glob("*"))]

    def kill_all(self) -> None:
        """End every process as a power cut would, those of a pool too."""
        for process in self.started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@pytest.fixture
def workers(committed: None, settings: Any, tmp_path: Path) -> Iterator[Workers]:
    """The database for real, an empty broker, and a way to start workers on both."""
    if not django_settings.REDIS_URL:
        pytest.skip("JISR_REDIS_URL is not set: there is no broker")
    settings.OUTBOX_CONSUMERS = settings.OUTBOX_CONSUMERS | CONSUMERS
    settings.OUTBOX_SLOW = [*settings.OUTBOX_SLOW, f"{HERE}.hold_apart"]
    settings.OUTBOX_DRAIN = "celery"
    app.control.purge()
    made = Workers(
        tmp_path,
        PLACE=str(tmp_path),
        EMAIL_FILE_PATH=str(tmp_path / "mail"),
        LEASE_S=1,
        OUTBOX_CONSUMERS=settings.OUTBOX_CONSUMERS,
        OUTBOX_SLOW=settings.OUTBOX_SLOW,
        SEARCH_ENGINE=settings.SEARCH_ENGINE,
    )
    yield made
    made.kill_all()
    app.control.purge()


@pytest.fixture
def happens(workers: Workers) -> Callable[[str], Delivery]:
    """Return a function that records an event and returns its one delivery."""

    def happens(name: str) -> Delivery:
        with transaction.atomic():
            event = record(name, subject=factories.user(), now=timezone.now())
        return event.deliveries.get()

    return happens
