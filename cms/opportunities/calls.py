"""The mission call: a short assignment, its texts, and what it asks for."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from cms.opportunities import editor
from cms.opportunities.lines import LineInLanguages
from cms.opportunities.opportunity import AT_LEAST_ONE, Opportunity, currencies
from cms.opportunities.page_forms import MissionCallForm
from cms.pages.models import TextInLanguage
from foundation.base.choices import CEFR, Compensation, FeeUnit, Level, WorkMode
from foundation.base.money import Money
from foundation.taxonomy.models import Concept


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
