"""The rhythms of a saved search, and when what it found is told: rules as data, without a database."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.base.mornings import next_morning

GATHERED = dt.timedelta(minutes=3)  # what comes within it goes into one mail


class Rhythm(models.TextChoices):
    """How often a person is told."""

    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week, on Monday")


def told_at(rhythm: str, *, found_at: dt.datetime, time_zone: str = "UTC") -> dt.datetime:
    """Return when a person who lives in a time zone is told of what was found at a moment."""
    if rhythm == Rhythm.AT_ONCE:
        return found_at + GATHERED
    return next_morning(after=found_at, time_zone=time_zone, on_monday=rhythm == Rhythm.WEEKLY)
