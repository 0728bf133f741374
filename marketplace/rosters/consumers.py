"""A list was sent: its people are written to."""

from django.utils import timezone

from foundation.outbox.models import Event
from marketplace.rosters.models import Roster
from marketplace.rosters.operations import tell_invited


def roster_sent(event: Event) -> None:
    """Told twice, each person is written to once: the message has a key."""
    if roster := Roster.objects.select_related("organisation").filter(pk=int(event.subject_id)).first():
        tell_invited(roster=roster, now=timezone.now())
