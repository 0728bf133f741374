"""What people are told of: one closed list, to which each package above adds its kinds by NOTIFICATION_KINDS.

A kind says why it is told, how often unless the person chooses otherwise, and whether its mails can be stopped.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class Rhythm(models.TextChoices):
    """How often a person gets mail of a kind; in the site it is told at once in any case."""

    AT_ONCE = "at_once", _("by mail, at once")
    DAILY = "daily", _("in one mail a day")
    WEEKLY = "weekly", _("in one mail a week, on Monday")
    SITE = "site", _("in the site only")


CHOICES = "notification_choices"  # the address of the page where kinds are chosen
GATHERED = (Rhythm.DAILY, Rhythm.WEEKLY)  # told in a digest


class Group(models.TextChoices):
    """Under which heading a kind stands, in the order of the page."""

    ACCOUNT = "account", _("Your account")
    APPLICATIONS = "applications", _("Your applications and interests")
    FINDS = "finds", _("What may suit you")
    TEAM = "team", _("Your organisation")
    DUTIES = "duties", _("What waits for your answer")


class Duty(StrEnum):
    """What a person is on the site, as far as it decides of what she may be told; DUTIES_OF names who knows it."""

    EXPERT = "expert"
    INVESTOR = "investor"
    MEMBER = "member"  # of an organisation's team
    COORDINATOR = "coordinator"
    FOCAL_POINT = "focal_point"
    ADMINISTRATOR = "administrator"


SENDS = frozenset({Duty.EXPERT, Duty.INVESTOR})
ANSWERS = frozenset({Duty.MEMBER, Duty.COORDINATOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of message; `code` is what `notify` is given ("subject.happened").

    `why` is a whole sentence for the foot of the mail. Mails of an `essential` kind leave at once and cannot be
    stopped. One with `chosen_at` (the name of an address) has settings of its own there, and no choice here. With
    `keeps_words=False` the words, which hold links that open something, are kept until the mail has left and no longer.
    `rhythms` are those that may be chosen, the site always among them; empty: all.
    `named_in` is the code of a kind whose own mail names these too: to who gets that mail no digest tells them again,
    nor does who asks `named_elsewhere` first.
    `concerns` are the duties of those it may be told to; empty: everybody.
    """

    code: str
    label: Any
    why: Any
    group: Group
    rhythm: Rhythm = Rhythm.AT_ONCE
    essential: bool = False
    chosen_at: str = ""
    keeps_words: bool = True
    rhythms: tuple[Rhythm, ...] = ()
    named_in: str = ""
    concerns: frozenset[Duty] = frozenset()

    @property
    def is_chosen(self) -> bool:
        """Whether a person chooses its rhythm on the page of notifications."""
        return not self.essential and not self.chosen_at

    def allows(self, rhythm: str) -> bool:
        return not self.rhythms or rhythm in self.rhythms

    def nearest(self, rhythm: Rhythm) -> Rhythm:
        """Return the rhythm itself, or the nearest that is allowed: who wished for mail still gets it if any leaves."""
        if self.allows(rhythm):
            return rhythm
        order = list(Rhythm)
        place = order.index(rhythm)
        return min(self.rhythms, key=lambda each: (each == Rhythm.SITE, abs(order.index(each) - place)))


ACCOUNT_ACCESS = Kind(  # django-allauth's mails, which do not pass `notify`
    code="account.access",
    label=_("Signing in, your address, your password"),
    why=_("You receive this because this address was given to Jisr, to open or to use an account."),
    group=Group.ACCOUNT,
    essential=True,
)
KINDS = (ACCOUNT_ACCESS,)

DIGESTS: Mapping[str, Kind] = MappingProxyType(
    {
        Rhythm.DAILY.value: Kind(
            code="digest.daily",
            label=_("One mail a day"),
            why=_("You receive this because you are told once a day of what is new for you on Jisr."),
            group=Group.ACCOUNT,
            chosen_at=CHOICES,
        ),
        Rhythm.WEEKLY.value: Kind(
            code="digest.weekly",
            label=_("One mail a week"),
            why=_("You receive this because you are told once a week of what is new for you on Jisr."),
            group=Group.ACCOUNT,
            chosen_at=CHOICES,
        ),
    }
)


def known_kinds() -> Mapping[str, Kind]:
    """Return the kinds by code, in the order of the settings.

    Raises:
        ValueError: two kinds have the same code.
    """
    return _kinds(tuple(settings.NOTIFICATION_KINDS))


@cache
def _kinds(paths: tuple[str, ...]) -> Mapping[str, Kind]:
    kinds: dict[str, Kind] = {}
    for path in paths:
        for kind in import_string(path):
            if kind.code in kinds:
                raise ValueError(f"Two kinds of NOTIFICATION_KINDS have the code {kind.code}.")
            kinds[kind.code] = kind
    return MappingProxyType(kinds)


def find_kind(code: str) -> Kind | None:
    """Return a kind, or that of a digest; None for the code of an old row that is no longer known."""
    return known_kinds().get(code) or next((each for each in DIGESTS.values() if each.code == code), None)


def kind_of(code: str) -> Kind:
    """Return a kind, or that of a digest.

    Raises:
        LookupError: nobody has declared it; the sentence says where to.
    """
    if kind := find_kind(code):
        return kind
    raise LookupError(f"{code!r} is no kind of notification: declare it in a kinds.py named by NOTIFICATION_KINDS.")


def label_of(code: str) -> str:
    """Return what a kind is called; one that is no longer known is called by its code."""
    kind = find_kind(code)
    return str(kind.label) if kind else code
