"""The rhythms of a saved search, and when what it found is told: rules as data, without a database."""

import datetime as dt
import zoneinfo

from django.db import models
from django.utils.translation import gettext_lazy as _

GATHERED = dt.timedelta(minutes=3)  # what comes within it goes into one mail
HOUR = 7  # of the morning, where the person lives
MONDAY = 0


class Rhythm(models.TextChoices):
    """How often a person is told."""

    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week, on Monday")


def told_at(rhythm: str, *, found_at: dt.datetime, time_zone: str = "UTC") -> dt.datetime:
    """Return when a person who lives in a time zone is told of what was found at a moment."""
    if rhythm == Rhythm.AT_ONCE:
        return found_at + GATHERED
    there = zoneinfo.ZoneInfo(time_zone)
    day = found_at.astimezone(there).date()
    morning = _morning(day, there)
    while morning <= found_at or (rhythm == Rhythm.WEEKLY and morning.weekday() != MONDAY):
        day += dt.timedelta(days=1)
        morning = _morning(day, there)
    return morning.astimezone(dt.UTC)


def _morning(day: dt.date, there: zoneinfo.ZoneInfo) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, HOUR, tzinfo=there)
