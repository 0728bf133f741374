"""A side says what became of a mission, with one tap and more if it wishes; an expert, that her profile is right."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.outbox.operations import record
from marketplace.outcomes.lifecycle import ANSWERABLE_FOR, ANSWERS
from marketplace.outcomes.models import Outcome, UsedLink
from marketplace.profiles.models import ExpertProfile
from marketplace.profiles.operations.keeping import change_profile

USED = gettext_noop("This link was used already. Signed in, you change your profile at any time.")


class OutcomeError(DomainError):
    code = "outcome"


@transaction.atomic
def answer(*, outcome: Outcome, said: str, actor: str, by: User, now: dt.datetime) -> Outcome:
    """Write down the one tap of a side; the first of its people answers for it, in the quality of `actor`.

    Raises:
        OutcomeError: somebody has answered already, it is too late, or this is no answer to the question.
    """
    outcome = Outcome.objects.select_for_update(of=("self",)).get(pk=outcome.pk)
    if outcome.answered_at is not None:
        raise OutcomeError(_("This was answered already. Thank you."), code="answered")
    if outcome.open_until <= now:
        raise OutcomeError(_("The time to answer has passed."), code="too_late")
    if said not in ANSWERS[outcome.stage]:
        raise OutcomeError(_("Choose one of the answers."), field="said")
    outcome.said, outcome.answered_at, outcome.actor, outcome.answered_by = said, now, actor, by
    outcome.save(update_fields=["said", "answered_at", "actor", "answered_by"])
    record("outcome.answered", subject=outcome, now=now)
    return outcome


@transaction.atomic
def tell_more(*, outcome: Outcome, facts: dict[str, Any], now: dt.datetime) -> Outcome:
    """Add words and figures (`words`, `people_trained`, `jobs`) to an answer, once.

    Raises:
        OutcomeError: there is no answer yet, or more was told already.
    """
    outcome = Outcome.objects.select_for_update(of=("self",)).get(pk=outcome.pk)
    if outcome.answered_at is None or outcome.told_at is not None:
        raise OutcomeError(_("This was answered already. Thank you."), code="answered")
    outcome.words = facts["words"].strip()
    outcome.people_trained, outcome.jobs = facts["people_trained"], facts["jobs"]
    outcome.told_at = now
    outcome.save(update_fields=["words", "people_trained", "jobs", "told_at"])
    record("outcome.answered", subject=outcome, now=now)
    return outcome


@transaction.atomic
def refresh(*, profile: ExpertProfile, available_from: dt.date | None, link: str, now: dt.datetime) -> ExpertProfile:
    """Say that a profile is still right; with a day, also that she is free from it on, without a last day.

    `link` is the digest of the link by which it is said, which serves once.

    Raises:
        OutcomeError: the link was used already; nothing was written.
    """
    used = UsedLink.objects.filter(user=profile.user_id)
    used.filter(used_at__lt=now - ANSWERABLE_FOR).delete()  # those links have ended by their time
    _row, new = UsedLink.objects.get_or_create(digest=link, defaults={"user": profile.user, "used_at": now})
    if not new:
        raise OutcomeError(_(USED), code="used")
    changes: dict[str, Any] = {}
    if available_from is not None:
        changes = {"available_from": available_from, "available_until": None}
    return change_profile(profile=profile, changes=changes, now=now)
