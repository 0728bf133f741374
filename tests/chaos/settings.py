"""The settings of every process of a run: the suite's, on a database, an index prefix and folders of the run's own."""

from config.settings.environment import required
from config.settings.test import *
from config.settings.test import DATABASES, SEARCH_ENGINES, VAR

NAME = required("JISR_CHAOS_NAME")
DATABASES["default"]["NAME"] = NAME
DATABASES["default"]["CONN_MAX_AGE"] = 0
SEARCH_ENGINE = SEARCH_ENGINES["elastic"]
SEARCH_ENGINE["options"]["prefix"] = NAME.replace("_", "-")
BROKER_PREFIX = f"{NAME}:"
OUTBOX_DRAIN = "celery"
WARM_UP: list[str] = []  # no shared words are loaded
LEASE_S = 10  # a killed worker's rows are taken again soon
EMAIL_BACKEND = "tests.chaos.sink.Sink"
SINK = VAR / "mail"
MEDIA_ROOT = VAR / "media"
PRIVATE_ROOT = VAR / "private"
