"""How often a person is told, the signed links that stop mails, a person's data, and how much mail waits."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import import_string

from foundation.accounts.models import User
from foundation.base import addresses
from foundation.notifications.kinds import DIGESTS, Kind, Rhythm, find_kind, kind_of, known_kinds, label_of
from foundation.notifications.models import MOST_TRIES, UNMAILED, Choice, Notification

ADDRESS_DIGITS = 64  # of the digest of an address; public ids are shorter
_STOP = "notifications.stop"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is told: a person with an account, or an address without one, by its keyed digest."""

    user: User | None = None
    address: str = ""

    @property
    def name(self) -> str:
        """What stands for the reader in signed links."""
        return self.user.public_id if self.user else self.address


def reader_at(*, recipient: User | None, email: str) -> Reader:
    return Reader(user=recipient) if recipient else Reader(address=_digests_of(email)[0])


def _digests_of(email: str) -> list[str]:
    return addresses.digests_of(email, salt="notifications.address")


# --- how often ---------------------------------------------------------------------------------------


def rhythm_for(kind: Kind, *, recipient: User | None, email: str) -> Rhythm:
    """Return how often somebody is told of a kind; an address without an account has no digest."""
    if not kind.is_chosen:
        return Rhythm.AT_ONCE
    if recipient is not None:
        return rhythms_of(recipient, [kind])[kind.code]
    stopped = Choice.objects.filter(address__in=_digests_of(email), kind=kind.code).exists()
    return Rhythm.SITE if stopped or kind.rhythm == Rhythm.SITE else Rhythm.AT_ONCE


def rhythms_of(user: User, kinds: Iterable[Kind]) -> dict[str, Rhythm]:
    """Return how often a person is told of each kind that can be chosen, in one query.

    What she stopped for her address before she had an account holds until she chooses otherwise. A rhythm that a kind
    no longer allows counts as the nearest that it does.
    """
    chosen = {kind.code: kind for kind in kinds if kind.is_chosen}
    rhythms = {code: kind.rhythm for code, kind in chosen.items()}
    own = Q(user=user) | Q(address__in=_digests_of(user.email))
    said = Choice.objects.filter(own, kind__in=rhythms).order_by("-address", "pk")  # the account's own last: they win
    rhythms |= {code: chosen[code].nearest(Rhythm(rhythm)) for code, rhythm in said.values_list("kind", "rhythm")}
    return rhythms


def named_elsewhere(user: User, kinds: Iterable[Kind]) -> set[str]:
    """Return the kinds whose subjects a person reads in the mail of another kind, which she has not stopped."""
    others = {kind.code: kind_of(kind.named_in) for kind in kinds if kind.named_in}
    wished = rhythms_of(user, others.values())
    return {code for code, other in others.items() if wished.get(other.code) != Rhythm.SITE}


def kinds_for(user: User) -> list[Kind]:
    """Return the kinds that may be told to a person by what she is, and those she was told or has chosen, in order."""
    duties = set().union(*(import_string(path)(user) for path in settings.DUTIES_OF))
    known = set(Choice.objects.filter(user=user).values_list("kind", flat=True))
    known |= set(Notification.objects.filter(recipient=user).order_by().values_list("kind", flat=True).distinct())
    return [
        kind for kind in known_kinds().values() if not kind.concerns or kind.concerns & duties or kind.code in known
    ]


def stopped_by(reader: Reader, code: str) -> dict[str, Rhythm]:
    """Return the kinds that the link of a kind or of a digest would stop, with how often they tell now."""
    kind = find_kind(code)
    if kind is None:
        return {}
    if reader.user is None:
        told = kind.is_chosen and not Choice.objects.filter(address=reader.address, kind=code).exists()
        return {code: Rhythm.AT_ONCE} if told else {}
    if kind.code in {digest.code for digest in DIGESTS.values()}:
        rhythms = rhythms_of(reader.user, known_kinds().values())
        return {code: rhythm for code, rhythm in rhythms.items() if DIGESTS.get(rhythm) == kind}
    rhythms = rhythms_of(reader.user, [kind])
    return {code: rhythm for code, rhythm in rhythms.items() if rhythm != Rhythm.SITE}


# --- what is shown in the site -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """A kind of which a person was told: its code and label, how much in all and how much unread."""

    code: str
    label: str
    count: int
    unread: int


def kinds_told(user: User) -> list[Told]:
    """Return the kinds of which a person was told, by label, in one query."""
    unread = Count("pk", filter=Q(read_at=None))
    rows = Notification.objects.filter(recipient=user, in_site=True).order_by("kind").values("kind")
    counted = rows.annotate(count=Count("pk"), unread=unread).values_list("kind", "count", "unread")
    told = [Told(kind, label_of(kind), count, unread) for kind, count, unread in counted]
    return sorted(told, key=lambda each: each.label)


# --- links: signed, so that whoever has one needs no account -------------------------------------------


def stop_address(reader: Reader, code: str, language: str) -> str:
    """Return where mails of a kind, or a digest, are stopped, in the language of the mail."""
    token = signing.Signer(salt=_STOP, sep=".").sign(f"{reader.name}.{code}")
    with translation.override(language):
        return reverse("notifications_stop", args=[token])


def to_stop(token: str) -> tuple[Reader | None, Kind]:
    """Return who would be told no more, and of what; None for an account that is gone.

    Raises:
        BadSignature: nobody of ours wrote the link, or its kind is no longer known.
    """
    name, _, code = signing.Signer(salt=_STOP, sep=".").unsign(token).partition(".")
    kind = find_kind(code)
    if kind is None or kind.essential:
        raise signing.BadSignature("no such kind")
    if len(name) == ADDRESS_DIGITS:
        return Reader(address=name), kind
    user = User.objects.filter(public_id=name).first()
    return (Reader(user=user) if user else None), kind


# --- how much waits ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unmailed:
    """Mails that wait, those of them that failed, those given up, and since when one is due that was not tried."""

    waiting: int
    failing: int
    dead: int
    untried_since: dt.datetime | None


def unmailed(now: dt.datetime) -> Unmailed:
    """Count in one query the mail that has yet to leave."""
    waits = Q(tries__lt=MOST_TRIES)
    return Unmailed(
        **Notification.objects.filter(UNMAILED).aggregate(
            waiting=Count("pk", filter=waits),
            failing=Count("pk", filter=waits & ~Q(error="")),
            dead=Count("pk", filter=~waits),
            untried_since=Min("mail_due_at", filter=Q(tries=0, mail_due_at__lte=now)),
        )
    )


# --- a person's data -----------------------------------------------------------------------------------


class NotificationData:
    """What a person was told; digests with it."""

    name = "notifications"

    @staticmethod
    def export(user: User) -> list[dict[str, Any]]:
        return [
            {
                "id": told.public_id,
                "kind": told.kind,
                "language": told.language,
                "subject": told.subject,
                "text": told.text,
                "url": told.url,
                "created_at": told.created_at.isoformat(),
                "how_often": told.rhythm,
                "read_at": told.read_at.isoformat() if told.read_at else None,
                "mailed_at": told.mailed_at.isoformat() if told.mailed_at else None,
                "told_in": told.digest.public_id if told.digest else None,
            }
            for told in Notification.objects.of(user).select_related("digest")
        ]

    @staticmethod
    def erase(user: User) -> None:
        """Also what went to the address before there was an account."""
        Notification.objects.of(user).delete()
        Notification.objects.filter(recipient=None, email__iexact=user.email).delete()


class ChoiceData:
    """How often a person wished to be told of what."""

    name = "notification_choices"

    @staticmethod
    def export(user: User) -> list[dict[str, Any]]:
        own = Choice.objects.filter(Q(user=user) | Q(address__in=_digests_of(user.email)))
        return [
            {"kind": choice.kind, "how_often": choice.rhythm, "chosen_at": choice.chosen_at.isoformat()}
            for choice in own.order_by("kind", "pk")
        ]

    @staticmethod
    def erase(user: User) -> None:
        """What was stopped for an address without an account stays stopped: it is a digest only."""
        Choice.objects.filter(user=user).delete()
