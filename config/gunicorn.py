"""How gunicorn serves Jisr: `gunicorn config.wsgi -c config/gunicorn.py`; the figures behind it: docs/performance.md.

Figures of all workers are added up through files below JISR_VAR, one set for each place a worker can have, so that a
worker's successor goes on counting where it ended and the files do not grow in number.
"""

import gc
import os
import shutil
import socket
import tempfile
from pathlib import Path
from typing import Any

from config.settings.environment import ROOT, choice, folder, number, optional
from config.settings.logs import in_production

bind = optional("JISR_BIND", "127.0.0.1:8000")
worker_class = choice("JISR_WEB_CLASS", "gthread", ("gthread", "sync"))
workers = number("JISR_WEB_WORKERS", 2)
threads = number("JISR_WEB_THREADS", 4)  # of gthread; a sync worker has none
timeout = number("JISR_WEB_TIMEOUT_S", 60)  # a worker that is silent for so long is killed: longer than any page takes
graceful_timeout = 30  # how long running requests may take to end when the server stops
keepalive = 15  # the proxy in front holds its connections
max_requests = 10_000  # a worker is replaced now and then, each at another time
max_requests_jitter = 2_000
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # a sign of life must not wait for a disk
control_socket_disable = True
accesslog = None  # Jisr writes its own line, with the route and without the path
logconfig_dict = in_production()
_place = "master"


def on_starting(server: Any) -> None:
    """Load the application, and what is slow to load, once: workers share it, and their successors serve at once.

    Figures come first: the application's counters look for their folder when they are made.
    """
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_folder())
    from prometheus_client import values

    values.ValueClass = values.MultiProcessValue(process_identifier=lambda: _place)
    server.app.wsgi()

    from django.db import connections

    from foundation.outbox.drain import warm_up

    warm_up()
    connections.close_all()
    gc.collect()
    gc.freeze()  # what is shared stays shared: nobody looks through it for garbage


def on_exit(server: Any) -> None:
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)


def pre_fork(server: Any, worker: Any) -> None:
    """Give the worker the first place that nobody has; it counts under it rather than under its process."""
    taken = {other.place for other in server.WORKERS.values()}
    worker.place = next(place for place in map(str, range(len(taken) + 1)) if place not in taken)


def post_fork(server: Any, worker: Any) -> None:
    global _place
    _place = worker.place


def _folder() -> Path:
    """Make this server's folder of figures, and clear away those of servers of this machine that are gone."""
    try:
        parent = folder("JISR_VAR", ROOT / "var") / "metrics"
        parent.mkdir(exist_ok=True)
    except OSError:  # a container whose disk is read-only
        parent = Path(tempfile.mkdtemp(prefix="jisr-metrics-"))
    for old in parent.glob(f"{socket.gethostname()}-*"):
        if not _lives(old.name.rpartition("-")[2]):
            shutil.rmtree(old, ignore_errors=True)
    own = parent / f"{socket.gethostname()}-{os.getpid()}"
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir()
    return own


def _lives(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return True
