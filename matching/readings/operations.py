"""Words are read in the background, and what was read is forgotten with the consent."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from foundation.taxonomy.models import Concept
from marketplace.profiles.models import ExpertProfile
from matching.facts.people import texts_from
from matching.facts.taxonomy import taxonomy_graph, taxonomy_version
from matching.facts.words import reader
from matching.readings.models import ReadConcept, Reading, is_read
from matching.readings.weighing import weights

MOST = 1_000  # profiles at one call of the clock: some seconds
BATCH = 50


def read_waiting(*, now: dt.datetime, subject_id: str = "") -> int:
    """Read what consented experts wrote since, or what a new taxonomy reads differently; a clock's handler.

    Return how many were read. It is derived and changes nothing that anybody waits for, so there is no event.
    """
    findable = ExpertProfile.objects.findable()
    Reading.objects.exclude(profile__in=findable.values("pk")).delete()
    version = taxonomy_version()
    waiting = findable.annotate(is_read=is_read(version)).filter(is_read=False)
    pks = list(waiting.order_by("updated_at", "pk").values_list("pk", flat=True)[:MOST])
    if not pks:
        return 0
    graph, words = taxonomy_graph(), reader()
    ids = dict(Concept.objects.values_list("uri", "pk"))
    for start in range(0, len(pks), BATCH):
        profiles = list(findable.filter(pk__in=pks[start : start + BATCH]))
        found = [(profile, weights(texts_from(profile, words), graph)) for profile in profiles]
        _keep(found, version, ids)
    return len(pks)


@transaction.atomic
def _keep(found: Iterable[tuple[Any, dict[int, float]]], version: int, ids: dict[str, int]) -> None:
    """Write readings in place of older ones; what was changed or withdrawn meanwhile is left for the next time."""
    read = {profile.pk: (profile, said) for profile, said in found}
    stand = ExpertProfile.objects.findable().select_for_update(of=("self",)).filter(pk__in=read)
    kept = [
        (profile, said) for row in stand for profile, said in (read[row.pk],) if row.updated_at == profile.updated_at
    ]
    Reading.objects.filter(profile__in=[profile for profile, _ in kept]).delete()
    readings = [Reading(profile=profile, as_of=profile.updated_at, taxonomy=version) for profile, _ in kept]
    Reading.objects.bulk_create(readings)
    concepts = taxonomy_graph().concepts
    rows = [
        ReadConcept(reading=reading, concept_id=ids[concepts[node].uri], weight=weight)
        for reading, (_, said) in zip(readings, kept, strict=True)
        for node, weight in said.items()
    ]
    ReadConcept.objects.bulk_create(rows)
