"""The engine the settings name, one per process."""

import json
import threading
from functools import partial
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from search.engines.base import Engine
from search.engines.measured import Measured

_lock = threading.Lock()
_held: dict[str, Engine] = {}


def search_engine() -> Engine:
    """Return the engine of `settings.SEARCH_ENGINE` ({"path": dotted path, "options": keyword arguments})."""
    wanted = json.dumps(settings.SEARCH_ENGINE, sort_keys=True, default=str)
    held = _held.get(wanted)
    if held is None:
        with _lock:
            held = _held.get(wanted)
            if held is None:
                make = partial(import_string(settings.SEARCH_ENGINE["path"]), **settings.SEARCH_ENGINE["options"])
                for former in _held.values():
                    former.close()
                _held.clear()
                held = _held[wanted] = cast(Engine, Measured(make()))
    return held


def name() -> str:
    """Return the short name of the engine in use: the last step of its module (`embedded`)."""
    return str(settings.SEARCH_ENGINE["path"]).rsplit(".", 2)[-2]
