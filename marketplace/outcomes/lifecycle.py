"""When both sides of a mission are asked what became of it, and what they may say: tables, without a database."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    PERSON = "person", _("the expert")
    AGENCY = "agency", _("the agency")


class Stage(models.TextChoices):
    START = "start", _("at the start")
    END = "end", _("at the end")
    YEAR = "year", _("twelve months later")


class Lack(StrEnum):
    """What a mission may lack when its time has come: agreed terms or the confirmation of its end; or that still."""

    TERMS = "terms"
    TERMS_STILL = "unagreed"
    END = "confirm"
    STILL = "still"


class Said(models.TextChoices):
    """The one tap. Which of them are offered is ANSWERS' to say."""

    AS_AGREED = "as_agreed", _("Yes, as agreed")
    OTHERWISE = "otherwise", _("Yes, but not as agreed")
    NOT_BEGUN = "not_begun", _("No, it has not begun")
    AGAIN = "again", _("It is done, and I would do it again")
    NOT_AGAIN = "not_again", _("It is done, and I would not do it again")
    NOT_DONE = "not_done", _("It is not done")
    RUNNING = "running", _("It is still running")
    PARTLY = "partly", _("Part of it is")
    NOTHING = "nothing", _("Nothing is left")


QUESTIONS: Mapping[str, object] = {
    Stage.START: _("Did it begin as agreed?"),
    Stage.END: _("Is it done, and would you do it again?"),
    Stage.YEAR: _("What is left of it after a year?"),
}
ANSWERS: Mapping[str, tuple[Said, ...]] = {
    Stage.START: (Said.AS_AGREED, Said.OTHERWISE, Said.NOT_BEGUN),
    Stage.END: (Said.AGAIN, Said.NOT_AGAIN, Said.NOT_DONE),
    Stage.YEAR: (Said.RUNNING, Said.PARTLY, Said.NOTHING),
}
A_DAY = dt.timedelta(days=1)
TERMS_WITHIN = 7 * A_DAY  # of the accepted offer
CONFIRM_WITHIN = 3 * A_DAY  # of the last day of the terms
ABOVE_AFTER = 7 * A_DAY  # the time of the terms, or of confirming the end, has come
AFTER_START = 2 * A_DAY  # by then both know whether somebody came
REMIND_AFTER = 14 * A_DAY  # once
ANSWERABLE_FOR = 90 * A_DAY  # how long the link of a mail works
TELLABLE_FOR = A_DAY  # after the one tap, for whoever wishes to say more


def a_year_after(day: dt.date) -> dt.date:
    """Return the same day of the next year; the 28th for a 29th of February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def asked_on(stage: str, *, starts_on: dt.date, ends_on: dt.date) -> dt.date:
    """Return the day on which a stage is asked about, from the dates of the terms."""
    match Stage(stage):
        case Stage.START:
            return starts_on + AFTER_START
        case Stage.END:
            return ends_on + A_DAY
        case Stage.YEAR:
            return a_year_after(ends_on)
