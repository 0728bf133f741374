"""The id of the request that all present work is done for: in each log line, and on what is worked later."""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

MOST = 64
_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """Return the id that this thread works for; empty outside any request."""
    return _current.get()


def taken(offered: str | None) -> str:
    """Return the id a proxy sends along, or a new one when it is none: 8 to 64 letters, digits, dots, `_` and `-`.

    Whatever else stands there would let a visitor write into the logs.
    """
    return offered if offered and _SANE.fullmatch(offered) else uuid.uuid4().hex


@contextmanager
def working_for(request_id: str) -> Iterator[str]:
    """Do what follows under an id, and go back to the former one afterwards."""
    token = _current.set(request_id)
    try:
        yield request_id
    finally:
        _current.reset(token)
