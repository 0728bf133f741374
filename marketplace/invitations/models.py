"""An agency invites an expert who agreed to be found to apply to a call; she answers, or it expires."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cms.opportunities.models import MissionCall
from foundation.accounts.models import User
from foundation.base.ids import PublicIdField
from foundation.organisations.models import EDITING, Coordinator, Membership, Organisation
from marketplace.answers.lifecycle import Actor
from marketplace.invitations.lifecycle import State, Why
from marketplace.profiles.models import Block

LONGEST_MESSAGE, LONGEST_NOTE = 1000, 500


class CallInvitationQuerySet(models.QuerySet["CallInvitation"]):
    def of(self, user: Any) -> "CallInvitationQuerySet":
        """Those an expert received, but of agencies she keeps away from and withdrawn ones."""
        if not user.is_authenticated:
            return self.none()
        away = Block.objects.filter(user=user).values("organisation")
        return self.filter(expert=user).exclude(organisation__in=away).exclude(state=State.WITHDRAWN)

    def open(self, at: dt.datetime) -> "CallInvitationQuerySet":
        return self.filter(state=State.OPEN, expires_at__gt=at)

    def sent_by(self, user: Any) -> "CallInvitationQuerySet":
        """Those of the organisations a person edits for or coordinates."""
        if not user.is_authenticated:
            return self.none()
        team = Membership.objects.filter(user=user, organisation=OuterRef("organisation"), role__in=EDITING)
        acting = Coordinator.objects.acting().filter(user=user, organisation=OuterRef("organisation"))
        return self.filter(Exists(team) | Exists(acting)).exclude(expert=user)


class CallInvitation(models.Model):
    """One expert, invited once to one call; `state` stays OPEN when it expires: `state_at` tells."""

    public_id = PublicIdField()
    call = models.ForeignKey(MissionCall, on_delete=models.CASCADE, related_name="invitations")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    expert = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    actor = models.CharField(max_length=12, choices=Actor)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    message = models.TextField(_("message"), max_length=LONGEST_MESSAGE, blank=True)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_as = models.CharField(max_length=12, choices=Actor, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(_("reason"), max_length=10, choices=Why, blank=True)
    note = models.TextField(_("remark"), max_length=LONGEST_NOTE, blank=True)

    objects = CallInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to a call")
        verbose_name_plural = _("invitations to calls")
        constraints = (
            models.UniqueConstraint(
                fields=["call", "expert"],
                name="invited_once_to_a_call",
                violation_error_message=_("This person was invited to this call already."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(State.ACCEPTED, State.DECLINED)) | Q(answered_at__isnull=False),
                name="answered_invitation_has_a_moment",
            ),
        )
        indexes = (models.Index(fields=["expert", "state"], name="invitations_of_an_expert"),)

    def __str__(self) -> str:
        return self.public_id

    def state_at(self, at: dt.datetime) -> State:
        """Return where it stands at a moment."""
        return State.EXPIRED if self.state == State.OPEN and self.expires_at <= at else State(self.state)
