"""No mission is left in silence: who must act is told once when terms are not agreed, or the end is not confirmed.

What is not done a week later goes to those who look after the agency's country.
"""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from foundation.clocks.operations import set_clock, stop_clock
from foundation.outbox.operations import record
from marketplace.answers.lifecycle import Kind, Status
from marketplace.answers.models import Move, Submission
from marketplace.answers.queries import locked, title_of
from marketplace.applications.models import Application
from marketplace.contract.queries import administrators, focal_points_of
from marketplace.outcomes.lifecycle import ABOVE_AFTER, CONFIRM_WITHIN, TERMS_WITHIN, Lack, Side
from marketplace.outcomes.models import Terms
from marketplace.outcomes.operations.telling import tell_one, tell_side
from marketplace.outcomes.queries import agreed_terms, call_of, unconfirmed_for

CLOCK = "remind of what a mission lacks"
_MORNING = dt.time(8, tzinfo=dt.UTC)


@transaction.atomic
def watch_terms(*, submission: Submission) -> None:
    """Set the clock of a mission whose offer was accepted; called again, the clock stands where it stood."""
    if submission.kind != Kind.APPLICATION or submission.status != Status.ACCEPTED:
        return
    accepted = Move.objects.filter(submission=submission, name="accept").order_by("-at", "-pk").first()
    if accepted is not None:
        _set(submission, Lack.TERMS, accepted.at + TERMS_WITHIN)


@transaction.atomic
def watch_end(*, application: Submission, terms: Terms) -> None:
    """Set the clock of the end by terms that were agreed just now; that of the terms, or an earlier end, has served."""
    for lack in (Lack.TERMS, Lack.TERMS_STILL, Lack.STILL):
        stop_clock(handler=CLOCK, subject_id=_subject(application, lack))
    _set(application, Lack.END, dt.datetime.combine(terms.ends_on + CONFIRM_WITHIN, _MORNING))


@transaction.atomic
def stop_watching(*, application: Submission) -> None:
    for lack in Lack:
        stop_clock(handler=CLOCK, subject_id=_subject(application, lack))


@transaction.atomic
def remind_due(*, subject_id: str, now: dt.datetime) -> int:
    """Tell who must act ("<application>:<lack>") that it is time; return how many were told.

    A clock handler. Rung twice, each is told once: messages have keys. What was done meanwhile is not asked for.
    """
    public_id, lack = subject_id.split(":")
    row = Application.objects.filter(public_id=public_id).first()
    if row is None:
        return 0
    submission = locked(row)
    if submission.status != Status.ACCEPTED:
        return 0
    agreed = agreed_terms(submission)
    told = 0
    if lack == Lack.TERMS and agreed is None:
        told = _of_terms(submission, now=now)
        _set(submission, Lack.TERMS_STILL, now + ABOVE_AFTER)
    elif lack == Lack.TERMS_STILL and agreed is None:
        told = _of_silence(submission, None, now=now)
    elif lack == Lack.END and agreed is not None and agreed.ends_on + CONFIRM_WITHIN <= now.date():
        told = _of_end(submission, agreed, now=now)
        _set(submission, Lack.STILL, now + ABOVE_AFTER)
    elif lack == Lack.STILL and agreed is not None and unconfirmed_for(agreed.ends_on, now.date()) >= ABOVE_AFTER:
        told = _of_silence(submission, agreed, now=now)
    if told:
        record("mission.reminded", subject=submission, now=now)
    return told


def _of_terms(submission: Submission, *, now: dt.datetime) -> int:
    """Tell the agency's people, and the person that they were, each with what waits for whom."""
    facts = {"waits_for": _waits_for(submission), "above_on": now.date() + ABOVE_AFTER}
    key = f"mission.no_terms.{submission.public_id}"
    told = 0
    for side in (Side.AGENCY, Side.PERSON):
        told += tell_side(
            side=side,
            application=submission,
            kind=f"mission.late.{side}",
            name=f"no_terms_{side}",
            key=key,
            page="mission_terms",
            facts={**facts, "told": told},
            now=now,
        )
    return told


def _of_end(submission: Submission, agreed: Terms, *, now: dt.datetime) -> int:
    """Tell the agency's people to confirm the end, and the person that they were reminded and what comes next."""
    told = 0
    for side, page in ((Side.AGENCY, "mission_complete"), (Side.PERSON, "submission")):
        told += tell_side(
            side=side,
            application=submission,
            kind=f"mission.late.{side}",
            name=f"not_confirmed_{side}",
            key=f"mission.not_confirmed.{agreed.pk}",
            page=page,
            facts={"terms": agreed, "told": told, "above_on": now.date() + ABOVE_AFTER},
            now=now,
        )
    return told


def _of_silence(submission: Submission, agreed: Terms | None, *, now: dt.datetime) -> int:
    """Bring it to the focal points of the agency's country, or to the administrators where it has none.

    Without `agreed` terms it is these that lack, else the confirmation of the end.
    """
    name, what = ("unconfirmed", agreed.pk) if agreed else ("unagreed", submission.public_id)
    people = focal_points_of(submission.organisation.country) or administrators()
    call = call_of(submission)
    for person in people:
        with translation.override(person.language):
            url = reverse("desk")
        tell_one(
            person=person,
            kind="mission.unconfirmed",
            name=name,
            key=f"mission.{name}.{what}.{person.public_id}",
            url=url,
            facts={
                "title": title_of(call, person.language),
                "terms": agreed,
                "waits_for": "" if agreed else _waits_for(submission),
            },
            application=submission,
            now=now,
        )
    return len(people)


def _waits_for(submission: Submission) -> str:
    """Return the side for which the terms that were proposed last wait; "" where none were."""
    latest = Terms.objects.filter(application=submission.pk).order_by("-version").first()
    if latest is None:
        return ""
    return Side.AGENCY if latest.side == Side.PERSON else Side.PERSON


def _set(application: Submission, lack: Lack, due_at: dt.datetime) -> None:
    set_clock(handler=CLOCK, subject_id=_subject(application, lack), due_at=due_at)


def _subject(application: Submission, lack: str) -> str:
    return f"{application.public_id}:{lack}"
