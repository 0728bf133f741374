"""The register: entries that never change, and beside them what may be erased, what moves and what was done."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.base.ids import PublicIdField, public_id
from foundation.files.models import PrivateFile, private_storage
from foundation.organisations.models import MODERATING, Membership, Role
from foundation.registry.chain import written_number
from foundation.registry.lifecycle import WAITING, Status
from foundation.registry.offices import Book, Office
from foundation.registry.words import (
    ANSWERED_BY_THE_TEAM,
    FOLLOW_AN_ANSWER,
    Channel,
    Confidentiality,
    Direction,
    Nature,
    Priority,
    Side,
)
from foundation.registry.written_once import WrittenOnce, WrittenOnceQuerySet

READING = (Role.OWNER, Role.MODERATOR, Role.EDITOR, Role.VIEWER)  # assessors see what they were given to judge
LONGEST_SUBJECT = 300


def unguessable() -> str:
    """Return the code that stands beside a number: ten letters and digits, 49 bits."""
    return public_id()


class EntryQuerySet(WrittenOnceQuerySet):
    def visible_to(self, user: Any) -> "EntryQuerySet":
        """Those of one's organisations; the confidential ones for who is in charge, owners and moderators only."""
        if not user.is_authenticated:
            return self.none()
        mine = Membership.objects.filter(user=user)
        team = mine.filter(role__in=READING).values("organisation")
        leads = mine.filter(role__in=MODERATING).values("organisation")
        hers = Standing.objects.filter(in_charge=user).values("entry")  # no join: a list reads its page by an index
        in_charge = Q(pk__in=hers, office__organisation__in=mine.values("organisation"))
        return self.filter(
            Q(office__organisation__in=leads)
            | Q(office__organisation__in=team, confidentiality=Confidentiality.NORMAL)
            | in_charge
        )

    def shown_to(self, user: Any) -> "EntryQuerySet":
        """All rows, each with `is_shown`: whether the person may see more of it than number and date."""
        return self.annotate(is_shown=Exists(Entry.objects.visible_to(user).filter(pk=OuterRef("pk"))))

    def said_with(self, words: str) -> "EntryQuerySet":
        """Those whose number, subject, a name or a number elsewhere holds the words."""
        named = Correspondent.objects.filter(name__icontains=words).values("entry")
        elsewhere = OutsideNumber.objects.filter(number__icontains=words).values("entry")
        return self.filter(
            Q(number__icontains=words) | Q(subject__icontains=words) | Q(pk__in=named) | Q(pk__in=elsewhere)
        )

    def concerning(self, user: Any) -> "EntryQuerySet":
        """Arrivals a person sent and departures sent to her."""
        if not user.is_authenticated:
            return self.none()
        sent = Correspondent.objects.filter(user=user, side=Side.SENDER).values("entry")
        received = Correspondent.objects.filter(user=user, side=Side.RECIPIENT).values("entry")
        return self.filter(
            Q(direction=Direction.ARRIVAL, pk__in=sent) | Q(direction=Direction.DEPARTURE, pk__in=received)
        )

    def late(self, on: dt.date) -> "EntryQuerySet":
        """Past their limit date and still waiting, the longest first."""
        waits = self.filter(standing__status__in=WAITING, standing__annulled=False, standing__limit_on__lt=on)
        return waits.order_by("standing__limit_on", "pk")

    def with_all(self) -> "EntryQuerySet":
        return self.select_related("office__organisation", "book", "standing__in_charge").prefetch_related(
            models.Prefetch("correspondents", Correspondent.objects.order_by("place"))
        )


class Entry(WrittenOnce):
    """A line of the register. Its facts never change and are sealed; persons stand in it as digests only."""

    public_id = PublicIdField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="entries")
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()  # in the chain of the year, from 1
    direction = models.CharField(_("direction"), max_length=1, choices=Direction)
    sequence = models.PositiveIntegerField()  # in the direction, from 1
    number = models.CharField(_("number"), max_length=40, unique=True)
    code = models.CharField(_("code for checking"), max_length=16, default=unguessable)
    admitted_at = models.DateTimeField(_("registered at"))
    admitted_on = models.DateField(_("registered on"))  # the day where the office is
    document_on = models.DateField(_("date of the document"), null=True, blank=True)
    nature = models.CharField(_("nature"), max_length=20, choices=Nature)
    subject = models.CharField(_("subject"), max_length=LONGEST_SUBJECT)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    priority = models.CharField(_("priority"), max_length=10, choices=Priority, default=Priority.NORMAL)
    confidentiality = models.CharField(
        _("confidentiality"), max_length=15, choices=Confidentiality, default=Confidentiality.NORMAL
    )
    about = models.CharField(max_length=60, blank=True)  # public id of what it belongs to
    language = models.CharField(_("language"), max_length=2)
    reply_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies")
    limit_on = models.DateField(_("limit date"), null=True, blank=True)  # as first set
    persons = models.JSONField(default=list)  # [[side, digest], …]
    piece_facts = models.JSONField(default=list)  # [{"sha256", "size", "media_type"}, …]
    previous = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        constraints = (
            models.UniqueConstraint(fields=["book", "direction", "sequence"], name="one_entry_per_number"),
            models.UniqueConstraint(fields=["book", "position"], name="one_entry_per_place_in_the_chain"),
        )
        indexes = (
            models.Index(fields=["office", "-admitted_at"], name="entries_by_office_and_time"),
            models.Index(fields=["about"], name="entries_by_what_they_are_about"),
        )

    def __str__(self) -> str:
        return self.number

    def facts(self, *, book: Book, reply_to: str) -> dict[str, Any]:
        """Return what the seal covers, as plain values; `reply_to` is the number of the entry it answers."""
        return {
            "number": written_number(book.code, book.year, self.direction, self.sequence),
            "written": self.number,
            "position": self.position,
            "public_id": self.public_id,
            "code": self.code,
            "admitted_at": self.admitted_at.astimezone(dt.UTC).isoformat(),
            "admitted_on": self.admitted_on.isoformat(),
            "document_on": self.document_on.isoformat() if self.document_on else None,
            "nature": self.nature,
            "subject": self.subject,
            "channel": self.channel,
            "priority": self.priority,
            "confidentiality": self.confidentiality,
            "about": self.about,
            "language": self.language,
            "reply_to": reply_to,
            "limit_on": self.limit_on.isoformat() if self.limit_on else None,
            "persons": self.persons,
            "pieces": self.piece_facts,
        }

    @property
    def is_answered_by_the_team(self) -> bool:
        """Whether it is an application or an interest that the site itself entered: who is in charge answers it."""
        return bool(self.about) and self.nature in ANSWERED_BY_THE_TEAM

    @property
    def follows_an_answer(self) -> bool:
        """Whether its status and limit are those of something on the site that waits for an answer, a question too."""
        return bool(self.about) and self.nature in FOLLOW_AN_ANSWER

    def said(self, side: str) -> "list[Correspondent]":
        """Return who stands on a side, from the rows that `with_all` fetched."""
        return [each for each in self.correspondents.all() if each.side == side]


class StandingQuerySet(models.QuerySet["Standing"]):
    def alarm_due(self, on: dt.date) -> "StandingQuerySet":
        return self.filter(
            Q(alarms_rung=0, first_alarm_on__lte=on) | Q(alarms_rung__lte=1, second_alarm_on__lte=on)
        ).order_by("pk")


class Standing(models.Model):
    """Where an entry stands now, so that lists need not read its history; only operations write it."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="standing")
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.REGISTERED)
    in_charge = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("person in charge")
    )
    unit = models.CharField(_("unit"), max_length=120, blank=True)
    limit_on = models.DateField(_("limit date"), null=True, blank=True)
    first_alarm_on = models.DateField(_("first alarm"), null=True, blank=True)
    second_alarm_on = models.DateField(_("second alarm"), null=True, blank=True)
    alarms_rung = models.PositiveSmallIntegerField(default=0)
    annulled = models.BooleanField(_("annulled"), default=False)

    objects = StandingQuerySet.as_manager()

    class Meta:
        verbose_name = _("standing of an entry")
        verbose_name_plural = _("standings of entries")
        indexes = (
            models.Index(fields=["limit_on"], condition=~Q(limit_on=None), name="standings_by_limit"),
            models.Index(fields=["first_alarm_on"], condition=Q(alarms_rung=0), name="standings_by_first_alarm"),
            models.Index(fields=["second_alarm_on"], condition=Q(alarms_rung=1), name="standings_by_second_alarm"),
        )

    def __str__(self) -> str:
        return f"{self.entry_id} {self.status}"

    def is_late(self, on: dt.date) -> bool:
        return not self.annulled and self.status in WAITING and self.limit_on is not None and self.limit_on < on


class Correspondent(models.Model):
    """Who stands behind a digest of an entry, by name. The row goes when the person is erased; the digest stays."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="correspondents")
    place = models.PositiveSmallIntegerField()  # in `Entry.persons`, from 0
    side = models.CharField(max_length=10, choices=Side)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    identity = models.CharField(max_length=40, blank=True)  # "user:…" or "organisation:…" with a public id
    name = models.CharField(_("name"), max_length=200)
    address = models.CharField(_("address"), max_length=300, blank=True)
    salt = models.CharField(max_length=32)

    class Meta:
        verbose_name = _("correspondent")
        verbose_name_plural = _("correspondents")
        constraints = (models.UniqueConstraint(fields=["entry", "place"], name="one_name_per_digest"),)

    def __str__(self) -> str:
        return self.name

    def words(self) -> list[str]:
        """Return what the digest covers."""
        return [self.side, self.identity, self.name, self.address]


def piece_name(instance: "Piece", filename: str) -> str:
    """Return a name that says nothing; it lies one folder deeper than people's own files, which are swept."""
    key = public_id() + public_id()
    return f"registry/{key[:2]}/{key}"


class Piece(models.Model):
    """A document of an entry: somebody's private file, which goes with her; bytes that the office itself keeps; or
    words that are kept elsewhere, and then `name` says where.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="pieces")
    place = models.PositiveSmallIntegerField()  # in `Entry.piece_facts`, from 0
    file = models.ForeignKey(PrivateFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    content = models.FileField(storage=private_storage, upload_to=piece_name, max_length=60, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)  # of the office's own; a private file knows its name

    class Meta:
        verbose_name = _("piece")
        verbose_name_plural = _("pieces")
        constraints = (models.UniqueConstraint(fields=["entry", "place"], name="one_piece_per_digest"),)

    def __str__(self) -> str:
        return f"{self.entry_id}/{self.place}"


class Step(WrittenOnce):
    """What the office did with an entry, who and when: a row of its own beside the chain, written once."""

    class Kind(models.TextChoices):
        ASSIGNED = "assigned", _("assigned")
        STATUS = "status", _("status set")
        LIMIT = "limit", _("limit date moved")
        ANNULLED = "annulled", _("annulled")

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(_("step"), max_length=10, choices=Kind)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(_("reason or remark"), max_length=500, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, blank=True)
    in_charge = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    unit = models.CharField(_("unit"), max_length=120, blank=True)
    limit_on = models.DateField(_("limit date"), null=True, blank=True)

    class Meta:
        verbose_name = _("step of an entry")
        verbose_name_plural = _("steps of entries")
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["entry"], condition=Q(kind="annulled"), name="annulled_once"),
            models.CheckConstraint(condition=~Q(kind="annulled", note=""), name="annulled_with_a_reason"),
        )

    def __str__(self) -> str:
        return f"{self.entry_id} {self.kind}"


class OutsideNumber(WrittenOnce):
    """The number an entry has in another system: a ministry has a register already."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="outside_numbers")
    system = models.CharField(_("other system"), max_length=80)
    number = models.CharField(_("number there"), max_length=80)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("number in another system")
        verbose_name_plural = _("numbers in other systems")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.system} {self.number}"
