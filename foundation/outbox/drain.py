"""Whoever works what is due is woken after each commit: a Celery worker, or the threads of the embedded default."""

import atexit
import logging
import os
import threading
from functools import partial

from django.conf import settings
from django.db import close_old_connections, connections, transaction
from django.utils.module_loading import import_string

from foundation.outbox import broker

POLL_S = 2.0
PATIENCE_S = 10.0  # how long an ending process waits for what its threads are at; below gunicorn's 30 s
log = logging.getLogger(__name__)


class Drain:
    """A thread that works when woken and every two seconds; a forked child starts its own."""

    def __init__(self, work: str) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        self._pid = 0

    def _runs(self) -> bool:
        return self._thread is not None and self._thread.is_alive() and self._pid == os.getpid()

    def start(self) -> None:
        if self._runs() or stopping():
            return
        with self._lock:
            if not self._runs():
                self._wake, self._pid = threading.Event(), os.getpid()
                self._thread = threading.Thread(target=self._run, name="drain", daemon=True)
                self._thread.start()

    def wake(self) -> None:
        if self._runs():
            self._wake.set()

    def join(self) -> None:
        """Wait until the thread has seen that the process ends, but not for ever: its lease runs out by itself."""
        if self._runs() and self._thread is not None:
            self._wake.set()
            self._thread.join(PATIENCE_S)

    def _run(self) -> None:
        work = import_string(self._work)
        warm_up()
        while not stopping():
            self._wake.wait(POLL_S)
            self._wake.clear()
            close_old_connections()
            try:
                work()
            except Exception:
                log.exception("drain")
            finally:
                connections.close_all()


def warm_up() -> None:
    """Do what would make the first change after a start the slow one; it can do without."""
    for path in settings.WARM_UP:
        try:
            import_string(path)()
        except Exception:
            log.exception("warming up %s", path)


_drains = {path: Drain(path) for path in settings.DRAIN_WORK}
_ending = threading.Event()


def start(**_: object) -> None:
    """Start the threads of this process: the receiver of `request_started`, so that commands have none."""
    for drain in _drains.values():
        drain.start()


def stopping() -> bool:
    """Tell whether this process ends: what is being worked is finished, the next is left to others."""
    return _ending.is_set()


def stop() -> None:
    """Let the threads finish what they are at, for some seconds."""
    _ending.set()
    for drain in _drains.values():
        drain.join()


def wake(part: str) -> None:
    """Let somebody look at once for what is due of a part of `tick`; without anybody, the timetable will."""
    if settings.OUTBOX_DRAIN == "celery":
        broker.nudge(part)
    for drain in _drains.values():
        drain.wake()


_WAKES = {part: partial(wake, part) for part in ("outbox", "slow", "clocks", "mail")}


def wake_on_commit(part: str) -> None:
    """Wake once after the commit, however often a transaction asks for it; one that is rolled back wakes nobody."""
    if settings.OUTBOX_DRAIN == "off":
        return
    # Of two in one transaction the first stands for both: it goes only if its own savepoint is rolled back, and what is
    # recorded after that asks anew.
    asked = [function for _, function, *_ in transaction.get_connection().run_on_commit]
    if _WAKES[part] not in asked:
        transaction.on_commit(_WAKES[part], robust=True)


atexit.register(stop)
