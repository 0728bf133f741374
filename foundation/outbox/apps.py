"""In the embedded default the first request starts the thread that drains the outbox."""

from django.apps import AppConfig
from django.conf import settings
from django.core.signals import request_started


class OutboxConfig(AppConfig):
    name = "foundation.outbox"
    label = "outbox"

    def ready(self) -> None:
        if settings.OUTBOX_DRAIN == "thread":
            from foundation.outbox.drain import start

            request_started.connect(start, dispatch_uid="drain")
