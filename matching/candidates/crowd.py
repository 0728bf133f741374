"""Everybody who can be found for a call, read only as far as it decides who is qualified for it.

The words of a profile are what takes long to read. `matching.readings` has read them before; of those it has not come
to, a few are read here and the rest is counted as unread. The number of queries does not grow with the people.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, Value

from foundation.taxonomy.models import Concept
from marketplace.profiles.models import ExpertLanguage, ExpertProfile, ExpertSkill
from matching.candidates.queries import not_applied, not_blocking
from matching.facts.cv import with_written
from matching.facts.people import texts_from
from matching.facts.words import Reader
from matching.ranking.facts import Person, Spoken
from matching.ranking.graph import Graph
from matching.ranking.profile import said_sectors
from matching.ranking.quick import Quick
from matching.ranking.reach import Blocker, Reach, reach_of
from matching.readings.marks import reader_mark
from matching.readings.models import ReadConcept, is_read
from matching.readings.weighing import weights

READ_NOW = 60  # texts, at most, that are read while somebody waits
MOST_NAMED = 2_000  # concepts that a query names; where more are close, all are read
SECTORS = ExpertProfile.sectors.through
OCCUPATIONS = ExpertProfile.occupations.through
FACTS = ("pk", "available_from", "available_until", "work_modes", "compensation_wish", "text_language", "is_read")
PIECE = 2_000  # rows fetched at once


@dataclass(frozen=True, slots=True)
class _Lean:
    person: Person
    said: dict[int, float]
    sectors: frozenset[str]
    is_read: bool


def reach_for(page: Any, quick: Quick, graph: Graph, reader: Reader) -> Reach:
    """Count those who consented to be found, do not keep away from the agency and have not applied to the call."""
    people = not_applied(not_blocking(ExpertProfile.objects.findable(), page.agency.organisation_id), page.pk)
    found: list[tuple[Person, set[Blocker] | None]] = []
    unsettled: dict[int, _Lean] = {}
    seen_unread = 0
    for pk, lean in _crowd(people, quick, graph):
        seen_unread += not lean.is_read
        outcome = quick.outcome(lean.person, lean.said, lean.sectors)
        if outcome.open and not lean.is_read:
            unsettled[pk] = lean
        else:
            found.append((lean.person, outcome.blockers))
    now = sorted(unsettled)[:READ_NOW]
    for profile in people.filter(pk__in=now):
        lean = unsettled.pop(profile.pk)
        read = weights(texts_from(profile, reader), graph)
        said = {node: max(read.get(node, 0.0), lean.said.get(node, 0.0)) for node in read.keys() | lean.said.keys()}
        outcome = quick.outcome(lean.person, said, lean.sectors | said_sectors(graph, read))
        found.append((lean.person, outcome.blockers))
    unread = people.annotate(is_read=is_read(reader_mark())).filter(is_read=False).count()
    return reach_of(found, compared=people.count(), unread=len(unsettled) + max(0, unread - seen_unread))


def _crowd(people: Any, quick: Quick, graph: Graph) -> Iterator[tuple[int, _Lean]]:
    """Holders of something the call asks for, and some whose words were not read; all, where it asks for too much."""
    mark = reader_mark()
    nodes = _nodes(quick, graph)
    named = {"concept__in": list(nodes)} if len(nodes) <= MOST_NAMED else {}
    fresh = {"reading__reader": mark, "reading__as_of": F("reading__profile__updated_at")}
    holding = (
        (ExpertSkill.objects.filter(**named), "profile", Value(1.0)),
        (OCCUPATIONS.objects.filter(**named), "expertprofile", Value(1.0)),
        (ReadConcept.objects.filter(**named, **fresh), "reading__profile", F("weight")),
    )
    at_work = SECTORS.objects.filter(**named)
    near = people.annotate(is_read=is_read(mark))
    if named:
        unread = near.filter(is_read=False).order_by("pk").values_list("pk", flat=True)[:READ_NOW]
        holders = [Q(pk__in=rows.values(profile)) for rows, profile, _ in holding]
        if not quick.is_listed:
            holders.append(Q(pk__in=at_work.values("expertprofile")))
        near = near.filter(reduce(or_, holders, Q(pk__in=list(unread))))
    facts = list(near.values_list(*FACTS))  # first: who is read between two queries counts as unread, and not as silent
    said: dict[int, dict[int, float]] = defaultdict(dict)
    for rows, profile, worth in holding:
        for pk, concept, weight in rows.values_list(profile, "concept", worth).iterator(PIECE):
            if (node := nodes.get(concept)) is not None:
                said[pk][node] = max(said[pk].get(node, 0.0), weight)
    spoken: dict[int, list[Spoken]] = defaultdict(list)
    languages = ExpertLanguage.objects.filter(profile__in=near.values("pk")).order_by("language")
    for pk, language, level in languages.values_list("profile", "language", "level").iterator(PIECE):
        spoken[pk].append(Spoken(language, level))
    sectors: dict[int, set[str]] = defaultdict(set)
    if not quick.is_listed:
        for pk, code in at_work.values_list("expertprofile", "concept__code").iterator(PIECE):
            sectors[pk].add(code)
    for pk, first, last, modes, wish, written, known in facts:
        person = Person(
            id=str(pk),
            kind="expert",
            languages=with_written(tuple(spoken[pk]), written),
            available_from=first,
            available_until=last,
            work_modes=frozenset(modes),
            compensation_wish=wish,
        )
        own = said[pk]
        yield pk, _Lean(person, own, frozenset(sectors[pk]) | said_sectors(graph, own), known)


def _nodes(quick: Quick, graph: Graph) -> dict[int, int]:
    """What decides, as key → number in the graph."""
    wanted = {graph.concepts[node].uri: node for node in quick.telling}
    rows = Concept.objects.filter(uri__in=list(wanted)) if len(wanted) <= MOST_NAMED else Concept.objects.all()
    return {pk: wanted[uri] for pk, uri in rows.values_list("pk", "uri") if uri in wanted}
