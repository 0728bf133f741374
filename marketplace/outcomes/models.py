"""What follows an accepted application: terms in versions, what one needs before leaving, a certificate, outcomes."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.base.choices import Compensation, Cover, FeeUnit
from foundation.base.ids import PublicIdField
from foundation.base.money import Money
from foundation.registry.models import Entry
from marketplace.answers.lifecycle import Actor
from marketplace.applications.models import Application
from marketplace.outcomes.lifecycle import Said, Side, Stage

LONGEST_LINE = 300
MOST_DELIVERABLES = 20


class TermsQuerySet(models.QuerySet["Terms"]):
    def agreed(self) -> "TermsQuerySet":
        """Those both sides have accepted; of several versions of a mission the highest holds."""
        said = Acceptance.objects.filter(terms=OuterRef("pk"))
        return self.filter(Exists(said.filter(side=Side.PERSON)), Exists(said.filter(side=Side.AGENCY)))


class Terms(models.Model):
    """One version of what both sides agree on; never changed: another wish is another version, and needs both again."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="terms")
    version = models.PositiveSmallIntegerField(_("version"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    compensation = models.CharField(_("fee or volunteer"), max_length=10, choices=Compensation)
    fee_minor = models.PositiveBigIntegerField(_("fee"), null=True, blank=True)
    fee_unit = models.CharField(_("paid by"), max_length=10, choices=FeeUnit, blank=True)
    per_diem_minor = models.PositiveBigIntegerField(_("daily allowance"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    covers = models.JSONField(_("what is covered"), default=list, blank=True)  # Cover values
    note = models.TextField(_("anything else"), max_length=2000, blank=True)
    side = models.CharField(_("proposed by"), max_length=10, choices=Side)
    proposed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField()
    entry = models.OneToOneField(Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = TermsQuerySet.as_manager()

    class Meta:
        verbose_name = _("terms of a mission")
        verbose_name_plural = _("terms of missions")
        ordering = ("application", "version")
        constraints = (
            models.UniqueConstraint(fields=["application", "version"], name="terms_once_per_version"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="terms_in_order",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                condition=Q(fee_minor=None, per_diem_minor=None) | ~Q(currency=""),
                name="terms_name_a_currency",
                violation_error_message=_("Choose the currency of the amount."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.application_id} v{self.version}"

    @property
    def fee(self) -> Money | None:
        return Money(self.fee_minor, self.currency) if self.fee_minor is not None else None

    @property
    def per_diem(self) -> Money | None:
        return Money(self.per_diem_minor, self.currency) if self.per_diem_minor is not None else None

    def cover_labels(self) -> list[str]:
        return [str(Cover(code).label) for code in self.covers if code in Cover.values]

    def accepted_by(self, side: str) -> Any:
        """Return the acceptance of a side, or None; reads `acceptances`, which lists prefetch."""
        return next((row for row in self.acceptances.all() if row.side == side), None)

    @property
    def is_agreed(self) -> bool:
        return all(self.accepted_by(side) for side in Side)


class Acceptance(models.Model):
    """A side accepts a version: who, when, and in which quality (a coordinator acts for the agency)."""

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="acceptances")
    side = models.CharField(max_length=10, choices=Side)
    actor = models.CharField(max_length=12, choices=Actor)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("acceptance of terms")
        verbose_name_plural = _("acceptances of terms")
        ordering = ("at", "pk")
        constraints = (models.UniqueConstraint(fields=["terms", "side"], name="terms_accepted_once_per_side"),)

    def __str__(self) -> str:
        return f"{self.terms_id} {self.side}"


class Deliverable(models.Model):
    """A line of what is handed over; at the end the agency says whether it was."""

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="deliverables")
    place = models.PositiveSmallIntegerField()
    text = models.CharField(_("deliverable"), max_length=LONGEST_LINE)
    delivered = models.BooleanField(_("delivered"), null=True, blank=True)

    class Meta:
        verbose_name = _("deliverable")
        verbose_name_plural = _("deliverables")
        ordering = ("terms", "place")
        constraints = (models.UniqueConstraint(fields=["terms", "place"], name="deliverable_once_per_place"),)

    def __str__(self) -> str:
        return self.text


class Preparation(models.Model):
    """What the expert needs before leaving, on one page; the agency fills it in."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="preparation")
    visa = models.TextField(_("visa and papers"), max_length=1500, blank=True)
    insurance = models.TextField(_("insurance"), max_length=1500, blank=True)
    travel = models.TextField(_("arrival and lodging"), max_length=1500, blank=True)
    host_name = models.CharField(_("host on site"), max_length=150, blank=True)
    host_phone = models.CharField(_("phone of the host"), max_length=40, blank=True)
    emergency_name = models.CharField(_("whom to call if something happens"), max_length=150, blank=True)
    emergency_phone = models.CharField(_("phone if something happens"), max_length=40, blank=True)
    updated_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    actor = models.CharField(
        max_length=12, choices=Actor, blank=True
    )  # of the last change; empty: from before it was kept
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("preparation of a mission")
        verbose_name_plural = _("preparations of missions")

    def __str__(self) -> str:
        return str(self.application_id)


class Certificate(models.Model):
    """A completed mission has one; number and code are the entry's. `titles` keeps the call's words of that day."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="certificate")
    terms = models.OneToOneField(Terms, on_delete=models.PROTECT, related_name="+")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
    titles = models.JSONField(default=dict)  # language → title of the call
    skills = models.JSONField(default=list)  # URIs of the concepts that were confirmed
    issued_at = models.DateTimeField()
    signed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")

    def __str__(self) -> str:
        return f"{self.application_id} {self.entry_id}"


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    def answered(self) -> "OutcomeQuerySet":
        return self.exclude(answered_at=None)

    def open(self, at: dt.datetime) -> "OutcomeQuerySet":
        """Asked, not answered, and still to be answered."""
        return self.filter(answered_at=None, open_until__gt=at)


class Outcome(models.Model):
    """A side is asked about a stage of a mission; one tap answers, words and figures may follow once."""

    public_id = PublicIdField()
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="outcomes")
    stage = models.CharField(max_length=10, choices=Stage)
    side = models.CharField(max_length=10, choices=Side)
    asked_at = models.DateTimeField()
    open_until = models.DateTimeField()
    said = models.CharField(_("answer"), max_length=10, choices=Said, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    actor = models.CharField(
        max_length=12, choices=Actor, blank=True
    )  # of the one tap; empty: not answered, or from before it was kept
    words = models.TextField(_("what came of it"), max_length=3000, blank=True)
    people_trained = models.PositiveIntegerField(_("people trained"), null=True, blank=True)
    jobs = models.PositiveIntegerField(_("jobs created or kept"), null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ("application", "asked_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["application", "stage", "side"], name="outcome_asked_once"),
            models.CheckConstraint(
                condition=Q(said="", answered_at=None) | (~Q(said="") & Q(answered_at__isnull=False)),
                name="outcome_answered_when_said",
            ),
        )

    def __str__(self) -> str:
        return self.public_id


class UsedLink(models.Model):
    """The link of a mail by which an expert has said that her profile is right: it serves once. Its digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField()

    class Meta:
        verbose_name = _("used link")
        verbose_name_plural = _("used links")

    def __str__(self) -> str:
        return f"{self.user_id} {self.used_at:%Y-%m-%d}"
