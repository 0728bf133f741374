"""The shared words: concepts with their labels per language, their relations, and the regions."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User

LONGEST_LABEL = 300
LONGEST_PROPOSAL = 60


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
    text = models.CharField(_("text"), max_length=LONGEST_LABEL)
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


class WithdrawnLabel(models.Model):
    """A label that staff took away: no source brings it back, until staff adds it again."""

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="withdrawn")
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    text = models.CharField(_("text"), max_length=LONGEST_LABEL)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("withdrawn label")
        verbose_name_plural = _("withdrawn labels")
        constraints = (
            models.UniqueConstraint(fields=["concept", "language", "text"], name="withdrawn_once_per_concept"),
        )

    def __str__(self) -> str:
        return self.text


class LabelChange(models.Model):
    """What staff did to the labels of a concept, when and why; written once, never changed."""

    class Action(models.TextChoices):
        ADDED = "added", _("added")
        CHANGED = "changed", _("changed")
        PREFERRED = "preferred", _("made preferred")
        WITHDRAWN = "withdrawn", _("withdrawn")

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="changes")
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    action = models.CharField(_("action"), max_length=10, choices=Action)
    before = models.CharField(_("before"), max_length=LONGEST_LABEL, blank=True)
    after = models.CharField(_("after"), max_length=LONGEST_LABEL, blank=True)
    why = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("change of a label")
        verbose_name_plural = _("changes of labels")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.action}: {self.before} → {self.after}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row once.

        Raises:
            TypeError: it stands already.
        """
        if not self._state.adding:
            raise TypeError("What was done to a label is written once and stays.")
        super().save(*args, **kwargs)


class ProposedLabelQuerySet(models.QuerySet["ProposedLabel"]):
    def open(self) -> "ProposedLabelQuerySet":
        """Those that wait for staff."""
        return self.filter(status=ProposedLabel.Status.OPEN)


class ProposedLabel(models.Model):
    """Words that were read as one concept and, by those who wrote them, mean another; staff accepts or refuses.

    It names no person: `people` counts them.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("waits")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")

    words = models.CharField(_("words"), max_length=LONGEST_PROPOSAL)
    key = models.CharField(max_length=2 * LONGEST_PROPOSAL)  # the words folded: written otherwise they are the same
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    meant = models.ForeignKey(
        Concept, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("was read as")
    )
    chosen = models.ForeignKey(
        Concept, on_delete=models.CASCADE, related_name="proposed_labels", verbose_name=_("is meant")
    )
    people = models.PositiveIntegerField(_("people"), default=0)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    first_at = models.DateTimeField(_("first proposed"))
    last_at = models.DateTimeField(_("last proposed"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    why = models.CharField(_("reason"), max_length=500, blank=True)

    objects = ProposedLabelQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed synonym")
        verbose_name_plural = _("proposed synonyms")
        constraints = (
            models.UniqueConstraint(fields=["key", "language", "chosen"], name="label_proposed_once_per_concept"),
        )

    def __str__(self) -> str:
        return self.words


class Proposer(models.Model):
    """That one person was counted: a keyed digest that differs from proposal to proposal and leads to nobody."""

    proposal = models.ForeignKey(ProposedLabel, on_delete=models.CASCADE, related_name="proposers")
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("proposer")
        verbose_name_plural = _("proposers")
        constraints = (models.UniqueConstraint(fields=["proposal", "digest"], name="counted_once_per_proposal"),)

    def __str__(self) -> str:
        return self.digest[:8]


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
