"""Organisations that publish or verify, their teams, and the people who may act for a country."""

import datetime as dt

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.base.ids import PublicIdField
from foundation.organisations.lifecycle import State


class Role(models.TextChoices):
    """What a member of a team may do; an owner does everything a moderator does, and leads the team."""

    OWNER = "owner", _("owner")
    EDITOR = "editor", _("editor")
    MODERATOR = "moderator", _("moderator")
    ASSESSOR = "assessor", _("assessor")
    VIEWER = "viewer", _("viewer")


EDITING = (Role.OWNER, Role.EDITOR, Role.MODERATOR)
MODERATING = (Role.OWNER, Role.MODERATOR)
LANGUAGES = ("fr", "ar", "en", "es")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def verified(self) -> "OrganisationQuerySet":
        return self.exclude(verified_at=None).filter(suspended_at=None)

    def waiting(self) -> "OrganisationQuerySet":
        return self.filter(verified_at=None, refused_at=None)

    def in_state(self, state: State) -> "OrganisationQuerySet":
        match state:
            case State.SUSPENDED:
                return self.exclude(suspended_at=None)
            case State.VERIFIED:
                return self.verified()
            case State.REFUSED:
                return self.filter(verified_at=None).exclude(refused_at=None)
        return self.waiting()

    def of(self, user: User) -> "OrganisationQuerySet":
        """Those in whose team a person is, in any role."""
        return self.filter(memberships__user=user).distinct()

    def with_members(self) -> "OrganisationQuerySet":
        return self.prefetch_related(
            models.Prefetch("memberships", Membership.objects.select_related("user").order_by("since", "pk"))
        )

    def led_by(self, user: User) -> "OrganisationQuerySet":
        return self.filter(memberships__user=user, memberships__role=Role.OWNER)

    def moderated_by(self, user: User) -> "OrganisationQuerySet":
        """Those a person may speak for in public: as an owner or a moderator."""
        return self.filter(memberships__user=user, memberships__role__in=MODERATING)

    def coordinated_by(self, user: User) -> "OrganisationQuerySet":
        """Those for which a person acts now as a coordinator."""
        return self.filter(pk__in=Coordinator.objects.acting().filter(user=user).values("organisation"))

    def answered_by(self, user: User) -> "OrganisationQuerySet":
        """Those for which a person answers: as an editor, a moderator or an owner, or as an acting coordinator."""
        acting = Coordinator.objects.acting().filter(user=user).values("organisation")
        team = Membership.objects.filter(user=user, role__in=EDITING).values("organisation")
        return self.filter(Q(pk__in=team) | Q(pk__in=acting))

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

    def names(self) -> list[tuple[str, str, str]]:
        """Return (label, name, language) for each language it has a name in."""
        labels = {code: str(self._meta.get_field(f"name_{code}").verbose_name) for code in LANGUAGES}  # type: ignore[union-attr]
        names = {code: getattr(self, f"name_{code}") for code in LANGUAGES}
        return [(labels[code], names[code], code) for code in LANGUAGES if names[code]]

    @property
    def is_verified(self) -> bool:
        return self.state == State.VERIFIED

    @property
    def state(self) -> State:
        if self.suspended_at is not None:
            return State.SUSPENDED
        if self.verified_at is not None:
            return State.VERIFIED
        return State.REFUSED if self.refused_at is not None else State.WAITING


class Decision(models.Model):
    """What a focal point or staff decided about an organisation, what was checked and why; never changed."""

    class Verdict(models.TextChoices):
        VERIFIED = "verified", _("verified")
        REFUSED = "refused", _("refused")
        SUSPENDED = "suspended", _("suspended")
        LIFTED = "lifted", _("suspension lifted")

    class Check(models.TextChoices):
        """What makes an organisation credible; the texts are those of the focal point's page."""

        EMAIL = "email", _("The e-mail address belongs to the organisation's own domain, not to a free mail service.")
        LEGAL_TEXT = "legal_text", _("The legal text or registration that founds it was found and read.")
        CALL_BACK = "call_back", _("Somebody was called back on a number found elsewhere than in this registration.")
        PERSON = "person", _("A named person answers for it, and has confirmed it.")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="decisions")
    verdict = models.CharField(_("decision"), max_length=10, choices=Verdict)
    checks = models.JSONField(_("checked"), default=list, blank=True)  # codes of Check
    note = models.TextField(_("note"))
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.organisation} · {self.verdict}"

    def check_labels(self) -> list[str]:
        return [str(self.Check(code).label) for code in self.checks if code in self.Check.values]


class Membership(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role)
    phone = models.CharField(_("telephone"), max_length=30, blank=True, default="")
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

    def refusal(self, at: dt.datetime) -> str:
        """Return why the place can no longer be taken, in a sentence; empty while it can."""
        if self.accepted_at is not None:
            return gettext("This invitation was used.")
        if self.withdrawn_at is not None:
            return gettext("This invitation was withdrawn. Ask the organisation for a new one.")
        if self.expires_at <= at:
            return gettext("This invitation has expired. Ask the organisation for a new one.")
        return ""


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


ASKED_FOR = dt.timedelta(days=14)  # how long who was named a coordinator may confirm


class CoordinatorQuerySet(models.QuerySet["Coordinator"]):
    def named(self) -> "CoordinatorQuerySet":
        """Those who were asked, whether they have confirmed or not, and have not ended it."""
        return self.filter(ended_at=None)

    def standing(self, at: dt.datetime) -> "CoordinatorQuerySet":
        """Those who have confirmed, or still may: who was asked too long ago may not."""
        return self.named().filter(Q(confirmed_at__isnull=False) | Q(named_at__gt=at - ASKED_FOR))

    def acting(self) -> "CoordinatorQuerySet":
        """Those who may act now, for an organisation that is verified."""
        return self.filter(
            ended_at=None,
            confirmed_at__isnull=False,
            user__is_active=True,
            organisation__verified_at__isnull=False,
            organisation__suspended_at=None,
        )


class Coordinator(models.Model):
    """A person whom an organisation has named, by an address, to answer for it; every act of hers says so.

    Until she has confirmed there is the address alone: whether it has an account is nobody's to know.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="coordinators")
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="coordinates")
    email = models.EmailField(_("e-mail address"), blank=True, default="")
    named_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    named_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CoordinatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("coordinator")
        verbose_name_plural = _("coordinators")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=Q(ended_at=None),
                name="coordinator_once",
                violation_error_message=_("This person coordinates the organisation already."),
            ),
            models.UniqueConstraint(
                Lower("email"),
                "organisation",
                condition=Q(ended_at=None) & ~Q(email=""),
                name="coordinator_once_by_address",
                violation_error_message=_("This address is asked already."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(user__isnull=False), name="confirmed_coordinator_is_somebody"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user or self.email} · {self.organisation}"

    @property
    def expires_at(self) -> dt.datetime:
        """Until when the question is open to who has not confirmed."""
        return self.named_at + ASKED_FOR

    def has_expired(self, at: dt.datetime) -> bool:
        return self.confirmed_at is None and self.expires_at <= at
