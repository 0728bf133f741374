"""A sent file has a step to do: the task does it, and asks for the next."""

from django.utils import timezone

from cms.importing.operations.uploads import advance
from foundation.outbox.models import Event


def upload_advanced(event: Event) -> None:
    advance(upload_id=int(event.subject_id), now=timezone.now())  # a step may come long after the event
