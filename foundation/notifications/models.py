"""What a person is told, one row that is shown in the site and may leave by mail; and how often she wishes it."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.base.ids import PublicIdField
from foundation.base.leases import free
from foundation.notifications.kinds import GATHERED, Rhythm

MOST_TRIES = 10  # with the pauses of `operations`: about four days
UNMAILED = Q(by_mail=True, mailed_at=None)


class NotificationQuerySet(models.QuerySet["Notification"]):
    def of(self, user: Any) -> "NotificationQuerySet":
        """What a person was told, the latest first."""
        return self.filter(recipient=user).order_by("-created_at", "-pk")

    def shown_to(self, user: Any) -> "NotificationQuerySet":
        """What a person finds in the site, the latest first: digests only say again what stands there."""
        return self.of(user).filter(in_site=True)

    def to_gather(self, now: dt.datetime) -> "NotificationQuerySet":
        """What is to be told in a digest by now."""
        return self.filter(gather_at__lte=now)

    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)

    def mail_due(self, now: dt.datetime) -> "NotificationQuerySet":
        """To be mailed, its pause over, not given up, and not leased to somebody who is still at it."""
        return self.filter(free(now), UNMAILED, tries__lt=MOST_TRIES, mail_due_at__lte=now).order_by(
            "mail_due_at", "pk"
        )

    def dead(self) -> "NotificationQuerySet":
        """Given up after the last try, until staff has them tried again; `mail_due_at` is when that was."""
        return self.filter(UNMAILED, tries__gte=MOST_TRIES)


class Notification(models.Model):
    """`key` makes telling idempotent: the same key is told once. Without a recipient it goes to `email` only.

    `why` is a sentence for the foot of the mail where the one of its kind does not say enough. `unsubscribe_url` is
    where a mail provider's button stops such mails, by a POST without cookies (RFC 8058), where that is not our own
    address for the kind. What is told in a digest waits until `gather_at`, and then names the mail that told it.
    """

    public_id = PublicIdField()
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=60)
    recipient = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="notifications")
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=2)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    html = models.TextField("HTML", blank=True)
    url = models.CharField(_("address"), max_length=500, blank=True)
    unsubscribe_url = models.CharField(_("address to unsubscribe"), max_length=500, blank=True, default="")
    why = models.CharField(_("reason"), max_length=300, blank=True, default="")
    rhythm = models.CharField(_("how often"), max_length=10, choices=Rhythm, default=Rhythm.AT_ONCE)
    in_site = models.BooleanField(default=True)
    gather_at = models.DateTimeField(null=True, blank=True)
    digest = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="told")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    by_mail = models.BooleanField(default=True)
    mail_due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = (
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | ~Q(email=""), name="notification_has_somebody_to_tell"
            ),
            models.CheckConstraint(
                condition=Q(gather_at=None) | Q(recipient__isnull=False, by_mail=False, rhythm__in=GATHERED),
                name="digests_are_of_people_with_an_account",
            ),
        )
        indexes = (
            models.Index(fields=["mail_due_at"], name="unmailed_notifications", condition=UNMAILED),
            models.Index(fields=["recipient"], name="unread_notifications", condition=Q(read_at=None)),
            models.Index(fields=["gather_at"], name="waiting_for_a_digest", condition=Q(gather_at__isnull=False)),
        )

    def __str__(self) -> str:
        return self.subject


class Choice(models.Model):
    """How often a person wishes to be told of a kind; without one, it is as the kind says.

    Of an address without an account only its keyed digest is kept, and only that it wishes no such mail.
    """

    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=64, blank=True, default="")
    kind = models.CharField(_("kind"), max_length=60)
    rhythm = models.CharField(_("how often"), max_length=10, choices=Rhythm)
    chosen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("choice of notifications")
        verbose_name_plural = _("choices of notifications")
        constraints = (
            models.UniqueConstraint(fields=["user", "kind"], condition=Q(user__isnull=False), name="one_choice_a_kind"),
            models.UniqueConstraint(fields=["address", "kind"], condition=~Q(address=""), name="one_stop_a_kind"),
            models.CheckConstraint(
                condition=Q(user__isnull=False, address="") | (Q(user=None) & ~Q(address="")),
                name="choice_of_a_person_or_an_address",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.rhythm}"
