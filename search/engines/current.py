"""The engine the settings name, one per process."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.conf import settings
from django.utils.module_loading import import_string

from search.engines.base import Engine
from search.engines.measured import Measured

_lock = threading.Lock()
_held: dict[str, Engine] = {}


class NoSuchEngine(LookupError):
    """The settings have no engine of this name; the sentence names those they have."""


def search_engine() -> Engine:
    """Return the engine of `settings.SEARCH_ENGINE` ({"path": dotted path, "options": keyword arguments})."""
    wanted = json.dumps(settings.SEARCH_ENGINE, sort_keys=True, default=str)
    held = _held.get(wanted)
    if held is None:
        with _lock:
            held = _held.get(wanted)
            if held is None:
                for former in _held.values():
                    former.close()
                _held.clear()
                held = _held[wanted] = cast(Engine, Measured(_made(settings.SEARCH_ENGINE)))
    return held


@contextmanager
def opened(wanted: str = "") -> Iterator[Engine]:
    """Open one of `settings.SEARCH_ENGINES` by its short name for a while; without a name, the one in use.

    Raises:
        NoSuchEngine: the settings have none of this name.
    """
    if wanted in ("", name()):
        yield search_engine()
        return
    if wanted not in settings.SEARCH_ENGINES:
        known = ", ".join(sorted(settings.SEARCH_ENGINES))
        raise NoSuchEngine(f"The settings have no engine {wanted!r}, only {known}: see docs/operations.md.")
    engine = _made(settings.SEARCH_ENGINES[wanted])
    try:
        yield engine
    finally:
        engine.close()


def _made(named: dict[str, Any]) -> Engine:
    engine: Engine = import_string(named["path"])(**named["options"])
    return engine


def name() -> str:
    """Return the short name of the engine in use: its file or folder in `search.engines` (`embedded`)."""
    return str(settings.SEARCH_ENGINE["path"]).removeprefix(f"{__package__}.").split(".")[0]
