"""Who is put in charge of an entry in the register answers what it is about."""

from foundation.outbox.models import Event
from marketplace.answers.operations.passing import follow_register


def entry_assigned(event: Event) -> None:
    """Re-read the rows; twice, late or out of order ends the same."""
    follow_register(entry_pk=int(event.subject_id), now=event.at)
