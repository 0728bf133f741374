"""An offer was accepted: the agency is asked to write down the terms."""

from django.utils import timezone

from foundation.outbox.models import Event
from marketplace.answers.lifecycle import Kind, Status
from marketplace.answers.models import Submission
from marketplace.outcomes.operations.preparing import ask_for_terms


def submission_moved(event: Event) -> None:
    """Told twice, or late, the agency hears of it once: the message has a key."""
    rows = Submission.objects.filter(pk=int(event.subject_id), kind=Kind.APPLICATION, status=Status.ACCEPTED)
    if submission := rows.select_related("entry", "organisation", "person").first():
        ask_for_terms(application=submission, now=timezone.now())
