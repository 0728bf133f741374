"""The only place that reads the environment: a missing variable is named and stops the boot."""

import os
from collections.abc import Iterable
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[2]


def required(name: str) -> str:
    """Return a variable of the environment.

    Raises:
        ImproperlyConfigured: it is missing or empty; the message names it.
    """
    if value := os.environ.get(name, "").strip():
        return value
    raise ImproperlyConfigured(f"Set the environment variable {name}: see docs/operations.md.")


def optional(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def choice(name: str, default: str, known: Iterable[str]) -> str:
    """Return a variable that has one of a few values.

    Raises:
        ImproperlyConfigured: it has another; the message lists the known ones.
    """
    value = optional(name) or default
    if value not in known:
        raise ImproperlyConfigured(f"{name} is {value!r}: choose one of {', '.join(known)}.")
    return value


def folder(name: str, default: Path) -> Path:
    """Return an absolute folder, made if it is not there."""
    path = Path(optional(name) or default)
    path = path if path.is_absolute() else ROOT / path
    path.mkdir(parents=True, exist_ok=True)
    return path


def number(name: str, default: int) -> int:
    """Return a whole number of the environment.

    Raises:
        ImproperlyConfigured: it is something else; the message names the variable.
    """
    value = optional(name) or str(default)
    if value.isdecimal():
        return int(value)
    raise ImproperlyConfigured(f"The environment variable {name} must be a whole number, not {value!r}.")
