"""What one person brings to every comparison, made ready once."""

from collections.abc import Mapping
from typing import Protocol

from matching.ranking.facts import Person
from matching.ranking.pool import Pool
from matching.ranking.profile import Reach, field_vector, reach, said_by, said_sectors, sectors_of, spread


class Bearing(Protocol):
    """The part of a standing that reasons and gaps are drawn from."""

    person: Person
    said: Mapping[int, float]
    reach: Reach
    sector_codes: frozenset[str]


class Standing:
    """What a person brings, made ready once for a graph."""

    def __init__(self, person: Person, pool: Pool) -> None:
        graph = pool.graph
        self.person = person
        self.said: Mapping[int, float] = said_by(person, graph)
        self.reach: Reach = reach(graph, self.said)
        self.nodes, self.vector = spread(graph, self.said, pool.rarity)
        self.field = field_vector(graph, self.said, pool.rarity)
        mentioned = self._sector_mentions(pool)
        self.sectors, self.sectors_stated = sectors_of(graph, person.sectors, {**mentioned, **self.said})
        self.sector_codes = person.sectors | said_sectors(graph, mentioned)

    def _sector_mentions(self, pool: Pool) -> dict[int, float]:
        found = ((pool.graph.number.get(uri), weight) for uri, weight in self.person.texts.said.items())
        return {n: weight for n, weight in found if n is not None and pool.graph.concepts[n].kind == "sector"}
