"""What experts say in their own words, as concepts: read once, so that many can be counted at once."""

from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q

from foundation.taxonomy.models import Concept
from marketplace.profiles.models import ExpertProfile

WORDLESS = Q(headline="", biography="")


class Reading(models.Model):
    """That a profile's words were read: as they stood at `as_of`, by the `reader` of then.

    There is one of each consented profile that has words, and it goes with the consent and with the words.
    """

    profile = models.OneToOneField(ExpertProfile, on_delete=models.CASCADE, related_name="reading")
    as_of = models.DateTimeField()  # the profile's `updated_at`
    reader = models.CharField(max_length=24)  # `marks.reader_mark`

    def __str__(self) -> str:
        return f"{self.profile_id} {self.reader}"


class ReadConcept(models.Model):
    """A skill, an occupation or a sector that the words say; `weight` is what ranking gives it, above 0 up to 1."""

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="concepts")
    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="+")
    weight = models.FloatField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["reading", "concept"], name="concept_read_once"),)

    def __str__(self) -> str:
        return f"{self.reading_id} {self.concept_id}"


def is_read(mark: str) -> ExpressionWrapper:
    """Whether an expert's profile has no words, or those it has now were read by the reader of this mark."""
    now = Reading.objects.filter(profile=OuterRef("pk"), as_of=OuterRef("updated_at"), reader=mark)
    return ExpressionWrapper(WORDLESS | Q(Exists(now)), output_field=models.BooleanField())
