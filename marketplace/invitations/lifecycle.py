"""How many experts a call may invite, for how long an invitation stands, and why one says no."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MOST_OPEN = 10  # of one call, at a time
MOST = 20  # of one call, in all
STANDS = dt.timedelta(days=14)  # or until the last day of the call, if that is sooner


class State(models.TextChoices):
    """Where an invitation stands; EXPIRED is what OPEN becomes by itself."""

    OPEN = "open", _("waits for an answer")
    ACCEPTED = "accepted", pgettext_lazy("invitation", "accepted")
    DECLINED = "declined", pgettext_lazy("invitation", "declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("invitation", "withdrawn")
    EXPIRED = "expired", pgettext_lazy("invitation", "expired")


class Why(models.TextChoices):
    """Why an expert declines; she need not say."""

    DATES = "dates", _("The dates do not suit me")
    TERMS = "terms", _("The fee or the terms do not suit me")
    TOPIC = "topic", _("It is not what I do")
    PLACE = "place", _("The place does not suit me")
    OTHER = "other", _("Another reason")
