"""What experts and investors say of themselves, who may see it, and which agencies they keep away from."""

from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.base.choices import CEFR, CompensationWish, Level, Risk
from foundation.base.ids import PublicIdField
from foundation.files.models import PrivateFile
from foundation.organisations.models import Organisation
from foundation.taxonomy.models import Concept


class ProfileQuerySet(models.QuerySet):
    def of(self, user: Any) -> Any:
        """One's own; none for a visitor."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def findable(self) -> Any:
        """Those whose person consented to be found and can still sign in."""
        return self.filter(consent=True, user__is_active=True)


class BlockQuerySet(models.QuerySet["Block"]):
    def of(self, user: Any) -> "BlockQuerySet":
        """One's own, the newest first."""
        return self.filter(user=user).select_related("organisation").order_by("-since", "-pk")


class Block(models.Model):
    """A person does not wish to be shown to an organisation, nor to be shown what it publishes."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()

    objects = BlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("agency kept away from")
        verbose_name_plural = _("agencies kept away from")
        constraints = (models.UniqueConstraint(fields=["user", "organisation"], name="blocked_once"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.organisation_id}"


class Profile(models.Model):
    """What both kinds share. `country` is where the person lives, `home_country` where from (ISO 3166-1)."""

    public_id = PublicIdField()
    country = models.CharField(_("country of residence"), max_length=2, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    home_regions = models.JSONField(_("home regions"), default=list, blank=True)  # ISO 3166-2 codes
    sectors = models.ManyToManyField(Concept, verbose_name=_("sectors"), blank=True, related_name="+")
    headline = models.CharField(_("headline"), max_length=160, blank=True)
    biography = models.TextField(_("about you"), max_length=10_000, blank=True)
    text_language = models.CharField(_("language of the text"), max_length=2, blank=True)
    consent = models.BooleanField(_("I agree to be found"), default=False)
    consented_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = ProfileQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def home_country(self) -> str:
        return self.user.home_country  # type: ignore[attr-defined]


class ExpertProfile(Profile):
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="expert_profile")
    occupations = models.ManyToManyField(Concept, verbose_name=_("occupations"), blank=True, related_name="+")
    available_from = models.DateField(_("available from"), null=True, blank=True)
    available_until = models.DateField(_("available until"), null=True, blank=True)
    days_per_week = models.PositiveSmallIntegerField(_("days a week"), null=True, blank=True)
    work_modes = models.JSONField(_("on site or remote"), default=list, blank=True)  # WorkMode values
    compensation_wish = models.CharField(_("paid or volunteer"), max_length=10, choices=CompensationWish, blank=True)
    fee_minor = models.PositiveBigIntegerField(_("wished fee a day"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    cv = models.ForeignKey(PrivateFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("expert profile")
        verbose_name_plural = _("expert profiles")
        constraints = (
            models.CheckConstraint(
                condition=Q(available_until=None)
                | Q(available_from=None)
                | Q(available_until__gte=models.F("available_from")),
                name="availability_in_order",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                condition=Q(days_per_week=None) | Q(days_per_week__range=(1, 7)),
                name="days_of_a_week",
                violation_error_message=_("A week has one to seven days."),
            ),
        )

    def __str__(self) -> str:
        return self.headline or str(self.user)


class Via(models.TextChoices):
    TYPED = "typed", _("typed")
    CV = "cv", _("from the CV")
    ROSTER = "roster", _("from a list of experts")


class ExpertSkill(models.Model):
    """A skill a person has confirmed; `via` says whether it was typed, or suggested and by what."""

    profile = models.ForeignKey(ExpertProfile, on_delete=models.CASCADE, related_name="skills")
    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField(_("level"), choices=Level, null=True, blank=True)
    years = models.PositiveSmallIntegerField(_("years"), null=True, blank=True, validators=[MaxValueValidator(70)])
    via = models.CharField(max_length=10, choices=Via, default=Via.TYPED)

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        constraints = (models.UniqueConstraint(fields=["profile", "concept"], name="skill_once_per_profile"),)

    def __str__(self) -> str:
        return f"{self.profile_id} {self.concept_id}"


class VerifiedSkill(models.Model):
    """A skill that an organisation has seen at work in a mission, with the number of the certificate that says so."""

    profile = models.ForeignKey(ExpertProfile, on_delete=models.CASCADE, related_name="verified_skills")
    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("number of the certificate"), max_length=40)
    on = models.DateField(_("verified on"))

    class Meta:
        verbose_name = _("verified skill")
        verbose_name_plural = _("verified skills")
        ordering = ("-on", "pk")
        constraints = (
            models.UniqueConstraint(fields=["profile", "concept", "number"], name="skill_verified_once_a_certificate"),
        )

    def __str__(self) -> str:
        return f"{self.profile_id} {self.concept_id} {self.number}"


class ExpertLanguage(models.Model):
    profile = models.ForeignKey(ExpertProfile, on_delete=models.CASCADE, related_name="languages")
    language = models.CharField(_("language"), max_length=3)  # BCP 47 primary tag: any, not the site's four only
    level = models.CharField(_("level"), max_length=6, choices=CEFR)

    class Meta:
        verbose_name = _("language")
        verbose_name_plural = _("languages")
        constraints = (models.UniqueConstraint(fields=["profile", "language"], name="language_once_per_profile"),)

    def __str__(self) -> str:
        return f"{self.language} {self.level}"


class InvestorProfile(Profile):
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="investor_profile")
    ticket_min_minor = models.PositiveBigIntegerField(_("smallest ticket"), null=True, blank=True)
    ticket_max_minor = models.PositiveBigIntegerField(_("largest ticket"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    instruments = models.JSONField(_("instruments"), default=list, blank=True)
    countries = models.JSONField(_("countries"), default=list, blank=True)
    regions = models.JSONField(_("regions"), default=list, blank=True)
    stages = models.JSONField(_("stages"), default=list, blank=True)
    horizon_years = models.PositiveSmallIntegerField(_("horizon in years"), null=True, blank=True)
    risk = models.CharField(_("highest risk"), max_length=10, choices=Risk, blank=True)
    sdgs = models.JSONField(_("sustainable development goals"), default=list, blank=True)

    class Meta:
        verbose_name = _("investor profile")
        verbose_name_plural = _("investor profiles")
        constraints = (
            models.CheckConstraint(
                condition=Q(ticket_min_minor=None)
                | Q(ticket_max_minor=None)
                | Q(ticket_max_minor__gte=models.F("ticket_min_minor")),
                name="tickets_in_order",
                violation_error_message=_("The largest ticket is smaller than the smallest."),
            ),
        )

    def __str__(self) -> str:
        return self.headline or str(self.user)


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def open(self) -> "SuggestionQuerySet":
        """Not answered yet, in the order of the page: what is surest of each field first."""
        return self.filter(answered_at=None).order_by("place", "pk")


class SuggestedField(models.TextChoices):
    HEADLINE = "headline", _("headline")
    COUNTRY = "country", _("country of residence")
    CITY = "city", _("city")
    OCCUPATION = "occupation", _("occupation")
    SKILL = "skill", _("skill")
    LANGUAGE = "language", _("language")


class Suggestion(models.Model):
    """What a CV or a list of experts says, until the person confirms or drops it; then it is not asked again."""

    profile = models.ForeignKey(ExpertProfile, on_delete=models.CASCADE, related_name="suggestions")
    field = models.CharField(max_length=20, choices=SuggestedField)
    value = models.CharField(max_length=200)  # a concept URI, a language tag, a country code or a text
    level = models.CharField(max_length=6, blank=True)  # Level as a digit for a skill, CEFR for a language
    years = models.PositiveSmallIntegerField(null=True, blank=True)
    evidence = models.CharField(max_length=300, blank=True)  # the words of the CV, or who says so
    words = models.CharField(max_length=60, blank=True)  # of the evidence, those that were read as the concept
    words_language = models.CharField(max_length=2, blank=True)
    origin = models.CharField(max_length=10, choices=Via, default=Via.CV)
    sure = models.BooleanField(default=False)
    place = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True, blank=True)
    accepted = models.BooleanField(null=True, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        constraints = (models.UniqueConstraint(fields=["profile", "field", "value"], name="suggested_once"),)

    def __str__(self) -> str:
        return f"{self.field}: {self.value}"
