"""Organisations that publish or verify, their teams, and the people who may act for a country."""

import datetime as dt

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.base.ids import PublicIdField


class Role(models.TextChoices):
    """What a member of a team may do; an owner does everything a moderator does, and leads the team."""

    OWNER = "owner", _("owner")
    EDITOR = "editor", _("editor")
    MODERATOR = "moderator", _("moderator")
    ASSESSOR = "assessor", _("assessor")
    VIEWER = "viewer", _("viewer")


EDITING = (Role.OWNER, Role.EDITOR, Role.MODERATOR)
MODERATING = (Role.OWNER, Role.MODERATOR)


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def verified(self) -> "OrganisationQuerySet":
        return self.exclude(verified_at=None).filter(suspended_at=None)

    def waiting(self) -> "OrganisationQuerySet":
        return self.filter(verified_at=None, refused_at=None)

    def of(self, user: User) -> "OrganisationQuerySet":
        """Those in whose team a person is, in any role."""
        return self.filter(memberships__user=user).distinct()

    def led_by(self, user: User) -> "OrganisationQuerySet":
        return self.filter(memberships__user=user, memberships__role=Role.OWNER)

    def verifiable_by(self, user: User) -> "OrganisationQuerySet":
        """Those a focal point may verify: the organisations of the countries of the desk; staff: all."""
        if user.is_superuser:
            return self.all()
        return self.filter(country__in=FocalPoint.objects.filter(user=user).values("country"))


class Organisation(models.Model):
    """An agency, ministry or partner; it publishes once the focal point of its country has verified it."""

    class Kind(models.TextChoices):
        AGENCY = "agency", _("agency")
        MINISTRY = "ministry", _("ministry")
        PARTNER = "partner", _("partner")

    public_id = PublicIdField()
    slug = models.SlugField(_("short name in addresses"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.AGENCY)
    country = models.CharField(_("country"), max_length=2)
    region = models.CharField(_("region"), max_length=6, blank=True)
    email = models.EmailField(_("e-mail address"))
    website = models.URLField(_("website"), blank=True)
    name_fr = models.CharField(_("name (French)"), max_length=200, blank=True)
    name_ar = models.CharField(_("name (Arabic)"), max_length=200, blank=True)
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True)
    name_es = models.CharField(_("name (Spanish)"), max_length=200, blank=True)
    about = models.TextField(_("what it does"), blank=True)
    evidence = models.TextField(_("how it can be checked"), blank=True)
    single_editor_publishes = models.BooleanField(_("a single editor may publish"), default=False)
    editors = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="+")
    moderators = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    verification_note = models.TextField(_("what was checked"), blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = (
            models.CheckConstraint(
                condition=~Q(name_fr="", name_ar="", name_en="", name_es=""),
                name="organisation_has_a_name",
                violation_error_message=_("Give the name in at least one language."),
            ),
        )

    def __str__(self) -> str:
        return self.name()

    def name(self, language: str = "fr") -> str:
        """Return the name in a language, or in the first that has one."""
        names = [getattr(self, f"name_{code}") for code in (language, "fr", "en", "ar", "es")]
        return next(name for name in names if name)

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None and self.suspended_at is None


class Membership(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role)
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (models.UniqueConstraint(fields=["organisation", "user"], name="one_role_per_member"),)

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation} · {self.role}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, at: dt.datetime) -> "InvitationQuerySet":
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at)


class Invitation(models.Model):
    """A place in a team, offered to an e-mail address; only that address can take it."""

    public_id = PublicIdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=10, choices=Role)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                "organisation",
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation_per_address",
                violation_error_message=_("This address is already invited."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.email} · {self.organisation}"


class FocalPoint(models.Model):
    """The ministry desk of a country: a person who verifies its organisations."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="focal_points")
    country = models.CharField(_("country"), max_length=2)

    class Meta:
        verbose_name = _("focal point")
        verbose_name_plural = _("focal points")
        constraints = (models.UniqueConstraint(fields=["user", "country"], name="focal_point_once"),)

    def __str__(self) -> str:
        return f"{self.user} · {self.country}"
