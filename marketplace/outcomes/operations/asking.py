"""Ask both sides what became of a mission, at the start, at the end and a year later: a clock for each stage."""

import datetime as dt

from django.db import transaction

from foundation.clocks.operations import set_clock, stop_clock
from foundation.outbox.operations import record
from marketplace.answers.lifecycle import Status
from marketplace.answers.models import Submission
from marketplace.answers.queries import locked, title_of
from marketplace.applications.models import Application
from marketplace.outcomes.lifecycle import (
    ANSWERABLE_FOR,
    ANSWERS,
    QUESTIONS,
    REMIND_AFTER,
    Said,
    Side,
    Stage,
    asked_on,
)
from marketplace.outcomes.models import Outcome, Terms
from marketplace.outcomes.operations.telling import people_of, tell_one
from marketplace.outcomes.queries import answer_address, call_of, refresh_address

CLOCK = "ask what became of a mission"
_AGAIN = "again"
_MORNING = dt.time(8, tzinfo=dt.UTC)


@transaction.atomic
def set_clocks(*, application: Submission, terms: Terms, now: dt.datetime) -> None:
    """Set the clocks of a mission by the dates of its terms, those of an earlier version moved with them.

    A stage that was asked already is not asked again; the year is counted once the mission is completed.
    """
    asked = set(Outcome.objects.filter(application_id=application.pk).values_list("stage", flat=True))
    completed = application.status == Status.COMPLETED
    for stage in Stage.values:
        if stage in asked or (stage == Stage.YEAR and not completed):
            continue
        day = asked_on(stage, starts_on=terms.starts_on, ends_on=terms.ends_on)
        due = now if stage == Stage.END and completed else max(now, dt.datetime.combine(day, _MORNING))
        if stage == Stage.START and completed:
            stop_clock(handler=CLOCK, subject_id=f"{application.public_id}:{stage}")
            continue  # asked about the end at once: two questions on one day help nobody
        set_clock(handler=CLOCK, subject_id=f"{application.public_id}:{stage}", due_at=due)


@transaction.atomic
def stop_clocks(*, application: Submission) -> None:
    for stage in Stage.values:
        for subject_id in (f"{application.public_id}:{stage}", f"{application.public_id}:{stage}:{_AGAIN}"):
            stop_clock(handler=CLOCK, subject_id=subject_id)


@transaction.atomic
def ask_due(*, subject_id: str, now: dt.datetime) -> int:
    """Ask about a stage ("<application>:<stage>"), or remind who has not answered ("…:again"); return how many mails.

    A clock handler. Rung twice, each is asked once: outcomes and messages have keys.
    """
    public_id, stage, *again = subject_id.split(":")
    row = Application.objects.filter(public_id=public_id).first()
    if row is None:
        return 0
    submission = locked(row)
    wanted = (Status.COMPLETED,) if stage == Stage.YEAR else (Status.ACCEPTED, Status.COMPLETED)
    if submission.status not in wanted:
        return 0
    told = 0
    for side in Side.values:
        if again:
            outcome = Outcome.objects.open(now).filter(application_id=row.pk, stage=stage, side=side).first()
        else:
            outcome, new = Outcome.objects.get_or_create(
                application=row,
                stage=stage,
                side=side,
                defaults={"asked_at": now, "open_until": now + ANSWERABLE_FOR},
            )
            if new:
                record("outcome.asked", subject=outcome, now=now)
        if outcome is not None:
            told += _tell(outcome, submission, "again" if again else "first", now=now)
    if not again:
        set_clock(handler=CLOCK, subject_id=f"{subject_id}:{_AGAIN}", due_at=now + REMIND_AFTER)
    return told


def _tell(outcome: Outcome, submission: Submission, time: str, *, now: dt.datetime) -> int:
    call = call_of(submission)
    people = people_of(side=outcome.side, application=submission)
    for person in people:
        refresh = outcome.stage == Stage.END and outcome.side == Side.PERSON
        tell_one(
            person=person,
            kind="outcome.asked",
            name="asked",
            key=f"outcome.{outcome.public_id}.{person.public_id}.{time}",
            url=answer_address(outcome, person),
            facts={
                "title": title_of(call, person.language),
                "question": QUESTIONS[outcome.stage],
                "taps": [(Said(said).label, answer_address(outcome, person, said)) for said in ANSWERS[outcome.stage]],
                "side": outcome.side,
                "again": time == "again",
                "refresh_url": refresh_address(person, now=now) if refresh else "",
            },
            application=submission,
            now=now,
        )
    return len(people)
