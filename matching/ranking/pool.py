"""A list of opportunities made ready, once, for being compared with many people."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log

import numpy as np
from numpy.typing import NDArray

from matching.ranking.columns import Columns
from matching.ranking.facts import Opportunity
from matching.ranking.graph import Graph
from matching.ranking.money import Rates
from matching.ranking.needs import Need, needs_of
from matching.ranking.profile import field_vector, sectors_of, spread
from matching.ranking.sectors import PLACES

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Background:
    """How many of `count` texts hold a concept or a term, so that what everybody writes weighs little.

    Empty, nothing weighs less: then a pair has the same features alone and in a list.
    """

    count: int = 0
    concepts: Mapping[str, int] = field(default_factory=dict)
    terms: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, opportunities: Sequence[Opportunity]) -> "Background":
        concepts: Counter[str] = Counter()
        terms: Counter[str] = Counter()
        for opportunity in opportunities:
            stated = {skill.uri for skill in (*opportunity.required_skills, *opportunity.desired_skills)}
            concepts.update(stated | set(opportunity.texts.said) | set(opportunity.texts.optional))
            terms.update(opportunity.texts.terms.keys())
        return cls(len(opportunities), concepts, terms)

    def weight(self, seen: int) -> float:
        """1 for what at most one text holds, falling with the share of the texts that do."""
        return log((self.count + 10) / (max(seen, 1) + 1)) / log((self.count + 10) / 2)


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Values of unequal number for each opportunity, laid end to end: `owner` says whose each value is."""

    owner: Ints
    key: Ints
    value: Floats


class Pool:
    """Opportunities with their needs, vectors and facts as arrays; read only, safe to share."""

    def __init__(
        self,
        opportunities: Sequence[Opportunity],
        graph: Graph,
        *,
        rates: Rates | None = None,
        background: Background | None = None,
    ) -> None:
        self.opportunities = list(opportunities)
        self.graph = graph
        self.rates = rates or Rates()
        self.background = background or Background()
        self.columns = Columns(self.opportunities, self.rates)
        self.rarity = self._rarity()
        self.needs: list[list[Need]] = []
        self.said: list[dict[int, float]] = []
        for opportunity in self.opportunities:
            needs, said = needs_of(opportunity, graph, self.rarity)
            self.needs.append(needs)
            self.said.append(said)
        self.need_rows, self.need_origins, self.need_levels = self._need_rows()
        self.trades = self._trades()
        self.vectors = self._vectors()
        fields = [field_vector(graph, said, self.rarity) for said in self.said]
        self.fields = np.array(fields, dtype=np.float32).reshape(len(self), len(graph.field_place))
        sectors = [sectors_of(graph, o.sectors, said) for o, said in zip(self.opportunities, self.said, strict=True)]
        self.sectors = np.array([vector for vector, _ in sectors], dtype=np.float32).reshape(len(self), len(PLACES))
        self.sectors_stated = np.array([stated for _, stated in sectors], dtype=bool)
        self.term_number: dict[str, int] = {}
        self.terms = self._terms()

    def __len__(self) -> int:
        return len(self.opportunities)

    def _rarity(self) -> Floats:
        rarity = self.graph.rarity.copy()
        for uri, seen in self.background.concepts.items():
            if uri in self.graph.number:
                rarity[self.graph.number[uri]] *= self.background.weight(seen)
        return rarity

    def _need_rows(self) -> tuple[Rows, NDArray[np.int8], Floats]:
        flat = [(i, need) for i, needs in enumerate(self.needs) for need in needs]
        nodes = np.array([need.node for _, need in flat], dtype=np.int32)
        weights = np.array([need.weight for _, need in flat], dtype=np.float32)
        rows = Rows(
            np.array([i for i, _ in flat], dtype=np.int32),
            nodes,
            weights * self.rarity[nodes] if flat else weights,
        )
        origins = np.array([need.origin for _, need in flat], dtype=np.int8)
        levels = np.array([need.level or np.nan for _, need in flat], dtype=np.float32)
        return rows, origins, levels

    def _trades(self) -> tuple[Ints, Ints, Floats]:
        """The occupations each opportunity names: owner, concept, weight."""
        concepts = self.graph.concepts
        flat = [
            (i, node, weight)
            for i, said in enumerate(self.said)
            for node, weight in said.items()
            if concepts[node].kind == "occupation"
        ]
        return (
            np.array([i for i, _, _ in flat], dtype=np.int32),
            np.array([node for _, node, _ in flat], dtype=np.int32),
            np.array([weight for _, _, weight in flat], dtype=np.float32),
        )

    def _vectors(self) -> Rows:
        parts = [spread(self.graph, said, self.rarity) for said in self.said]
        owner = np.repeat(np.arange(len(parts), dtype=np.int32), [len(nodes) for nodes, _ in parts])
        none_i, none_f = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32)
        return Rows(
            owner,
            np.concatenate([nodes for nodes, _ in parts] or [none_i]),
            np.concatenate([values for _, values in parts] or [none_f]),
        )

    def term_weights(self, terms: Mapping[str, float]) -> dict[str, float]:
        """Terms as a unit vector: damped frequency times rarity in the background."""
        weights = {
            term: (1 + log(max(count, 1))) * self.background.weight(self.background.terms.get(term, 1))
            for term, count in terms.items()
        }
        length = sum(weight * weight for weight in weights.values()) ** 0.5
        return {term: weight / length for term, weight in weights.items()} if length else {}

    def _terms(self) -> Rows:
        owner: list[int] = []
        keys: list[int] = []
        values: list[float] = []
        for i, opportunity in enumerate(self.opportunities):
            for term, weight in self.term_weights(opportunity.texts.terms).items():
                owner.append(i)
                keys.append(self.term_number.setdefault(term, len(self.term_number)))
                values.append(weight)
        return Rows(np.array(owner, np.int32), np.array(keys, np.int32), np.array(values, np.float32))

    def summed(self, rows: Rows, weights: Floats) -> NDArray[np.float64]:
        """One sum per opportunity of values laid end to end."""
        return np.bincount(rows.owner, weights=weights, minlength=len(self)).astype(np.float64)
