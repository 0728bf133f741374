"""The settings of a worker process that a test starts: those of the suite, on the test's database and folders."""

import json
import os

from config.settings.test import *
from config.settings.test import DATABASES

DATABASES["default"]["NAME"] = os.environ["JISR_TEST_DATABASE"]
OUTBOX_DRAIN = "celery"
WARM_UP: list[str] = []
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
globals().update(json.loads(os.environ["JISR_TEST_SETTINGS"]))
