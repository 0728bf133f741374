"""Consumers that a test can watch and hold up: each run leaves a file, and `hold` waits until it is let go."""

import os
import time
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from foundation.notifications.operations import notify
from foundation.outbox.models import Event


def tell(event: Event) -> None:
    """Write to somebody, once however often it is told."""
    _began("tell")
    notify(
        key=f"told:{event.pk}",
        kind="test",
        email="fatou@example.org",
        language="ar",
        subject="Jisr يرحب بكم",
        text="السلام عليكم",
        now=timezone.now(),
    )


def hold(event: Event) -> None:
    """As `tell`, but not before the file "go" is there."""
    _began("hold")
    while not (Path(settings.PLACE) / "go").exists():
        time.sleep(0.05)
    tell(event)


def hold_apart(event: Event) -> None:
    """The same, as a consumer that is known to be slow."""
    hold(event)


def _began(name: str) -> None:
    (Path(settings.PLACE) / f"{name}-{os.getpid()}-{time.monotonic_ns()}").touch()
