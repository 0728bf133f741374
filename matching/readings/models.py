"""What experts say in their own words, as concepts: read once, so that many can be counted at once."""

from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q

from foundation.taxonomy.models import Concept
from marketplace.profiles.models import ExpertProfile


class Reading(models.Model):
    """That a profile's words were read: as they stood at `as_of`, against a version of the taxonomy.

    There is one of each consented profile only, and it goes with the consent.
    """

    profile = models.OneToOneField(ExpertProfile, on_delete=models.CASCADE, related_name="reading")
    as_of = models.DateTimeField()  # the profile's `updated_at`
    taxonomy = models.PositiveIntegerField()  # its version

    def __str__(self) -> str:
        return f"{self.profile_id} {self.taxonomy}"


class ReadConcept(models.Model):
    """A skill, an occupation or a sector that the words say; `weight` is what ranking gives it, above 0 up to 1."""

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="concepts")
    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="+")
    weight = models.FloatField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["reading", "concept"], name="concept_read_once"),)

    def __str__(self) -> str:
        return f"{self.reading_id} {self.concept_id}"


def is_read(version: int) -> ExpressionWrapper:
    """Whether an expert's profile has no words, or those it has now were read against this version of the taxonomy."""
    now = Reading.objects.filter(profile=OuterRef("pk"), as_of=OuterRef("updated_at"), taxonomy=version)
    return ExpressionWrapper(Q(headline="", biography="") | Q(Exists(now)), output_field=models.BooleanField())
