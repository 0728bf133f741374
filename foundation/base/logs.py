"""How a log line looks: JSON for machines or a line for people, both with the request id and nothing personal.

What is left out: e-mail addresses (and passwords in addresses of servers, which look alike), the values PostgreSQL
quotes under DETAIL, and the paths of requests, which hold signed links; the name of the route stands in their place.
"""

import datetime as dt
import logging
import re
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from foundation.base import request_ids

FACTS = ("route", "method", "status", "duration_ms", "queries", "user")  # what an access line adds
UNMATCHED = "unmatched"
_ADDRESS = re.compile(r"[^\s<>()\[\]{}'\",;:=/|]+@[^\s<>()\[\]{}'\",;:=/|]+")
_DETAIL = re.compile(r"^(\s*)(DETAIL|CONTEXT):.*$", re.MULTILINE)


def route_of(request: Any) -> str:
    """Return the name (or the pattern) of the route that answers a request: one of a closed list, never a path."""
    match = getattr(request, "resolver_match", None)
    return (match.view_name or match.route or "/") if match else UNMATCHED


def clean(text: str) -> str:
    """Return a text without addresses of people and without the values a database quotes."""
    return _DETAIL.sub(r"\1\2: [left out]", _ADDRESS.sub("[address]", text))


def _message(record: logging.LogRecord) -> str:
    text = record.getMessage()
    path = getattr(getattr(record, "request", None), "path", "")
    if len(path) > 1:
        text = text.replace(path, route_of(record.request))  # type: ignore[attr-defined]
    return clean(text)


class Json(JsonFormatter):
    """One JSON object a line: `at`, `level`, `logger`, `message`, then `request_id`, FACTS and `trace` where known."""

    def __init__(self) -> None:
        super().__init__(json_ensure_ascii=False)

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        log_data["at"] = dt.datetime.fromtimestamp(record.created, tz=dt.UTC).isoformat(timespec="milliseconds")
        log_data |= {"level": record.levelname, "logger": record.name, "message": _message(record)}
        if request_id := request_ids.current():
            log_data["request_id"] = request_id
        log_data |= {name: getattr(record, name) for name in FACTS if hasattr(record, name)}
        if record.exc_info:
            log_data["trace"] = clean(str(logging.Formatter.formatException(self, record.exc_info)))


class Line(logging.Formatter):
    """A line for people: time, level, logger, request id, message; a trace below it."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(request_id)s%(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        request_id = request_ids.current()
        record.request_id = f"[{request_id}] " if request_id else ""
        record.message = _message(record)
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:
        return clean(super().formatException(ei))
