"""An offer does not stand for ever: its person is reminded, and what she leaves without a word ends by the clock."""

import datetime as dt

from django.db import transaction

from cms.opportunities.operations.places import lock_places
from foundation.clocks.operations import set_clock
from foundation.outbox.operations import record
from marketplace.answers.letters import ready_letter
from marketplace.answers.lifecycle import OFFER_CLOCK, Actor, Status
from marketplace.answers.models import Submission
from marketplace.answers.operations.moving import move
from marketplace.answers.operations.telling import remind_of_offer
from marketplace.answers.queries import locked, specific


@transaction.atomic
def end_offer(*, subject_id: str, now: dt.datetime) -> None:
    """Remind of an offer, or end it once its last day is over; a clock's handler. What was decided stays as it is.

    Rung late, it reminds first all the same, unless the last day is over.
    """
    found = Submission.objects.filter(public_id=subject_id).first()
    if found is None:
        return
    page = specific(found)
    lock_places(page=page)
    submission = locked(found)
    if submission.status != Status.OFFERED or submission.kept_until is None:
        return
    if submission.kept_until < now.date():
        letter = ready_letter(submission, "lapse", page)
        move(submission=submission, name="lapse", actor=Actor.CLOCK, by=None, letter=letter, now=now)
        return
    made = submission.moves.filter(name="offer").latest("at", "pk")
    remind_of_offer(submission=submission, made=made, page=page, now=now)
    after = dt.datetime.combine(submission.kept_until + dt.timedelta(days=1), dt.time(), tzinfo=dt.UTC)
    set_clock(handler=OFFER_CLOCK, subject_id=subject_id, due_at=after)
    record("submission.reminded", subject=submission, now=now)
