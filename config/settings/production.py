"""A public site: everything that differs between hosts is read from the environment, and must be there."""

from config.settings import logs
from config.settings.base import *
from config.settings.base import cache, database
from config.settings.environment import number, optional, required

DEBUG = False
SECRET_KEY = required("JISR_SECRET_KEY")
SECRET_KEY_FALLBACKS = optional("JISR_SECRET_KEY_BEFORE").split()  # what is signed or digested with them stays good
ALLOWED_HOSTS = [host.strip() for host in required("JISR_HOSTS").split(",")]
SITE_URL = required("JISR_SITE_URL")
WAGTAILADMIN_BASE_URL = SITE_URL
CSRF_TRUSTED_ORIGINS = [SITE_URL]
DATABASES = {"default": database(required("JISR_DATABASE_URL"))}
REDIS_URL = required("JISR_REDIS_URL")
CACHES = {"default": cache(REDIS_URL)}
OUTBOX_DRAIN = "celery"
DEFAULT_FROM_EMAIL = required("JISR_MAIL_FROM")
EMAIL_HOST = required("JISR_MAIL_HOST")
EMAIL_PORT = number("JISR_MAIL_PORT", 587)
EMAIL_HOST_USER = optional("JISR_MAIL_USER")
EMAIL_HOST_PASSWORD = optional("JISR_MAIL_PASSWORD")
EMAIL_USE_TLS = True

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]  # asked from within, past the proxy that ends HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = number("JISR_PROXIES", 1)  # else every visitor has the proxy's address
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SERVER_EMAIL = DEFAULT_FROM_EMAIL
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
LOGGING = logs.in_production()
