"""What may become of a question to an agency, and what keeps a person from asking for the sake of asking."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.opportunities.lifecycle import Openness


class Status(models.TextChoices):
    WAITING = "waiting", _("waits for the answer")
    ANSWERED = "answered", _("answered")
    SET_ASIDE = "set_aside", _("not published")
    WITHDRAWN = "withdrawn", pgettext_lazy("question", "withdrawn")
    UNANSWERED = "unanswered", _("closed without an answer")


ANSWERABLE = (Status.WAITING, Status.ANSWERED)  # an answer may be put right
NOT_PUBLISHED = (Status.SET_ASIDE, Status.UNANSWERED)  # what became of it is only for who asked
ASKABLE = (Openness.OPEN, Openness.PAUSED, Openness.PENDING_FULL)  # somebody may still apply, or again later
MOST_A_DAY = 5  # questions of one person
MOST_WAITING = 3  # of one person on one page
ANSWERED_WITHIN = dt.timedelta(days=7)  # the limit date in the agency's register
