"""Dates for calendar programs (RFC 5545), written by the icalendar library."""

import datetime as dt

from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from marketplace.answers.models import Submission


def answer_date(submission: Submission, *, title: str, address: str, language: str) -> bytes:
    """Return a calendar with one whole day: the answer date of a submission that was sent."""
    with translation.override(language):
        summary = _("Answer due: %(title)s") % {"title": title}
    calendar = Calendar()
    calendar.add("prodid", "-//Jisr//answers//EN")
    calendar.add("version", "2.0")
    calendar.add_component(day(submission, summary=f"{summary} ({submission.number})", address=address))
    return calendar.to_ical()  # type: ignore[no-any-return]


def day(submission: Submission, *, summary: str, address: str) -> Event:
    """Return the answer date as an event of one whole day; its UID stays when the date is moved."""
    assert submission.answer_on is not None
    event = Event()
    event.add("uid", f"answer-{submission.public_id}@jisr")
    event.add("dtstamp", submission.updated_at)
    event.add("dtstart", submission.answer_on)
    event.add("dtend", submission.answer_on + dt.timedelta(days=1))
    event.add("summary", summary)
    event.add("url", address)
    return event
