"""What an agency owes is counted again when something of it was answered or closed, or its coordinator changed."""

from foundation.outbox.models import Event
from marketplace.answers.models import Submission
from marketplace.contract.operations.holding import count_holds


def submission_moved(event: Event) -> None:
    """Re-read the rows; twice, late or out of order ends the same."""
    agency = Submission.objects.filter(pk=event.subject_id).values_list("organisation", flat=True).first()
    if agency is not None:
        count_holds(now=event.at, only=agency)


def coordinator_changed(event: Event) -> None:
    """A coordinator who acts lets a held agency go on; one who has ended it does no longer."""
    count_holds(now=event.at, only=int(event.subject_id))
