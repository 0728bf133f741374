"""The investment: a project that looks for capital, its texts, its claims, and what it needs."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.documents.models import Document
from wagtail.models import Orderable

from cms.opportunities import editor
from cms.opportunities.calls import MissionCall
from cms.opportunities.lines import LineInLanguages
from cms.opportunities.opportunity import AT_LEAST_ONE, Opportunity, currencies
from cms.opportunities.page_forms import InvestmentForm
from cms.pages.models import TextInLanguage
from foundation.base.choices import Risk, Stage
from foundation.base.money import Money

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class Investment(Opportunity):
    """A project at home that looks for capital; we publish it, we do not sell it."""

    kind = "investment"

    capital_minor = models.PositiveBigIntegerField(_("capital sought"), null=True, blank=True)
    ticket_min_minor = models.PositiveBigIntegerField(_("smallest ticket"), null=True, blank=True)
    ticket_max_minor = models.PositiveBigIntegerField(_("largest ticket"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=currencies, blank=True)
    instruments = models.JSONField(_("instruments"), default=list, blank=True)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage, blank=True)
    horizon_years = models.PositiveSmallIntegerField(
        _("horizon in years"), null=True, blank=True, validators=[*AT_LEAST_ONE, MaxValueValidator(50)]
    )
    return_min_percent = models.DecimalField(
        _("expected return a year, from (%)"), max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT
    )
    return_max_percent = models.DecimalField(
        _("expected return a year, to (%)"), max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT
    )
    risk = models.CharField(_("risk"), max_length=10, choices=Risk, blank=True)
    jobs = models.PositiveIntegerField(_("jobs"), null=True, blank=True)
    pending_limit = models.PositiveSmallIntegerField(
        _("most pending interests"), null=True, blank=True, validators=AT_LEAST_ONE
    )

    base_form_class = InvestmentForm
    content_panels = editor.INVESTMENT
    template = "opportunities/investment.html"

    class Meta:
        verbose_name = _("investment")
        verbose_name_plural = _("investments")

    @property
    def capital(self) -> Money | None:
        return self.money("capital")

    @property
    def ticket_min(self) -> Money | None:
        return self.money("ticket_min")

    @property
    def ticket_max(self) -> Money | None:
        return self.money("ticket_max")


class InvestmentText(TextInLanguage):
    page = ParentalKey(Investment, on_delete=models.CASCADE, related_name="texts")
    summary = models.TextField(_("in short"), max_length=600, blank=True)
    risk_text = models.TextField(_("what can go wrong"), max_length=2000, blank=True)

    panels = editor.INVESTMENT_TEXT

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = (models.UniqueConstraint(fields=["page", "language"], name="investment_text_once_per_language"),)


class Claim(LineInLanguages):
    """What a project says of itself, with who checked it and when, or nobody."""

    page = ParentalKey(Investment, on_delete=models.CASCADE, related_name="claims")
    checked_by = models.CharField(_("checked by"), max_length=200, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    panels = editor.CLAIM

    class Meta(Orderable.Meta):
        verbose_name = _("claim")
        verbose_name_plural = _("claims")


class InvestmentDocument(Orderable):
    """A public document of a project; a data room for the verified comes with its own feature."""

    page = ParentalKey(Investment, on_delete=models.CASCADE, related_name="documents")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+", verbose_name=_("document"))

    panels = editor.DOCUMENT

    class Meta(Orderable.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return str(self.document_id)


class NeededMission(Orderable):
    """A mission call without which the project does not work."""

    page = ParentalKey(Investment, on_delete=models.CASCADE, related_name="needed_missions")
    mission = models.ForeignKey(
        MissionCall, on_delete=models.CASCADE, related_name="needed_by", verbose_name=_("mission call")
    )

    panels = editor.NEEDED_MISSION

    class Meta(Orderable.Meta):
        verbose_name = _("needed mission")
        verbose_name_plural = _("needed missions")

    def __str__(self) -> str:
        return str(self.mission_id)
