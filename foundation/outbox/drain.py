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
    """A thread that works on `nudge` and every two seconds; a forked child starts its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        self._pid = 0

    def nudge(self) -> None:
        with self._lock:
            if self._thread is None or not self._thread.is_alive() or self._pid != os.getpid():
                self._wake, self._pid = threading.Event(), os.getpid()
                self._thread = threading.Thread(target=self._run, name="drain", daemon=True)
                self._thread.start()
            self._wake.set()

    def _run(self) -> None:
        work = import_string(settings.DRAIN_WORK)
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


_drain = Drain()


def nudge(**_: object) -> None:
    """Wake the thread of this process, starting it when it is not there; a receiver of `request_started` too."""
    _drain.nudge()
