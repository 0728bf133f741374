"""The closed lists of the register: directions, natures, channels, priorities, confidentiality, sides of an entry."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Direction(models.TextChoices):
    """The letter stands in the number."""

    ARRIVAL = "A", _("arrival")
    DEPARTURE = "D", _("departure")
    INTERNAL = "I", _("internal note")


class Nature(models.TextChoices):
    APPLICATION = "application", _("application")
    INTEREST = "interest", _("expression of interest")
    REQUEST = "request", _("request")
    DECISION = "decision", _("decision")
    LETTER = "letter", _("letter")
    CERTIFICATE = "certificate", _("certificate")
    QUESTION = "question", _("question")
    REMINDER = "reminder", _("reminder")
    OTHER = "other", pgettext_lazy("kind of document", "other")


ANSWERED_BY_THE_TEAM = (Nature.APPLICATION, Nature.INTEREST)  # where the site entered it: on pages of floors above

FOLLOW_AN_ANSWER = (*ANSWERED_BY_THE_TEAM, Nature.QUESTION)  # where the site entered it: status and limit follow it


class Channel(models.TextChoices):
    SITE = "site", _("this site")
    MAIL = "mail", _("e-mail")
    POST = "post", _("letter post")
    HAND = "hand", _("handed in at the office")
    PHONE = "phone", _("telephone")
    OTHER = "other", pgettext_lazy("way in", "another way")


class Priority(models.TextChoices):
    NORMAL = "normal", pgettext_lazy("priority", "normal")
    URGENT = "urgent", _("urgent")
    AT_ONCE = "at_once", _("at once")


class Confidentiality(models.TextChoices):
    NORMAL = "normal", _("open to the team")
    CONFIDENTIAL = "confidential", _("confidential")


class Side(models.TextChoices):
    """What somebody is to an entry."""

    SENDER = "sender", _("sender")
    RECIPIENT = "recipient", _("recipient")
    COPY = "copy", _("copy to")
    REGISTRAR = "registrar", _("registered by")
