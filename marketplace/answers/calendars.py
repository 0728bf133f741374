"""Dates for calendar programs (RFC 5545), written by the icalendar library."""

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from foundation.base.days import is_reckonable
from foundation.base.locales import active_language
from marketplace.answers.lifecycle import Status
from marketplace.answers.models import Submission
from marketplace.answers.queries import title_of
from marketplace.answers.timelines import Day

FETCH_AGAIN = dt.timedelta(hours=12)  # what programs are asked to wait (RFC 7986, section 5.7)


def calendar_of(dated: Iterable[tuple[Submission, Day]], *, site: str) -> bytes:
    """Return a calendar of whole days in the active language; `site` stands before addresses, without a last slash."""
    calendar = Calendar()
    calendar.add("prodid", "-//Jisr//answers//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Jisr")
    calendar.add("refresh-interval", FETCH_AGAIN, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", FETCH_AGAIN)
    for submission, day in dated:
        if not all(is_reckonable(each) for each in (day.on, day.until) if each):
            continue  # written before days were bounded: it comes never, and must not hide those that do
        calendar.add_component(_event(submission, day, site=site))
    return calendar.to_ical()  # type: ignore[no-any-return]


def _event(submission: Submission, day: Day, *, site: str) -> Event:
    """One day, or several for a mission; its UID stays when the date is moved, so that a program moves it too."""
    page = submission.page  # type: ignore[attr-defined]
    summary = _("%(what)s: %(title)s") % {"what": day.label, "title": title_of(page, active_language())}
    event = Event()
    event.add("uid", f"{day.code}-{submission.public_id}@jisr")
    event.add("dtstamp", submission.updated_at)
    event.add("last-modified", submission.updated_at)
    event.add("dtstart", day.on)
    event.add("dtend", max(day.until or day.on, day.on) + dt.timedelta(days=1))
    event.add("summary", f"{summary} ({submission.number})" if submission.number else summary)
    event.add("transp", "TRANSPARENT")
    event.add("status", "TENTATIVE" if submission.status == Status.OFFERED else "CONFIRMED")
    if submission.status != Status.DRAFT:
        event.add("url", f"{site}{reverse('submission', args=[submission.public_id])}")
    return event
