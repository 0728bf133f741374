"""What is logged and how, for Django, the work that waits, and gunicorn alike."""

from typing import Any

from config.settings.environment import choice

FORMATS = {"json": "foundation.base.logs.Json", "line": "foundation.base.logs.Line"}
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


def logging_settings(*, style: str, level: str) -> dict[str, Any]:
    """Return the settings of `logging`: all to stderr, ours from `level` on, others' from WARNING on.

    `style` and `level` are what holds unless JISR_LOG_FORMAT and JISR_LOG_LEVEL say otherwise.
    """
    style = choice("JISR_LOG_FORMAT", style, FORMATS)
    level = choice("JISR_LOG_LEVEL", level, LEVELS)
    ours = {"level": level}
    packages = ("config", "demo", "matching", "search", "marketplace", "cms", "foundation", "jisr")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"chosen": {"()": FORMATS[style]}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "chosen"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            **dict.fromkeys(packages, ours),
            "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
            "gunicorn.error": {"handlers": ["console"], "level": "INFO", "propagate": False},
        },
    }


def in_production() -> dict[str, Any]:
    """What a public site logs: JSON lines, one per request and one per thing worth knowing."""
    return logging_settings(style="json", level="INFO")


def elsewhere() -> dict[str, Any]:
    """What a laptop logs: warnings, as lines for people."""
    return logging_settings(style="line", level="WARNING")
