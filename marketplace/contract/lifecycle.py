"""The days of the answer contract, and which counts may be shown: rules as data, without a database.

Days are those of UTC, as everywhere where a call opens or closes: no home country is behind it, so nobody is called
late while it is still that day where he is.
"""

import datetime as dt
from collections.abc import Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _


class Step(models.TextChoices):
    """What the contract does about a submission, each once for an answer date."""

    WEEK_BEFORE = "week_before", _("the agency is reminded a week before")
    DAY_BEFORE = "day_before", _("the agency is reminded the day before")
    PERSON = "person", _("the person is told that the date has passed")
    FOCAL_POINT = "focal_point", _("the focal point is told")
    NUDGED = "nudged", _("the focal point reminds the agency")
    ABOVE = "above", _("the administrators are told")
    CLOSED = "closed", _("the agency is told that it was closed unanswered")


REMINDERS = {Step.WEEK_BEFORE: dt.timedelta(days=7), Step.DAY_BEFORE: dt.timedelta(days=1)}
ABOVE_AFTER = dt.timedelta(days=7)  # after the answer date, or after the focal point has reminded the agency
GRACE = dt.timedelta(days=14)  # after the answer date; then it is closed as unanswered
FURTHEST = dt.timedelta(days=60)  # how far an answer may be put off from the day that was promised first


def late_since(today: dt.date) -> dt.date:
    """Return the latest answer date that has passed."""
    return today - dt.timedelta(days=1)


def silent_since(today: dt.date) -> dt.date:
    """Return the latest answer date of which the rung above the focal point is told."""
    return late_since(today) - ABOVE_AFTER


def reminded_since(today: dt.date) -> dt.datetime:
    """Return since when the focal point must have reminded an agency so that the rung above waits still."""
    return dt.datetime.combine(today - ABOVE_AFTER + dt.timedelta(days=1), dt.time.min, dt.UTC)


def closing_since(today: dt.date) -> dt.date:
    """Return the latest answer date whose grace time ends today: the rung above is told at last."""
    return today - GRACE


def over_since(today: dt.date) -> dt.date:
    """Return the latest answer date whose grace time is over."""
    return late_since(today) - GRACE


def reminders_due(answer_on: dt.date, sent_on: dt.date, today: dt.date) -> tuple[list[Step], bool]:
    """Return the reminders whose day has come, and whether one of them is still worth a mail.

    What was sent when a reminder's day had come already waits for the next one: the agency has just been told of it.
    """
    come = [step for step, before in REMINDERS.items() if answer_on - before <= today]
    return come, any(is_worth(step, answer_on, sent_on, today) for step in come)


def is_worth(step: Step, answer_on: dt.date, sent_on: dt.date, today: dt.date) -> bool:
    """Tell whether a reminder whose day has come names what was sent on a day: not what came since that day."""
    return sent_on < answer_on - REMINDERS[step] and today <= answer_on


FEWEST = 5  # a smaller count of people could single one of them out


def guarded(counts: Sequence[int]) -> list[int | None]:
    """Return the counts of a table's column with None for what could single somebody out.

    That is every count from one to four; and where it is the only one hidden, so that the total would give it away,
    the smallest other one that is not zero too.
    """
    shown = [None if 0 < count < FEWEST else count for count in counts]
    if shown.count(None) == 1 and (others := [count for count in shown if count]):
        shown[shown.index(min(others))] = None
    return shown
