"""An accepted offer begins a mission, whose terms are waited for; an annulled certificate confirms nothing any more."""

from foundation.outbox.models import Event
from marketplace.answers.models import Submission
from marketplace.outcomes.models import Certificate
from marketplace.outcomes.operations.guarding import watch_terms
from marketplace.profiles.operations.verifying import unverify_skills


def submission_moved(event: Event) -> None:
    """Re-read the row; twice, late or out of order ends the same."""
    submission = Submission.objects.filter(pk=event.subject_id).first()
    if submission is not None:
        watch_terms(submission=submission)


def certificate_annulled(event: Event) -> None:
    """Take back the skills that rest on an annulled certificate; re-reads the row, and twice ends the same."""
    rows = Certificate.objects.filter(entry=int(event.subject_id), entry__standing__annulled=True).select_related(
        "entry"
    )
    for certificate in rows:
        unverify_skills(number=certificate.entry.number, now=event.at)
