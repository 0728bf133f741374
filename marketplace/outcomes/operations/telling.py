"""Tell a side of a mission: each of its people in her own language, once per key."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from foundation.accounts.models import User
from foundation.notifications.operations import tell
from foundation.organisations.queries import who_answers
from marketplace.answers.models import Submission
from marketplace.answers.queries import title_of
from marketplace.outcomes.lifecycle import Side
from marketplace.outcomes.queries import call_of


@transaction.atomic
def tell_side(
    *,
    side: str,
    application: Submission,
    name: str,
    key: str,
    kind: str = "",
    page: str = "",
    facts: dict[str, Any] | None = None,
    now: dt.datetime,
) -> int:
    """Tell all people of a side with the template outcomes/mail/<name>.txt; return how many.

    `kind` is by default that of news about missions. `page` names the address the message leads to, one that takes the
    public id; by default that of the submission.
    """
    call = call_of(application)
    told = people_of(side=side, application=application)
    for person in told:
        tell_one(
            person=person,
            kind=kind or f"mission.{side}",
            name=name,
            key=f"{key}.{person.public_id}",
            url=_address(page or ("submission" if side == Side.PERSON else "answer"), application, person.language),
            facts={"title": title_of(call, person.language), "application": application, **(facts or {})},
            application=application,
            now=now,
        )
    return len(told)


def people_of(*, side: str, application: Submission) -> Sequence[User]:
    """Return whom to tell of a side: the expert, or those who answer for the agency."""
    if side == Side.AGENCY:
        return who_answers(application.organisation)
    return [application.person] if application.person is not None else []


@transaction.atomic
def tell_one(
    *,
    person: User,
    kind: str,
    name: str,
    key: str,
    url: str,
    facts: dict[str, Any],
    application: Submission,
    now: dt.datetime,
) -> None:
    """Tell one person, in her language."""
    tell(
        key=key,
        kind=kind,
        recipient=person,
        template=f"outcomes/mail/{name}",
        facts={
            "reader": person,
            "person": application.person,
            "agency": application.organisation.name(person.language),
            "number": application.number,
            **facts,
        },
        url=url,
        now=now,
    )


def _address(name: str, application: Submission, language: str) -> str:
    with translation.override(language):
        return reverse(name, args=[application.public_id])
