"""Reasons and gaps of one call for many people: what each concept is worth for the call is worked out once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from matching.ranking.facts import Opportunity, Person, Texts
from matching.ranking.features import FEATURES
from matching.ranking.graph import Graph, isco
from matching.ranking.pool import Pool
from matching.ranking.profile import Reach, said_sectors
from matching.ranking.reach import Blocker, blockers, practical
from matching.ranking.reasons import explain
from matching.ranking.reasons_concepts import NEAR
from matching.ranking.sectors import is_shared, nearness, sector_vector

UNKNOWN = np.full(len(FEATURES), np.nan)  # reasons are drawn from facts; a row of features only fills in for none


@dataclass(slots=True)
class _Bearing:
    person: Person
    said: Mapping[int, float]
    reach: Reach
    sector_codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What keeps a person from the call, and whether words of hers that were not read could change it."""

    blockers: set[Blocker] | None
    open: bool


class Quick:
    """One call against people of whom only some facts were read; not for threads, the arrays are used again.

    `telling` are the concepts (numbers) by which somebody answers something the call asks for, well enough to be said;
    where no skill is required, sectors that are the call's own too. Who holds none of them does another work
    altogether, and other concepts need not be known.
    """

    def __init__(self, opportunity: Opportunity, graph: Graph) -> None:
        # Where skills are required, nothing else that the call says of the work decides.
        if opportunity.required_skills:
            opportunity = replace(opportunity, texts=Texts(), desired_skills=(), sectors=frozenset())
        self.opportunity = opportunity
        self.pool = Pool([opportunity], graph)
        asked = {need.node for need in self.pool.needs[0]}
        asked |= {node for node in self.pool.said[0] if graph.concepts[node].kind == "occupation"}
        self._worth: dict[int, list[tuple[int, np.float32, np.int8]]] = {}
        for node in sorted(asked):
            for source, strength, how in answering(graph, node):
                self._worth.setdefault(source, []).append((node, strength, how))
        self._reach = Reach(
            np.zeros(len(graph), dtype=np.float32),
            np.zeros(len(graph), dtype=np.int8),
            np.full(len(graph), -1, dtype=np.int32),
        )
        self._asked = np.array(sorted(asked), dtype=np.int32)
        self.telling: Collection[int] = self._worth.keys() | self._shared(graph)

    @property
    def is_listed(self) -> bool:
        """Whether skills are required; then nothing else that the call says of the work decides."""
        return bool(self.opportunity.required_skills)

    def outcome(self, person: Person, said: Mapping[int, float], sector_codes: frozenset[str]) -> Outcome:
        """Weigh a person by what she said of `telling`, and by her facts.

        What is stated is worth more than what is read: where skills are required, words take none of them away.
        """
        bearing = _Bearing(person, said, self._held(said), sector_codes)
        remarks = explain(bearing, self.pool, 0, UNKNOWN)
        found = blockers(self.opportunity, remarks)
        facts = practical(remarks)
        is_settled = len(facts) > 1 or (self.is_listed and found == facts)
        return Outcome(found, not is_settled)

    def _shared(self, graph: Graph) -> set[int]:
        """The sectors that whoever works in them shares with the call."""
        codes = self.opportunity.sectors | said_sectors(graph, self.pool.said[0])
        if not codes or self.is_listed:
            return set()
        asked = np.array([sector_vector([code]) for code in sorted(codes)])
        sectors = ((node, concept.code) for node, concept in enumerate(graph.concepts) if concept.kind == "sector")
        return {node for node, code in sectors if is_shared(nearness(sector_vector([code]), asked).max())}

    def _held(self, said: Mapping[int, float]) -> Reach:
        """As `profile.reach`, for what the call asks for alone."""
        held = self._reach
        held.strengths[self._asked] = 0
        held.sources[self._asked] = -1
        best: dict[int, np.float32] = {}
        for source in sorted(said):
            for node, strength, how in self._worth.get(source, ()):
                offered = strength * np.float32(said[source])
                if offered > best.get(node, 0):
                    best[node] = held.strengths[node] = offered
                    held.hows[node], held.sources[node] = how, source
        return held


def answering(graph: Graph, node: int) -> list[tuple[int, np.float32, np.int8]]:
    """Every concept worth enough for `node` to be spoken of: its number, strength and how (an index into HOWS)."""
    narrower, found = graph.narrower.get(node, []), []
    sources = {
        node,
        *narrower,
        *graph.broader.get(node, []),
        *graph.related.get(node, []),
        *graph.part_of.get(node, []),
    }
    sources |= {far for special in narrower for far in graph.narrower.get(special, [])}
    sources |= {occupation for occupation, weight in graph.users.get(node, []) if weight == 1}
    if graph.concepts[node].kind == "occupation":
        sources |= set(graph.by_isco.get(isco(graph.concepts[node].code)[:4], ()))
    for source in sorted(sources):
        near = graph.neighbours(source)
        for place in np.flatnonzero(near.nodes == node):
            if float(near.strengths[place]) >= NEAR:
                found.append((source, near.strengths[place], near.hows[place]))
    return found
