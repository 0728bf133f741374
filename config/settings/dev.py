"""A laptop with nothing installed: SQLite, the embedded engine, mail into a folder."""

from config.settings.base import *
from config.settings.base import VAR
from config.settings.environment import optional

DEBUG = optional("JISR_DEBUG", "1") == "1"
SECRET_KEY = "for development and the demo only: production reads JISR_SECRET_KEY"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"
WHITENOISE_USE_FINDERS = True  # what was built is served as it lies there, with JISR_DEBUG=0 too
