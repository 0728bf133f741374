"""The suite: quick hashing, mail in memory, no thread, an index, a database and a cache of its own."""

import hashlib

from config.settings.base import *
from config.settings.base import NOTIFICATION_KINDS, ROOT, VAR, cache, database
from config.settings.environment import optional

WORKER = optional("PYTEST_XDIST_WORKER")  # "gw0", "gw1", …; empty when one process runs all
CHECKOUT = hashlib.sha256(str(ROOT).encode()).hexdigest()[:6]  # several checkouts may share a server

DEBUG = False
SECRET_KEY = "for tests only"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
OUTBOX_DRAIN = "off"
NOTIFICATION_KINDS = [*NOTIFICATION_KINDS, "tests.kinds.KINDS"]
DATABASES = {"default": database(optional("JISR_DATABASE_URL") or f"sqlite:///{VAR / 'unused.sqlite3'}")}
if REDIS_URL := optional("JISR_REDIS_URL"):  # a number for each worker (1 and up): clearing a cache clears its number
    REDIS_URL = f"{REDIS_URL.rpartition('/')[0]}/{int(WORKER.removeprefix('gw') or 0) + 1}"
BROKER_PREFIX = f"jisr-test-{CHECKOUT}-{WORKER}:"
CACHES = {"default": cache(REDIS_URL, prefix=f"jisr-test-{CHECKOUT}-{WORKER}")}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"
ACCOUNT_RATE_LIMITS = False
METRICS_TOKEN = "for tests only"
FIGURES_KEPT_S = 0  # each test counts its own rows
HEALTH_TIMEOUT_S = 30.0  # a busy machine is no fault
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
