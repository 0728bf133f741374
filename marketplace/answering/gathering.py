"""The mail of the morning: once a day, to each who answers for an agency, what waits there; never an empty one."""

import datetime as dt

from django.db import transaction
from django.db.models import Min

from foundation.accounts.models import User
from foundation.base.mornings import HOUR
from foundation.base.places import zone_of
from foundation.notifications.models import Notification
from foundation.organisations.models import EDITING, Coordinator, Membership
from foundation.outbox.operations import record
from marketplace.answering.kinds import WAITING
from marketplace.answering.mails import write_waiting
from marketplace.answering.queries import questions_waiting
from marketplace.answers.models import Submission
from marketplace.answers.queries import waiting_for

MOST_MAILS = 200  # in one call of the clock: others wait in the same line


def tell_waiting(*, now: dt.datetime, subject_id: str = "") -> int:
    """Write the mails of this morning that are still to be written; a clock's handler. Return how many.

    It is morning where the organisation is; what was sent after seven waits for the next one, unless the mail has
    something to say anyway. Each is written in a transaction of its own, under a key of person and day: a process that
    dies in between leaves the rest to the next call, and nobody is told twice.
    """
    written = 0
    for user_id, day in sorted(_people(now).items()):
        written += _tell(user_id, key=_key(user_id, day), day=day, now=now)
        if written >= MOST_MAILS:
            break
    return written


def _people(now: dt.datetime) -> dict[int, dt.date]:
    """Return who is to be told and has not been, with the day it is for; five queries."""
    days: dict[int, dt.date] = {}
    for waiting, since in ((Submission.objects.pending(), "submitted_at"), (questions_waiting(), "asked_at")):
        known = waiting.filter(organisation__verified_at__isnull=False, organisation__suspended_at=None)
        by_agency = known.values("organisation", "organisation__country").annotate(first=Min(since)).order_by()
        for row in by_agency:
            morning = _morning(row["organisation__country"], now)
            if morning <= now and row["first"] < morning:
                days[row["organisation"]] = morning.date()
    team = Membership.objects.filter(organisation__in=days, role__in=EDITING, user__is_active=True)
    acting = Coordinator.objects.acting().filter(organisation__in=days, user__is_active=True)
    people: dict[int, dt.date] = {}
    for rows in (team, acting):
        for user_id, organisation_id in rows.values_list("user", "organisation").order_by("pk"):
            people[user_id] = max(days[organisation_id], people.get(user_id, dt.date.min))
    keys = {_key(user_id, day): user_id for user_id, day in people.items()}
    for told in Notification.objects.filter(key__in=keys).order_by("pk").values_list("key", flat=True):
        del people[keys[told]]
    return people


def _morning(country: str, now: dt.datetime) -> dt.datetime:
    """Return seven o'clock of the day it is now in a country."""
    there = now.astimezone(zone_of(country))
    return there.replace(hour=HOUR, minute=0, second=0, microsecond=0)


def _key(user_id: int, day: dt.date) -> str:
    return f"answering.waiting:{user_id}:{day}"


@transaction.atomic
def _tell(user_id: int, *, key: str, day: dt.date, now: dt.datetime) -> int:
    """Write one mail; 0 when somebody wrote it meanwhile, or nothing is left that concerns the person."""
    user = User.objects.select_for_update(of=("self",)).filter(pk=user_id, is_active=True).first()
    if user is None or Notification.objects.filter(key=key).exists():
        return 0
    rows = waiting_for(user, on=day)
    questions = list(questions_waiting(user))
    if not rows and not questions:
        return 0
    write_waiting(
        to=user, rows=rows, questions=questions, kind=WAITING, key=key, template="answering/mail/waiting", now=now
    )
    record("answering.told", subject=user, now=now)
    return 1
