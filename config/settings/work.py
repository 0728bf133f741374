"""How the workers run, in Celery's names: broker, queues, limits, and the timetable.

A message is a nudge and holds nothing: what is to be done stands in the database, under leases. So one that is lost,
late or doubled costs seconds or a look at an empty list.
"""

from typing import Any

from django.conf import settings
from kombu import Queue

EVERY_S = 5

broker_url = settings.REDIS_URL or "memory://"  # the commands refuse to start without Redis
if settings.REDIS_URL:
    broker_transport = "config.broker:Transport"
broker_transport_options = {
    "global_keyprefix": settings.BROKER_PREFIX,
    "visibility_timeout": 9_000,  # longer than any time limit below, else a running task is handed out again
    "socket_connect_timeout": 1,
    "socket_timeout": 2,
    "max_retries": 0,
}
broker_connection_max_retries = None  # a worker waits for its broker
broker_connection_retry_on_startup = True

task_ignore_result = True
task_serializer = "json"
accept_content = ["json"]
task_acks_late = True
task_reject_on_worker_lost = True
worker_prefetch_multiplier = 1
worker_concurrency = 2  # one may be busy for minutes with what is slow; `--concurrency` says otherwise
worker_max_tasks_per_child = 2_000
worker_hijack_root_logger = False
worker_send_task_events = False

PARTS = ("outbox", "slow", "clocks", "mail")


def by_part(name: str, args: Any, kwargs: Any, options: Any, **_: Any) -> dict[str, str]:
    """Give each part a queue of its own, taken in turn: many changes in a row hold up neither clocks nor mail."""
    return {"queue": kwargs["part"]} if kwargs and kwargs.get("part") in PARTS else {}


task_default_queue = "outbox"
task_queues = [Queue(part) for part in PARTS]
task_routes = (by_part,)
task_soft_time_limit, task_time_limit = 300, 330
task_annotations = {"work_slow": {"soft_time_limit": 7_200, "time_limit": 7_500}}

timezone = "UTC"
beat_schedule: dict[str, dict[str, Any]] = {
    part: {
        "task": "work_slow" if part == "slow" else "work",
        "schedule": EVERY_S,
        "kwargs": {"part": part},
        "options": {"expires": EVERY_S},  # what nobody took in time is asked again
    }
    for part in PARTS
}
beat_schedule_filename = str(settings.VAR / "beat-schedule")
