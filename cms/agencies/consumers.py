"""An organisation was verified or changed: its place in the CMS follows."""

from cms.agencies.operations import arrange
from foundation.organisations.models import Organisation
from foundation.outbox.models import Event


def organisation_verified(event: Event) -> None:
    organisation_changed(event)


def organisation_changed(event: Event) -> None:
    """Re-read the row; twice, late or out of order ends the same."""
    if organisation := Organisation.objects.filter(pk=event.subject_id).first():
        arrange(organisation=organisation)
