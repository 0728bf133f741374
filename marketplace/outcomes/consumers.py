"""An accepted offer begins a mission: from then on the terms are waited for."""

from foundation.outbox.models import Event
from marketplace.answers.models import Submission
from marketplace.outcomes.operations.guarding import watch_terms


def submission_moved(event: Event) -> None:
    """Re-read the row; twice, late or out of order ends the same."""
    submission = Submission.objects.filter(pk=event.subject_id).first()
    if submission is not None:
        watch_terms(submission=submission)
