"""What agencies publish: mission calls, investments and imported references, and the row beside each page."""

import datetime as dt
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length, Substr
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.documents.models import Document
from wagtail.models import Orderable, Page, PageManager, Revision, TaskState
from wagtail.query import PageQuerySet

from cms.agencies.models import AgencyPage
from cms.opportunities import editor, lifecycle
from cms.opportunities.lifecycle import Openness
from cms.opportunities.page_forms import InvestmentForm, MissionCallForm, ReferenceForm
from cms.pages.models import PageInLanguages, TextInLanguage
from foundation.base.choices import CEFR, Compensation, FeeUnit, Level, Risk, Stage, WorkMode
from foundation.base.ids import PublicIdField
from foundation.base.money import Money
from foundation.base.places import country_name
from foundation.taxonomy.models import Concept

AT_LEAST_ONE = [MinValueValidator(1)]
PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


def currencies() -> list[tuple[str, str]]:
    return [(code, code) for code in settings.CURRENCIES]


class OpportunityQuerySet(PageQuerySet):
    """Pages of one type; an agency's page is its parent, so its path is the page's without the last step."""

    def of_live_agencies(self) -> "OpportunityQuerySet":
        parent = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen)
        return self.filter(Exists(AgencyPage.objects.filter(live=True, path=parent)))

    def open(self, at: dt.date) -> "OpportunityQuerySet":
        """What one can answer on a day, by the rules of `lifecycle`; a reference is never open."""
        on = at.date() if isinstance(at, dt.datetime) else at
        if self.model.kind == "reference":
            return self.none()
        paused = Q(opportunity_state__paused_at__isnull=False) & (
            Q(opportunity_state__paused_until=None) | Q(opportunity_state__paused_until__gte=on)
        )
        found = self.of_live_agencies().filter(
            Q(closes_on=None) | Q(closes_on__gte=on), live=True, opportunity_state__closed_early_at=None
        )
        if self.model.kind == "mission":
            beside = Q(opportunity_state=None)
            found = found.filter(
                beside | Q(seats=None) | Q(seats__gt=F("opportunity_state__seats_taken")),
                beside | Q(pending_limit=None) | Q(pending_limit__gt=F("opportunity_state__pending_count")),
            )
        return found.filter(Q(opportunity_state=None) | ~paused)

    def visible_to(self, user: Any) -> "OpportunityQuerySet":
        """What is public, and to members of a team also the drafts of their agency; to administrators everything."""
        if user.is_superuser:
            return self.all()
        public = Q(pk__in=self.model.objects.filter(live=True).of_live_agencies().values("pk"))
        if not user.is_authenticated:
            return self.filter(public)
        own = AgencyPage.objects.filter(organisation__memberships__user=user, path=_parent_path())
        return self.filter(public | Exists(own))

    def under(self, agency: AgencyPage) -> "OpportunityQuerySet":
        return self.child_of(agency)

    def for_lists(self) -> "OpportunityQuerySet":
        """With what a card shows, in a number of queries that does not grow with the rows."""
        return self.select_related("opportunity_state").prefetch_related("texts")


def _parent_path() -> Substr:
    return Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen)


class OpportunityState(models.Model):
    """What changes by itself, beside the page: publishing a revision never overwrites it. No row means all zero."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="opportunity_state")
    seats_taken = models.PositiveIntegerField(_("places taken"), default=0)
    pending_count = models.PositiveIntegerField(_("pending applications"), default=0)
    closed_early_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("state of an opportunity")
        verbose_name_plural = _("states of opportunities")

    def __str__(self) -> str:
        return str(self.page_id)


class FactRead(models.Model):
    """A fact that was read from an agency's file into a draft, with the words it was read from, until looked at."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="facts_read")
    field = models.CharField(max_length=40)
    evidence = models.CharField(max_length=300, blank=True)
    sure = models.BooleanField(default=True)
    read_at = models.DateTimeField()

    class Meta:
        verbose_name = _("fact read from a file")
        verbose_name_plural = _("facts read from files")
        constraints = (models.UniqueConstraint(fields=["page", "field"], name="fact_read_once_per_page"),)

    def __str__(self) -> str:
        return f"{self.page_id} {self.field}"


class Opportunity(PageInLanguages):
    """What every kind shares. The slug is made once, from the public id; the country is the agency's."""

    kind: ClassVar[str]

    public_id = PublicIdField()
    country = models.CharField(_("country"), max_length=2, blank=True, editable=False, db_index=True)
    region = models.CharField(_("region"), max_length=6, blank=True)
    city = models.CharField(_("town or village"), max_length=100, blank=True)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    closes_on = models.DateField(_("last day to answer"), null=True, blank=True, db_index=True)
    answers_by = models.DateField(_("answer date"), null=True, blank=True)
    sdgs = models.JSONField(_("sustainable development goals"), default=list, blank=True)
    sectors = ParentalManyToManyField(
        Concept, verbose_name=_("sectors"), blank=True, related_name="+", limit_choices_to={"kind": "sector"}
    )

    objects = PageManager.from_queryset(OpportunityQuerySet)()

    parent_page_types = ("agencies.AgencyPage",)
    subpage_types: tuple[str, ...] = ()
    exclude_fields_in_copy: ClassVar[list[str]] = ["public_id"]
    promote_panels: tuple[Any, ...] = ()
    settings_panels = editor.SETTINGS

    class Meta:
        abstract = True

    @cached_property
    def agency(self) -> AgencyPage:
        return AgencyPage.objects.select_related("organisation").get(path=self.path[: -Page.steplen])

    def country_name(self) -> str:
        return country_name(self.country, get_language() or "fr")

    def state(self) -> OpportunityState:
        """Return the row beside the page, or an unsaved one that says zero."""
        try:
            return self.opportunity_state
        except ObjectDoesNotExist:
            return OpportunityState(page_id=self.pk)

    def openness(self, on: dt.date) -> Openness:
        """Return OPEN, or the first reason why nobody can answer on a day."""
        state = self.state()
        return lifecycle.openness(
            lifecycle.Facts(
                kind=self.kind,
                live=self.live,
                agency_live=self.agency.live,
                closes_on=self.closes_on,
                closed_early=state.closed_early_at is not None,
                paused=state.paused_at is not None,
                paused_until=state.paused_until,
                seats=getattr(self, "seats", None),
                seats_taken=state.seats_taken,
                pending_limit=getattr(self, "pending_limit", None),
                pending_count=state.pending_count,
            ),
            on=on,
        )

    def money(self, field: str) -> Money | None:
        """Return the money of a `*_minor` column, given without that ending; None where it is not said."""
        minor = getattr(self, f"{field}_minor")
        currency = self.currency  # type: ignore[attr-defined]
        return Money(minor, currency) if minor is not None and currency else None

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self._place_it()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        self._place_it()
        super().minimal_clean()

    def _place_it(self) -> None:
        self.slug = self.slug or self.public_id
        if not self.country and self.path:
            self.country = self.agency.organisation.country

    def publish(self, revision: Revision, user: Any = None, **kwargs: Any) -> None:
        """Publish; who approved this very revision needs no other right (a focal point has none in the CMS)."""
        if user is not None and not kwargs.get("skip_permission_checks"):
            approved = TaskState.objects.filter(revision=revision, status=TaskState.STATUS_APPROVED, finished_by=user)
            kwargs["skip_permission_checks"] = approved.exists()
        super().publish(revision, user=user, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """Return the page of a revision; what is the page's and not the revision's stays (a copy has its own id)."""
        page = super().with_content_json(content)
        page.public_id, page.country, page.slug = self.public_id, self.country, self.slug
        return page


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
    """A skill a call asks for; `origin` says whether it was chosen, suggested from the text or read from a file."""

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


class Claim(Orderable):
    """What a project says of itself, with who checked it and when, or nobody; one fact, its words per language."""

    page = ParentalKey(Investment, on_delete=models.CASCADE, related_name="claims")
    text_fr = models.CharField(_("claim (French)"), max_length=500, blank=True)
    text_ar = models.CharField(_("claim (Arabic)"), max_length=500, blank=True)
    text_en = models.CharField(_("claim (English)"), max_length=500, blank=True)
    text_es = models.CharField(_("claim (Spanish)"), max_length=500, blank=True)
    checked_by = models.CharField(_("checked by"), max_length=200, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    panels = editor.CLAIM

    class Meta(Orderable.Meta):
        verbose_name = _("claim")
        verbose_name_plural = _("claims")

    def __str__(self) -> str:
        return self.said()[1]

    def said(self, language: str = "", source_language: str = "") -> tuple[str, str]:
        """Return (language, words) in a language, else in the source's, else in the first that has any."""
        order = (language, source_language, *(code for code, _name in settings.LANGUAGES))
        words = {code: getattr(self, f"text_{code}", "") for code in order if code}
        return next(((code, text) for code, text in words.items() if text), ("", ""))


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
