"""The Celery application: its workers run what the threads of the embedded default run (`foundation.clocks.tasks`)."""

import logging
import os
import signal
from typing import Any

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
app = Celery("jisr")
app.config_from_object("config.settings.work")
app.autodiscover_tasks()
for name in ("celery.beat", "celery.worker.strategy", "celery.worker.request", "celery.app.trace"):
    logging.getLogger(name).setLevel(logging.WARNING)  # every five seconds a look at an empty list is no news


@signals.celeryd_init.connect
@signals.beat_init.connect
def _needs_a_broker(**_: Any) -> None:
    from django.conf import settings

    if not settings.REDIS_URL:
        raise SystemExit("Set the environment variable JISR_REDIS_URL: see docs/operations.md.")


@signals.worker_init.connect
def _warm_up(**_: Any) -> None:
    """Load what is slow to load once, before the processes of the pool are forked: they share it."""
    from django.conf import settings
    from django.db import connections
    from django.utils.module_loading import import_string

    for path in settings.WARM_UP:
        import_string(path)()
    connections.close_all()


@signals.worker_process_init.connect
def _give_back_when_terminated(**_: Any) -> None:
    """A process of the pool that is terminated gives its leases back instead of letting them run out."""

    def end(signum: int, frame: Any) -> None:
        raise SystemExit(128 + signum)

    signal.signal(signal.SIGTERM, end)
