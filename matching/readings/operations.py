"""Words are read in the background, and what was read is forgotten with the consent."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from foundation.taxonomy.models import Concept
from marketplace.profiles.models import ExpertProfile
from matching.facts.people import texts_from
from matching.facts.taxonomy import taxonomy_graph
from matching.facts.words import reader
from matching.ranking.graph import Graph
from matching.readings.marks import reader_mark
from matching.readings.models import WORDLESS, ReadConcept, Reading, is_read
from matching.readings.weighing import weights

MOST = 1_000  # profiles at one call of the clock: some seconds
BATCH = 50


def read_waiting(*, now: dt.datetime, subject_id: str = "") -> int:
    """Read what consented experts wrote since, or a new taxonomy or release reads differently; a clock's handler.

    Return how many were read; whatever one text raises, the others are read. It is derived and changes nothing that
    anybody waits for, so there is no event.
    """
    findable = ExpertProfile.objects.findable()
    Reading.objects.exclude(profile__in=findable.exclude(WORDLESS).values("pk")).delete()
    mark = reader_mark()
    waiting = findable.annotate(is_read=is_read(mark)).filter(is_read=False)
    pks = list(waiting.order_by("updated_at", "pk").values_list("pk", flat=True)[:MOST])
    if not pks:
        return 0
    graph, words = taxonomy_graph(), reader()
    ids = dict(Concept.objects.values_list("uri", "pk"))
    done, errors = 0, []
    for start in range(0, len(pks), BATCH):
        profiles = list(findable.filter(pk__in=pks[start : start + BATCH]))
        found = []
        for profile in profiles:
            try:
                found.append((profile, weights(texts_from(profile, words), graph)))
            except Exception as error:  # the same profile would stand first each time
                errors.append(error)
        _keep(found, graph, mark, ids)
        done += len(found)
    if errors:
        raise errors[0]
    return done


@transaction.atomic
def _keep(found: Iterable[tuple[Any, dict[int, float]]], graph: Graph, mark: str, ids: dict[str, int]) -> None:
    """Write readings in place of older ones; what was changed or withdrawn meanwhile is left for the next time."""
    read = {profile.pk: (profile, said) for profile, said in found}
    stand = ExpertProfile.objects.findable().select_for_update(of=("self",)).filter(pk__in=read)
    kept = [
        (profile, said) for row in stand for profile, said in (read[row.pk],) if row.updated_at == profile.updated_at
    ]
    Reading.objects.filter(profile__in=[profile for profile, _ in kept]).delete()
    readings = [Reading(profile=profile, as_of=profile.updated_at, reader=mark) for profile, _ in kept]
    Reading.objects.bulk_create(readings)
    rows = [
        ReadConcept(reading=reading, concept_id=ids[graph.concepts[node].uri], weight=weight)
        for reading, (_, said) in zip(readings, kept, strict=True)
        for node, weight in said.items()
    ]
    ReadConcept.objects.bulk_create(rows)
