"""What an agency owes is counted again as soon as something of it was answered or closed."""

from foundation.outbox.models import Event
from marketplace.answers.models import Submission
from marketplace.contract.operations.holding import count_holds


def submission_moved(event: Event) -> None:
    """Re-read the rows; twice, late or out of order ends the same."""
    agency = Submission.objects.filter(pk=event.subject_id).values_list("organisation", flat=True).first()
    if agency is not None:
        count_holds(now=event.at, only=agency)
