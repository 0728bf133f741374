"""What agencies publish: mission calls, investments and imported references."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.documents.models import Document
from wagtail.models import Orderable

from cms.opportunities import editor
from cms.opportunities.opportunity import FactRead, Opportunity, OpportunityQuerySet, OpportunityState
from cms.opportunities.page_forms import InvestmentForm, MissionCallForm, ReferenceForm
from cms.pages.models import TextInLanguage
from foundation.base.choices import CEFR, Compensation, FeeUnit, Level, Risk, Stage, WorkMode
from foundation.base.money import Money
from foundation.taxonomy.models import Concept

AT_LEAST_ONE = [MinValueValidator(1)]
PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


def currencies() -> list[tuple[str, str]]:
    return [(code, code) for code in settings.CURRENCIES]


class Assessors(models.IntegerChoices):
    """How many people judge each application to a call; two do not see each other's scores."""

    ONE = 1, _("one person")
    TWO = 2, _("two people, who do not see each other's scores")


class MissionCall(Opportunity):
    """A short assignment an agency asks an expert to do."""

    kind = "mission"

    work_mode = models.CharField(_("on site or remote"), max_length=10, choices=WorkMode, blank=True)
    days_per_week = models.PositiveSmallIntegerField(
        _("days a week"), null=True, blank=True, validators=[*AT_LEAST_ONE, MaxValueValidator(7)]
    )
    seats = models.PositiveSmallIntegerField(_("places"), null=True, blank=True, validators=AT_LEAST_ONE)
    compensation = models.CharField(_("fee or volunteer"), max_length=10, choices=Compensation, blank=True)
    fee_minor = models.PositiveBigIntegerField(_("fee"), null=True, blank=True)
    fee_unit = models.CharField(_("paid by"), max_length=10, choices=FeeUnit, blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=currencies, blank=True)
    covers = models.JSONField(_("what is covered"), default=list, blank=True)
    pending_limit = models.PositiveSmallIntegerField(
        _("most pending applications"), null=True, blank=True, validators=AT_LEAST_ONE
    )
    assessors = models.PositiveSmallIntegerField(_("judged by"), choices=Assessors, default=Assessors.ONE)

    base_form_class = MissionCallForm
    content_panels = editor.MISSION_CALL
    template = "opportunities/mission_call.html"

    class Meta:
        verbose_name = _("mission call")
        verbose_name_plural = _("mission calls")

    @property
    def fee(self) -> Money | None:
        return self.money("fee")


class MissionText(TextInLanguage):
    page = ParentalKey(MissionCall, on_delete=models.CASCADE, related_name="texts")
    summary = models.TextField(_("in short"), max_length=600, blank=True)

    panels = editor.TEXT

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = (models.UniqueConstraint(fields=["page", "language"], name="mission_text_once_per_language"),)


class CallSkill(Orderable):
    """A skill a call asks for; `origin` says whether it was chosen, suggested from the text or read from a file.

    What was read from a file keeps its words and what they were read as: who replaces it corrects the reading.
    """

    class Importance(models.TextChoices):
        REQUIRED = "required", _("required")
        DESIRED = "desired", _("desired")

    class Origin(models.TextChoices):
        TYPED = "typed", _("chosen")
        SUGGESTED = "suggested", _("suggested from the text")
        FILE = "file", _("read from the file")

    page = ParentalKey(MissionCall, on_delete=models.CASCADE, related_name="skills")
    concept = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="+", verbose_name=_("skill"))
    importance = models.CharField(_("needed"), max_length=10, choices=Importance, default=Importance.REQUIRED)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level, null=True, blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.TYPED, editable=False)
    words = models.CharField(max_length=60, blank=True, default="", editable=False)
    read_as = models.ForeignKey(
        Concept, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    panels = editor.SKILL

    class Meta(Orderable.Meta):
        verbose_name = _("skill")
        verbose_name_plural = _("skills")

    def __str__(self) -> str:
        return f"{self.concept_id} {self.importance}"


class CallLanguage(models.Model):
    """A language that the work needs, any of the world's, with the lowest level that will do."""

    page = ParentalKey(MissionCall, on_delete=models.CASCADE, related_name="languages")
    language = models.CharField(_("language"), max_length=3, validators=[editor.is_language])
    level = models.CharField(_("level"), max_length=6, choices=CEFR, default=CEFR.B2)

    panels = editor.LANGUAGE

    class Meta:
        verbose_name = _("language")
        verbose_name_plural = _("languages")

    def __str__(self) -> str:
        return f"{self.language} {self.level}"


class LineInLanguages(Orderable):
    """One line of a page with its words per language: one fact, not one per language."""

    text_fr = models.CharField(_("in French"), max_length=500, blank=True)
    text_ar = models.CharField(_("in Arabic"), max_length=500, blank=True)
    text_en = models.CharField(_("in English"), max_length=500, blank=True)
    text_es = models.CharField(_("in Spanish"), max_length=500, blank=True)

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.said()[1]

    def said(self, language: str = "", source_language: str = "") -> tuple[str, str]:
        """Return (language, words) in a language, else in the source's, else in the first that has any."""
        order = (language, source_language, *(code for code, _name in settings.LANGUAGES))
        words = {code: getattr(self, f"text_{code}", "") for code in order if code}
        return next(((code, text) for code, text in words.items() if text), ("", ""))


class CallQuestion(LineInLanguages):
    """What a call asks of everybody who applies."""

    page = ParentalKey(MissionCall, on_delete=models.CASCADE, related_name="questions")
    required = models.BooleanField(_("must be answered"), default=True)

    panels = editor.QUESTION

    class Meta(Orderable.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")


class CallCriterion(LineInLanguages):
    """What applications to a call are judged by; without any, a ready grid is used."""

    page = ParentalKey(MissionCall, on_delete=models.CASCADE, related_name="criteria")
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[*AT_LEAST_ONE, MaxValueValidator(5)], help_text=_("From 1 to 5.")
    )

    panels = editor.CRITERION

    class Meta(Orderable.Meta):
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")


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


class Reference(Opportunity):
    """An imported, already funded or closed project: searchable, marked, never "for you"."""

    kind = "reference"

    class Status(models.TextChoices):
        PIPELINE = "pipeline", _("in preparation")
        ACTIVE = "active", _("running")
        CLOSED = "closed", _("finished")
        DROPPED = "dropped", _("given up")

    source = models.CharField(_("source"), max_length=20, editable=False)
    external_id = models.CharField(_("number at the source"), max_length=60, editable=False)
    source_url = models.URLField(_("page at the source"), max_length=300, blank=True)
    amount_minor = models.PositiveBigIntegerField(_("amount"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=currencies, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, blank=True)

    base_form_class = ReferenceForm
    content_panels = editor.REFERENCE
    is_creatable = False
    template = "opportunities/reference.html"

    class Meta:
        verbose_name = _("reference project")
        verbose_name_plural = _("reference projects")
        constraints = (models.UniqueConstraint(fields=["source", "external_id"], name="reference_once_per_source"),)

    @property
    def amount(self) -> Money | None:
        return self.money("amount")


class ReferenceText(TextInLanguage):
    page = ParentalKey(Reference, on_delete=models.CASCADE, related_name="texts")
    summary = models.TextField(_("in short"), max_length=600, blank=True)

    panels = editor.TEXT

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = (models.UniqueConstraint(fields=["page", "language"], name="reference_text_once_per_language"),)


OPPORTUNITY_TYPES = (MissionCall, Investment, Reference)

__all__ = [
    "OPPORTUNITY_TYPES",
    "Assessors",
    "CallCriterion",
    "CallLanguage",
    "CallQuestion",
    "CallSkill",
    "Claim",
    "FactRead",
    "Investment",
    "InvestmentDocument",
    "InvestmentText",
    "MissionCall",
    "MissionText",
    "NeededMission",
    "Opportunity",
    "OpportunityQuerySet",
    "OpportunityState",
    "Reference",
    "ReferenceText",
]
