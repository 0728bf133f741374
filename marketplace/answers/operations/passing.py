"""Pass a submission on to a colleague. Who answers it and who is in charge of its entry in the register are one fact:
what is said at either place is written down at the other."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.notifications.rendering import absolute
from foundation.organisations.models import EDITING
from foundation.outbox.operations import record
from foundation.registry.handling import assign
from foundation.registry.models import Standing, Step
from marketplace.answers.lifecycle import TWICE_WITHIN, Actor
from marketplace.answers.models import Passing, Submission
from marketplace.answers.operations.linking import issue, spend, tell_with_link
from marketplace.answers.operations.moving import SubmissionError
from marketplace.answers.queries import colleagues, locked, specific, title_of


@transaction.atomic
def pass_on(
    *, submission: Submission, to: User, actor: str, by: User, note: str = "", token: str = "", now: dt.datetime
) -> Passing:
    """Pass a submission on to a colleague of the team or a coordinator: she has a link by mail, and it is written down.

    With a `token` that link is spent by it. The register puts the colleague in charge of its entry too; a coordinator
    reads no register, so the entry is nobody's then. Passed on twice with the same word is once.

    Raises:
        SubmissionError: the colleague may not answer it, it waits no more, or the link is spent; nothing was written.
    """
    if token:
        spend(token=token, now=now)
    submission = locked(submission)
    if not submission.is_pending:
        raise SubmissionError(_("This does not wait for an answer any more."), code="wrong_state")
    if to == by or to not in colleagues(submission, but=by):
        raise SubmissionError(_("Choose a colleague who may answer for this organisation."), field="to")
    note = note.strip()
    made = _passed_already(submission, to, by=by, note=note, now=now)
    if made is None:
        made = _hand_over(submission, to, actor=actor, by=by, note=note, now=now)
    _put_in_charge(submission, to, by=by, now=now)
    return made


@transaction.atomic
def follow_register(*, entry_pk: int, now: dt.datetime) -> Passing | None:
    """Pass on what an entry is about to who is in charge of it now; to nobody in particular when nobody is.

    It compares where both stand, whatever was told when: what was passed on here already, what waits no more and what
    is no submission is left alone, and nothing is written into the register.
    """
    found = Submission.objects.filter(entry=entry_pk).first()
    if found is None:
        return None
    submission = locked(found)
    standing = Standing.objects.select_for_update(of=("self",)).select_related("in_charge").get(entry=entry_pk)
    if not submission.is_pending or standing.annulled:
        return None
    last = submission.passings.select_related("to").last()
    to = _of_team(submission, standing.in_charge)
    if to == _of_team(submission, last.to if last else None):
        return None
    step = Step.objects.filter(entry=entry_pk, kind=Step.Kind.ASSIGNED).select_related("by").last()
    by, at = (step.by, step.at) if step else (None, now)  # of the last step, whatever is told late
    at = max(at, last.at) if last else at  # the last of them holds
    return _hand_over(submission, to, actor=Actor.AGENCY, by=by, note="", now=at)


def _passed_already(submission: Submission, to: User, *, by: User, note: str, now: dt.datetime) -> Passing | None:
    last = submission.passings.last()
    if last is None or (last.to_id, last.by_id, last.note) != (to.pk, by.pk, note) or last.at <= now - TWICE_WITHIN:
        return None
    return last


def _hand_over(
    submission: Submission, to: User | None, *, actor: str, by: User | None, note: str, now: dt.datetime
) -> Passing:
    """Write down whose it is from now on, and tell her with a link; who takes it on herself knows."""
    made = Passing.objects.create(submission=submission, by=by, actor=actor, to=to, note=note, at=now)
    if to is not None and to != by:
        path = issue(submission=submission, user=to, language=to.language, now=now)
        facts: dict[str, Any] = {
            "name": to,
            "by": by or submission.organisation.name(to.language),
            "actor": actor,
            "note": note,
            "title": title_of(specific(submission), to.language),
            "number": submission.number,
            "answer_on": submission.answer_on,
            "url": absolute(path),
        }
        key = f"answers.passed_on:{made.pk}"
        tell_with_link(to=to, template="passed_on", facts=facts, kind="answers.passed_on", key=key, now=now)
    record("submission.passed_on", subject=submission, now=now)
    return made


def _of_team(submission: Submission, person: User | None) -> User | None:
    """Return a person if she is of the team and may answer this: only then can both places say the same of her."""
    if person is None or not person.is_active or person.pk == submission.person_id:
        return None
    is_member = submission.organisation.memberships.filter(user=person, role__in=EDITING).exists()
    return person if is_member else None


def _put_in_charge(submission: Submission, to: User, *, by: User, now: dt.datetime) -> None:
    entry = submission.entry
    if entry is None or entry.standing.annulled:
        return
    team = set(submission.organisation.memberships.filter(role__in=EDITING).values_list("user", flat=True))
    assign(
        entry=entry,
        in_charge=to if to.pk in team else None,
        unit=entry.standing.unit,
        by=by if by.pk in team else None,
        now=now,
    )
