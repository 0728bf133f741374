"""Tell the person what the agency did, and the agency what the person did: each in her language, once per move."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from cms.opportunities.models import Opportunity
from foundation.notifications.operations import tell
from foundation.organisations.queries import who_answers
from marketplace.answers.models import Move, Submission
from marketplace.answers.queries import title_of


def tell_person(
    *,
    submission: Submission,
    made: Move,
    page: Opportunity,
    facts: Mapping[str, Any] | None = None,
    now: dt.datetime,
) -> None:
    """Tell the person of a move, in her language, with the letter if one goes with it; once per move.

    `facts` are further words of the move's own mail.
    """
    said = {"move": made, "answer_on": submission.answer_on, **(facts or {})}
    _tell_person(submission, page, made.name, said, key=str(made.pk), now=now)


def remind_of_offer(*, submission: Submission, made: Move, page: Opportunity, now: dt.datetime) -> None:
    """Tell the person until when the place she was offered in a move is kept for her; once per move."""
    _tell_person(submission, page, "offer_waits", {}, key=f"{made.pk}.waits", now=now)


def tell_agency(*, submission: Submission, made: Move, page: Opportunity, now: dt.datetime) -> None:
    """Tell who answers for the agency what a person has decided, or let pass in silence; once per move."""
    for user in who_answers(submission.organisation):
        tell(
            key=f"submission.{submission.public_id}.{made.pk}.{user.public_id}",
            kind="mission.agency" if made.name == "cancel" else "submission.by_person",  # an agreed mission: at once
            recipient=user,
            template="answers/mail/by_person",
            facts={
                "reader": user,
                "person": submission.person,
                "title": title_of(page, user.language),
                "number": submission.number,
                "move": made,
            },
            route="answer",
            args=[submission.public_id],
            now=now,
        )


def _tell_person(
    submission: Submission, page: Opportunity, name: str, facts: Mapping[str, Any], *, key: str, now: dt.datetime
) -> None:
    """Tell the person with a template of answers/mail; nobody where the account was erased."""
    person = submission.person
    if person is None:
        return
    tell(
        key=f"submission.{submission.public_id}.{key}",
        kind="submission.moved",
        recipient=person,
        template=f"answers/mail/{name}",
        facts={
            "person": person,
            "title": title_of(page, person.language),
            "agency": submission.organisation.name(person.language),
            "number": submission.number,
            "kept_until": submission.kept_until,
            **facts,
        },
        route="submission",
        args=[submission.public_id],
        now=now,
    )
