"""Lists of experts that an organisation brings: who is invited, how many confirmed, and who said no for good."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.base.ids import PublicIdField
from foundation.organisations.models import Organisation


class Roster(models.Model):
    """One list that was sent. It keeps counts only: who confirmed, declined or did not answer is nobody's to see."""

    public_id = PublicIdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    sent_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField()
    invited = models.PositiveIntegerField(_("invited"))
    confirmed = models.PositiveIntegerField(_("confirmed"), default=0)

    class Meta:
        verbose_name = _("list of experts")
        verbose_name_plural = _("lists of experts")

    def __str__(self) -> str:
        return f"{self.organisation} {self.sent_at:%Y-%m-%d}"

    @property
    def others(self) -> int:
        """How many declined or have not answered, together."""
        return self.invited - self.confirmed


class RosterInvitationQuerySet(models.QuerySet["RosterInvitation"]):
    def open(self, at: dt.datetime) -> "RosterInvitationQuerySet":
        return self.filter(answered_at=None, expires_at__gt=at)


class RosterInvitation(models.Model):
    """An address with what the list says of its person, until she answers or thirty days have passed.

    An answered one keeps a keyed digest of the address only, so that the organisation does not write again at once.
    `facts` has the columns of `sources.Line` but the address.
    """

    public_id = PublicIdField()
    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64)
    email = models.EmailField(_("e-mail address"), blank=True)
    facts = models.JSONField(default=dict, blank=True)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = RosterInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation from a list")
        verbose_name_plural = _("invitations from lists")
        constraints = (
            models.UniqueConstraint(fields=["roster", "digest"], name="invited_once_per_roster"),
            models.CheckConstraint(
                condition=models.Q(answered_at=None) | models.Q(email=""), name="answered_invitation_has_no_address"
            ),
        )
        indexes = (models.Index(fields=["digest"], name="roster_invitations_by_digest"),)

    def __str__(self) -> str:
        return self.public_id


class Refusal(models.Model):
    """Somebody said no for good: a keyed digest of the address, and nothing else."""

    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("refusal")
        verbose_name_plural = _("refusals")

    def __str__(self) -> str:
        return self.digest[:8]
