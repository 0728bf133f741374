"""The shared words: concepts with their labels per language, their relations, and the regions."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    SKILL = "skill", _("skill")
    OCCUPATION = "occupation", _("occupation")
    SECTOR = "sector", _("sector")
    SDG = "sdg", _("sustainable development goal")


class Concept(models.Model):
    """An ESCO skill or occupation, an ISIC Rev.4 sector or an SDG, known by its URI.

    `code` is ISCO-08 for occupations, ISIC for sectors, the number for SDGs; empty for skills.
    """

    uri = models.CharField(_("URI"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    code = models.CharField(_("code"), max_length=12, blank=True)
    skill_type = models.CharField(_("type of skill"), max_length=30, blank=True)
    reuse_level = models.CharField(_("reuse level"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("concept")
        verbose_name_plural = _("concepts")
        indexes = (models.Index(fields=["kind", "code"], name="concepts_by_code"),)

    def __str__(self) -> str:
        return self.uri


class Source(models.TextChoices):
    STARTER = "starter", _("starter set")
    ESCO = "esco", "ESCO"
    STAFF = "staff", _("staff")


class Label(models.Model):
    """A word or phrase for a concept in one language; at most one is preferred."""

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="labels")
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    text = models.CharField(_("text"), max_length=300)
    preferred = models.BooleanField(_("preferred"), default=False)
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.STAFF)

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        constraints = (
            models.UniqueConstraint(
                fields=["concept", "language", "text"],
                name="label_once_per_concept",
                violation_error_message=_("This concept already has this label."),
            ),
            models.UniqueConstraint(
                fields=["concept", "language"],
                condition=models.Q(preferred=True),
                name="one_preferred_label_per_language",
                violation_error_message=_("This concept already has a preferred label in this language."),
            ),
        )

    def __str__(self) -> str:
        return self.text


class Description(models.Model):
    """What a concept means, in a sentence or a few, in one language; ESCO has them for occupations."""

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="descriptions")
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("description")
        verbose_name_plural = _("descriptions")
        constraints = (models.UniqueConstraint(fields=["concept", "language"], name="description_once_per_language"),)

    def __str__(self) -> str:
        return self.text[:80]


class Relation(models.Model):
    """source → target: its broader concept, a skill an occupation (or skill) asks for, a near sibling,
    the ISIC division it belongs to or the goal it serves (the last three from the starter set)."""

    class Kind(models.TextChoices):
        BROADER = "broader", _("broader")
        ESSENTIAL = "essential", _("essential")
        OPTIONAL = "optional", _("optional")
        RELATED = "related", _("related")
        SECTOR = "sector", _("sector it belongs to")
        SDG = "sdg", _("goal it serves")

    source = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="relations")
    target = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="relations_to")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        constraints = (models.UniqueConstraint(fields=["source", "target", "kind"], name="relation_once"),)

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"


class Region(models.Model):
    """A region of a home country (ISO 3166-2) with its names and centre point (WGS 84 degrees)."""

    code = models.CharField(_("code"), max_length=6, unique=True)
    country = models.CharField(_("country"), max_length=2)
    name_fr = models.CharField(_("name (French)"), max_length=100)
    name_ar = models.CharField(_("name (Arabic)"), max_length=100)
    name_en = models.CharField(_("name (English)"), max_length=100)
    name_es = models.CharField(_("name (Spanish)"), max_length=100)
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code

    def name(self, language: str) -> str:
        return getattr(self, f"name_{language}")


class Version(models.Model):
    """One row: a number that grows with every change of the labels or relations; readers cache by it."""

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("taxonomy version")
        verbose_name_plural = _("taxonomy versions")

    def __str__(self) -> str:
        return str(self.number)
