"""The suite: quick hashing, mail in memory, no thread, an index of its own."""

from config.settings.base import *
from config.settings.base import VAR, database
from config.settings.environment import optional

DEBUG = False
SECRET_KEY = "for tests only"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
OUTBOX_DRAIN = "off"
DATABASES = {"default": database(optional("JISR_DATABASE_URL") or f"sqlite:///{VAR / 'unused.sqlite3'}")}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"
ACCOUNT_RATE_LIMITS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
