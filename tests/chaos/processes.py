"""The servers and the workers of a run, and how they are taken away."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import Error, close_old_connections, connection

PATIENCE_S = 300  # for a busy machine; nothing takes as long unless it fails


class Stuck(Exception):
    """Something that must come did not come; the sentence says what."""


def until(true: Callable[[], bool], what: str, *, patience_s: float = PATIENCE_S, pause_s: float = 0.2) -> None:
    """Wait until something is so, through the absence of the database.

    Raises:
        Stuck: it did not become so.
    """
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        close_old_connections()
        try:
            if true():
                return
        except Error:
            connection.close()
        time.sleep(pause_s)
    raise Stuck(f"Waited {patience_s:g} s in vain: {what}.")


def server(action: str, name: str) -> None:
    """Start, stop or restart one server of `make services`."""
    done = subprocess.run(
        [settings.BASE_DIR / "scripts" / "services", action, name], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Stuck(f"scripts/services {action} {name}: {done.stderr[-500:]}")


class Processes:
    """One worker with two processes, and the timetable."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._started = 0
        self._beat = self._start("beat", says="is starting")
        self._worker = self._new_worker()

    def _start(self, *command: str, says: str) -> subprocess.Popen[bytes]:
        self._started += 1
        log = self._place / f"{self._started:02}-{command[0]}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "config", *command, "--loglevel=INFO"],
                cwd=settings.BASE_DIR,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        until(lambda: says in log.read_text(errors="replace") or process.poll() is not None, f"{command} is ready")
        if process.poll() is not None:
            raise Stuck(f"{command} ended: {log.read_text(errors='replace')[-1000:]}")
        return process

    def _new_worker(self) -> subprocess.Popen[bytes]:
        return self._start("worker", "--without-gossip", "--without-mingle", "--concurrency=2", says="ready.")

    def kill_worker(self) -> None:
        """End the worker and its pool as a power cut would."""
        os.killpg(self._worker.pid, signal.SIGKILL)
        self._worker.wait()

    def new_worker(self) -> None:
        """Start the next one."""
        self._worker = self._new_worker()

    def faults(self) -> list[str]:
        """Say which process ended by itself."""
        both = {"worker": self._worker, "beat": self._beat}
        return [f"{name} ended by itself ({one.poll()})" for name, one in both.items() if one.poll() is not None]

    def end(self) -> None:
        """End what is left."""
        for process in (self._worker, self._beat):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
