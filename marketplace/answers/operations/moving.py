"""Move a submission: lock, check the table, write the move, count the places, register what leaves, tell the person."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from cms.opportunities.models import Opportunity
from cms.opportunities.operations.places import count_places, lock_places
from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.clocks.operations import set_clock, stop_clock
from foundation.outbox.operations import record
from foundation.registry import lifecycle as register_states
from foundation.registry.handling import set_status
from foundation.registry.models import Direction, Entry
from foundation.registry.operations import Party, office_of, register
from foundation.registry.parties import Words
from marketplace.answers.letters import ready_letter
from marketplace.answers.lifecycle import (
    CHANGES,
    OFFER_CLOCK,
    OFFER_STANDS,
    PENDING,
    SEATED,
    TWICE_WITHIN,
    Actor,
    Change,
    Status,
    may,
)
from marketplace.answers.models import Move, Submission
from marketplace.answers.operations.telling import tell_agency, tell_person
from marketplace.answers.queries import locked, specific

CONTRACT = "Jisr"  # who sends a letter that the agency did not write


class SubmissionError(DomainError):
    code = "submission"


@transaction.atomic
def move(
    *,
    submission: Submission,
    name: str,
    actor: str,
    by: User | None,
    now: dt.datetime,
    reason: str = "",
    note: str = "",
    letter: str = "",
    language: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Move:
    """Make one move of the table; the pending list and the places are counted again, the person is told once.

    `letter` goes out as it stands, in `language` (the person's by default), and is registered as a departure of
    the agency, as every move that answers is; where one must go and none is given, it is the ready letter. `facts` are
    what the mail shows besides. A move that leaves the status as it is, sent twice in the same words, is made once.

    Raises:
        SubmissionError: it has moved on meanwhile, it is not this actor's to do, all places are given, or a reason is
            missing, or a letter that only the agency can write; nothing was written.
    """
    page = specific(submission)
    lock_places(page=page)
    submission = locked(submission)
    change = CHANGES[name]
    _require_allowed(submission, change, name, actor=actor, by=by, is_explained=bool(reason or note.strip()))
    by_person = actor == Actor.PERSON
    if change.needs_letter and not by_person:
        if not letter.strip() and submission.status != Status.UNANSWERED:
            letter = ready_letter(submission, name, page, reason=reason, actor=actor, by=by)
        if not letter.strip():
            raise SubmissionError(_("Write the letter: it is what the person waits for."), field="letter")
    if name == "offer" and page.seats is not None and _seated(page) >= page.seats:
        raise SubmissionError(_("All places of this call are offered or taken."), code="seats_taken")
    words = {
        "reason": reason,
        "note": note.strip(),
        "letter": letter.strip().replace("\r\n", "\n"),  # as it is read, whatever the browser sent
        "letter_language": language or submission.language,
    }
    if change.target == submission.status and (known := _made_already(submission, name, words, now=now)):
        return known
    made = Move.objects.create(
        submission=submission,
        name=name,
        source=submission.status,
        target=change.target,
        actor=actor,
        by=by,
        at=now,
        **words,
    )
    submission.status, submission.updated_at = change.target, now
    if change.answers:
        submission.answered_at = now
    if (change.answers or change.registered or made.letter) and not by_person:
        made.entry = _departure(submission, made, now=now)
        made.save(update_fields=["entry"])
    if change.target in (Status.WITHDRAWN, Status.DECLINED):
        file_arrival(submission=submission, note=_in_words(submission, made), now=now)
    if Status.OFFERED in (made.source, made.target):
        _keep_place(submission, now=now)
    submission.save(update_fields=["status", "updated_at", "answered_at", "kept_until"])
    count(page=page, now=now)
    if by_person or name == "lapse":
        tell_agency(submission=submission, made=made, page=page, now=now)
    if not by_person:
        tell_person(submission=submission, made=made, page=page, facts=facts, now=now)
    record("submission.moved", subject=submission, now=now)
    return made


def _require_allowed(
    submission: Submission, change: Change, name: str, *, actor: str, by: User | None, is_explained: bool
) -> None:
    """Refuse what the table does not let this actor do now, and what is done without a word of why."""
    if not may(name, kind=submission.kind, status=submission.status, by=actor):
        raise SubmissionError(
            _("This cannot be done now: it stands at “%(status)s”. Load the page again.")
            % {"status": submission.get_status_display()},
            code="wrong_state",
        )
    by_person = actor == Actor.PERSON
    if by_person and submission.person != by:
        raise SubmissionError(_("Only who sent this can do that."), code="not_own")
    if change.needs_reason and not is_explained:
        why = _("Choose a reason: the agency reads it.") if by_person else _("Choose a reason: the person reads it.")
        raise SubmissionError(why, field="reason")


def _made_already(submission: Submission, name: str, words: Mapping[str, str], *, now: dt.datetime) -> Move | None:
    """Return the last move of a name where it was made in the same words, a moment or some hours ago."""
    last = submission.moves.filter(name=name).last()
    if last is None or last.at <= now - TWICE_WITHIN:
        return None
    return last if all(getattr(last, field) == said for field, said in words.items()) else None


def count(*, page: Opportunity, now: dt.datetime) -> None:
    """Count the pending list and the places of a page again; its row is locked by the caller."""
    pending = Submission.objects.filter(opportunity_id=page.pk, status__in=PENDING).count()
    count_places(page=page, pending=pending, seats=_seated(page), now=now)


def file_arrival(*, submission: Submission, note: str, now: dt.datetime) -> None:
    """Say in the register that what arrived needs no answer any more; what is settled there stays as it is."""
    entry = submission.entry
    if entry is not None and entry.standing.status in register_states.WAITING and not entry.standing.annulled:
        set_status(entry=entry, status=register_states.Status.FILED, by=None, note=note, now=now)


def _seated(page: Opportunity) -> int:
    return Submission.objects.filter(opportunity_id=page.pk, status__in=SEATED).count()


def _keep_place(submission: Submission, *, now: dt.datetime) -> None:
    """Keep the place of an offer for its time; its clock ends with it."""
    if submission.status != Status.OFFERED:
        stop_clock(handler=OFFER_CLOCK, subject_id=submission.public_id)
        return
    submission.kept_until = now.date() + OFFER_STANDS["end"]
    set_clock(handler=OFFER_CLOCK, subject_id=submission.public_id, due_at=now + OFFER_STANDS["remind"])


def _departure(submission: Submission, made: Move, *, now: dt.datetime) -> Entry:
    """Register what leaves for the person.

    What the contract itself sends settles nothing, for the agency wrote no word; nor does a letter after which it still
    owes the answer.
    """
    by_clock, change = made.actor == Actor.CLOCK, CHANGES[made.name]
    return register(
        office=office_of(organisation=submission.organisation, now=now),
        direction=Direction.DEPARTURE,
        nature="decision" if change.answers else "letter",
        subject=f"{_in_words(submission, made)} · {submission.number}",
        sender=Party(name=CONTRACT) if by_clock else Party(organisation=submission.organisation),
        answers_it=not by_clock and made.target not in PENDING,
        recipient=Party(user=submission.person),
        about=submission.public_id,
        pieces=[Words("letter", made.letter)] if made.letter else [],
        reply_to=submission.entry,
        language=made.letter_language,
        by=made.by,
        now=now,
    )


def _in_words(submission: Submission, made: Move) -> str:
    """Return what was done in the language of the submission, in which its entries stand too."""
    with translation.override(submission.language):
        return str(CHANGES[made.name].label if made.source == made.target else made.get_target_display())
