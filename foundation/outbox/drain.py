"""The embedded worker: one daemon thread per serving process that does what is due after each commit."""

import logging
import os
import threading

from django.conf import settings
from django.db import close_old_connections, connections
from django.utils.module_loading import import_string

POLL_S = 2.0
log = logging.getLogger(__name__)


class Drain:
    """A thread that works when woken and every two seconds; a forked child starts its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        self._pid = 0

    def _runs(self) -> bool:
        return self._thread is not None and self._thread.is_alive() and self._pid == os.getpid()

    def start(self) -> None:
        if self._runs():
            return
        with self._lock:
            if not self._runs():
                self._wake, self._pid = threading.Event(), os.getpid()
                self._thread = threading.Thread(target=self._run, name="drain", daemon=True)
                self._thread.start()

    def wake(self) -> None:
        if self._runs():
            self._wake.set()

    def _run(self) -> None:
        work = import_string(settings.DRAIN_WORK)
        _warm_up()
        while True:
            self._wake.wait(POLL_S)
            self._wake.clear()
            close_old_connections()
            try:
                work()
            except Exception:
                log.exception("drain")
            finally:
                connections.close_all()


def _warm_up() -> None:
    """Do what would make the first change after a start the slow one; it can do without."""
    for path in settings.WARM_UP:
        try:
            import_string(path)()
        except Exception:
            log.exception("warming up %s", path)


_drain = Drain()


def start(**_: object) -> None:
    """Start the thread of this process: the receiver of `request_started`, so that commands have none."""
    _drain.start()


def wake() -> None:
    """Let the thread look at once for what is due; without one (in a command), `tick` or a server will."""
    _drain.wake()
