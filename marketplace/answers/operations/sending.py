"""Send a submission: the call is still open, the promise of its answer date stands, and it gets its number."""

import datetime as dt
from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cms.opportunities.lifecycle import Openness
from cms.opportunities.models import Opportunity
from cms.opportunities.operations.places import lock_places, promise
from foundation.accounts.models import User
from foundation.files.models import PrivateFile
from foundation.outbox.operations import record
from foundation.registry.models import Direction
from foundation.registry.operations import Party, office_of, register
from foundation.registry.parties import Words
from marketplace.answers.lifecycle import Actor, Status
from marketplace.answers.models import Move, Promise, Submission
from marketplace.answers.operations.moving import SubmissionError, count
from marketplace.answers.operations.telling import tell_person
from marketplace.answers.queries import SHORTEST, due_day, locked, specific
from marketplace.profiles.models import Block


def require_open(*, page: Opportunity, by: User, now: dt.datetime) -> None:
    """Refuse who cannot answer this page now.

    Raises:
        SubmissionError: it is closed, paused or full, it is the person's own organisation's, or she keeps away from it.
    """
    openness = page.openness(timezone.localdate(now))
    if openness is not Openness.OPEN:
        raise SubmissionError(openness.label, code=openness.value)
    organisation = page.agency.organisation
    if organisation.memberships.filter(user=by).exists():
        raise SubmissionError(_("You are in the team of this organisation: you cannot apply to it."), code="own_team")
    if Block.objects.filter(user=by, organisation=organisation).exists():
        raise SubmissionError(
            _("You keep away from this organisation. End that on its page first, then apply."), code="blocked"
        )


@transaction.atomic
def send(
    *,
    submission: Submission,
    by: User,
    nature: str,
    pieces: Callable[[], Sequence[PrivateFile | Words]] = tuple,
    now: dt.datetime,
) -> Submission:
    """Send a draft: it takes its place in the pending list, and its number in the agency's register.

    `pieces` is asked for its documents and words once nobody can change them any more.

    Raises:
        SubmissionError: it was sent already, is not hers, or nothing can be sent to this page now; nothing was written.
    """
    page = specific(submission)
    lock_places(page=page)
    submission = locked(submission)
    if submission.status != Status.DRAFT:
        raise SubmissionError(_("This was sent already."), code="sent_already")
    if submission.person != by:
        raise SubmissionError(_("Only who wrote this can send it."), code="not_own")
    require_open(page=page, by=by, now=now)
    answer_on = promise_of(page=page, now=now)
    with translation.override(submission.language):
        subject = f"{submission.get_kind_display()} · {page.title}"[:200]
    submission.entry = register(
        office=office_of(organisation=submission.organisation, now=now),
        direction=Direction.ARRIVAL,
        nature=nature,
        subject=subject,
        sender=Party(user=by),
        recipient=Party(organisation=submission.organisation),
        about=submission.public_id,
        pieces=pieces(),
        answer_due_on=answer_on,
        language=submission.language,
        now=now,
    )
    submission.status, submission.submitted_at, submission.updated_at = Status.SUBMITTED, now, now
    submission.first_answer_on = submission.answer_on = answer_on
    submission.save()
    made = Move.objects.create(
        submission=submission,
        name="submit",
        source=Status.DRAFT,
        target=Status.SUBMITTED,
        actor=Actor.PERSON,
        by=by,
        at=now,
    )
    count(page=page, now=now)
    tell_person(submission=submission, made=made, page=page, now=now)
    record("submission.sent", subject=submission, now=now)
    return submission


def promise_of(*, page: Opportunity, now: dt.datetime) -> dt.date:
    """Return the day by which who sends something today has an answer; the promise is written at the first time.

    From then on the date of the page is moved by the contract only, not by its editor.
    """
    said = page.answers_by or now.date() + SHORTEST
    made, _created = Promise.objects.get_or_create(page_id=page.pk, defaults={"first_on": said, "answer_on": said})
    promise(page=page, on=made.answer_on, now=now)
    return due_day(made.answer_on, now=now)
