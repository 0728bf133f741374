"""The two alarms before a limit date: who is in charge is told once by each, or who leads the office if nobody is.

Somebody in charge who has left the team counts as nobody. Of an application or an interest that the site itself entered
the answer contract reminds all who answer for the organisation, by its own days: of these an alarm tells only somebody
in charge who is not among them, so that nobody is told the same thing twice.
"""

import datetime as dt

from django.db import transaction

from foundation.accounts.models import User
from foundation.notifications.operations import tell
from foundation.organisations.models import EDITING, MODERATING, Membership
from foundation.registry.lifecycle import WAITING
from foundation.registry.models import READING, Standing
from foundation.registry.operations import day_at


def ring_due(*, now: dt.datetime, subject_id: str = "") -> int:
    """Ring the alarms whose day has come; a clock's handler. Return how many people were told."""
    latest = now.date() + dt.timedelta(days=1)  # an office east of Greenwich may be a day ahead
    rows = list(Standing.objects.alarm_due(latest).values_list("pk", flat=True))
    return sum(_ring(pk, now=now) for pk in rows)


@transaction.atomic
def _ring(pk: int, *, now: dt.datetime) -> int:
    rows = Standing.objects.select_for_update(of=("self",)).select_related("entry__office__organisation", "in_charge")
    standing = rows.get(pk=pk)
    today = day_at(office=standing.entry.office, now=now)
    due = [on for on in (standing.first_alarm_on, standing.second_alarm_on) if on is not None and on <= today]
    if len(due) <= standing.alarms_rung:
        return 0  # rang already, or its day is still to come where the office is
    standing.alarms_rung = len(due)
    standing.save(update_fields=["alarms_rung"])
    if standing.annulled or standing.status not in WAITING or standing.limit_on is None:
        return 0
    people, is_hers = _whom_to_tell(standing, last=max(due))
    for person in people:
        _tell(standing, person, is_hers=is_hers, number=len(due), today=today, now=now)
    return len(people)


def _whom_to_tell(standing: Standing, *, last: dt.date) -> tuple[list[User], bool]:
    """Return whom an alarm tells, and whether that is who is in charge; `last` is the day of the latest alarm.

    Who leads the office is not told on the day on which it was entered: that has just been told.
    """
    entry = standing.entry
    team = Membership.objects.filter(organisation=entry.office.organisation_id, user__is_active=True)
    roles = team.filter(user=standing.in_charge, role__in=READING).values_list("role", flat=True)
    role = roles.first() if standing.in_charge else None
    if standing.in_charge and role:
        return ([] if entry.is_answered_by_the_team and role in EDITING else [standing.in_charge]), True
    if entry.is_answered_by_the_team or last <= entry.admitted_on:
        return [], False
    leads = team.filter(role__in=MODERATING).select_related("user").order_by("user")
    return [each.user for each in leads], False


def _tell(standing: Standing, person: User, *, is_hers: bool, number: int, today: dt.date, now: dt.datetime) -> None:
    entry, limit_on = standing.entry, standing.limit_on
    assert limit_on is not None
    tell(
        key=f"registry.alarm:{entry.public_id}:{limit_on}:{number}:{person.pk}",
        kind="registry.alarm",
        recipient=person,
        template="registry/mail/alarm",
        facts={
            "number": entry.number,
            "subject": entry.subject,
            "limit_on": limit_on,
            "is_past": limit_on < today,
            "is_hers": is_hers,
        },
        route="register_entry",
        args=[entry.office.organisation.slug, entry.public_id],  # type: ignore[union-attr]
        now=now,
    )
