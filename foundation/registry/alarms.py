"""The two alarms before a limit date: whoever is in charge is told once by each."""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from foundation.notifications.operations import notify
from foundation.notifications.rendering import render
from foundation.organisations.models import Membership
from foundation.registry.lifecycle import WAITING
from foundation.registry.models import READING, Standing
from foundation.registry.operations import day_at


def ring_due(*, now: dt.datetime, subject_id: str = "") -> int:
    """Ring the alarms whose day has come; a clock's handler. Return how many people were told.

    An alarm of an entry that nobody is in charge of rings unheard: the late basket shows the entry to the team.
    """
    latest = now.date() + dt.timedelta(days=1)  # an office east of Greenwich may be a day ahead
    rows = list(Standing.objects.alarm_due(latest).values_list("pk", flat=True))
    return sum(_ring(pk, now=now) for pk in rows)


@transaction.atomic
def _ring(pk: int, *, now: dt.datetime) -> bool:
    rows = Standing.objects.select_for_update(of=("self",)).select_related("entry__office__organisation", "in_charge")
    standing = rows.get(pk=pk)
    today = day_at(office=standing.entry.office, now=now)
    due = [on for on in (standing.first_alarm_on, standing.second_alarm_on) if on is not None and on <= today]
    if len(due) <= standing.alarms_rung:
        return False  # rang already, or its day is still to come where the office is
    standing.alarms_rung = len(due)
    standing.save(update_fields=["alarms_rung"])
    return _tell(standing, number=len(due), today=today, now=now)


def _tell(standing: Standing, *, number: int, today: dt.date, now: dt.datetime) -> bool:
    entry, person = standing.entry, standing.in_charge
    if person is None or standing.annulled or standing.status not in WAITING or standing.limit_on is None:
        return False
    if not Membership.objects.filter(user=person, organisation=entry.office.organisation_id, role__in=READING).exists():
        return False  # has left the team
    with translation.override(person.language):
        url = reverse("register_entry", args=[entry.office.organisation.slug, entry.public_id])  # type: ignore[union-attr]
    context = {
        "number": entry.number,
        "subject": entry.subject,
        "limit_on": standing.limit_on,
        "is_past": standing.limit_on < today,
        "url": url,
    }
    subject, text, html = render("registry/mail/alarm", context, person.language)
    notify(
        key=f"registry.alarm:{entry.public_id}:{standing.limit_on}:{number}",
        kind="registry.alarm",
        recipient=person,
        language=person.language,
        subject=subject,
        text=text,
        html=html,
        url=url,
        now=now,
    )
    return True
