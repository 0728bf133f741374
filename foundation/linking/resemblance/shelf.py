"""A folder that keeps what takes long to fit, so that not every process has to fit it."""

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import joblib

T = TypeVar("T")
log = logging.getLogger(__name__)


def shelved(shelf: Path | None, name: str, digest: str, make: Callable[[], T], *, kept: int) -> T:
    """Return what `make` makes, from the shelf where it lies there already under `name` and `digest`.

    What cannot be read is made anew. Of one name the `kept` youngest stay on the shelf.
    """
    if shelf is None:
        return make()
    path = shelf / f"{name}-{digest}.joblib"
    try:
        return joblib.load(path)
    except FileNotFoundError:
        pass
    except Exception:
        log.exception("%s cannot be read; it is made anew.", path.name)
    made = make()
    shelf.mkdir(parents=True, exist_ok=True)
    written = path.with_suffix(f".{os.getpid()}")
    joblib.dump(made, written)
    written.replace(path)
    for old in sorted(shelf.glob(f"{name}-*.joblib"), key=lambda one: one.stat().st_mtime)[:-kept]:
        old.unlink(missing_ok=True)
    return made
