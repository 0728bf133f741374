"""The taxonomy as plain data: concepts, how they hang together, how rare each is, and what each one reaches."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from matching.ranking.sectors import PLACES, sector_code, sector_vector

# How much holding one concept is worth where another is asked for. The ESCO relations are described in the ESCO
# handbook (European Commission, 2019, section 3); the strengths are ours and stand in this one table.
STRENGTHS = {
    "same": 1.0,
    "narrower": 0.9,  # holds a special case of what is asked
    "narrower_far": 0.7,
    "broader": 0.5,  # holds the general field of what is asked
    "broader_far": 0.3,
    "sibling": 0.15,  # both are special cases of one thing: a trace in the score, never a reason
    "related": 0.6,
    "part": 0.6,  # what is asked is essential to a skill held
    "part_optional": 0.3,
    "whole": 0.35,  # a skill held is essential to what is asked
    "occupation": 0.75,  # essential to an occupation held: implied, not said
    "occupation_optional": 0.3,
    "isco4": 0.6,  # an occupation of the same ISCO-08 unit group
    "isco3": 0.35,
    "isco2": 0.15,
}
HOWS = tuple(STRENGTHS)
HOW = {name: number for number, name in enumerate(HOWS)}
IMPLIED = frozenset({"occupation", "occupation_optional"})  # inferred from an occupation, never said
SIBLINGS_MOST = 24  # above this a common parent says nothing
GENERIC_REUSE = {"transversal": 0.35}
LEAST_RARITY = 0.15


@dataclass(frozen=True, slots=True)
class Concept:
    """One node: `kind` skill, occupation, sector or sdg; `code` ISCO, ISIC or SDG number; `reuse` as in ESCO."""

    uri: str
    kind: str
    code: str = ""
    reuse: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """`kind` broader (source → its broader), essential, optional (occupation or skill → skill) or related."""

    source: str
    target: str
    kind: str


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What one concept reaches: parallel arrays of nodes, strengths and how (an index into HOWS)."""

    nodes: NDArray[np.int32]
    strengths: NDArray[np.float32]
    hows: NDArray[np.int8]


class Graph:
    """Concepts by number with their relations; built once, read only, safe to share between threads."""

    def __init__(
        self,
        concepts: Sequence[Concept],
        relations: Iterable[Relation],
        rarity: Mapping[str, float] | None = None,
    ) -> None:
        self.concepts = list(concepts)
        self.number = {concept.uri: n for n, concept in enumerate(self.concepts)}
        self.broader: dict[int, list[int]] = defaultdict(list)
        self.narrower: dict[int, list[int]] = defaultdict(list)
        self.essential: dict[int, list[int]] = defaultdict(list)
        self.optional: dict[int, list[int]] = defaultdict(list)
        self.part_of: dict[int, list[int]] = defaultdict(list)
        self.related: dict[int, list[int]] = defaultdict(list)
        self.users: dict[int, list[tuple[int, float]]] = defaultdict(list)  # skill → occupations with weight
        self.sector_codes: dict[int, set[str]] = defaultdict(set)
        for relation in relations:
            source, target = self.number.get(relation.source), self.number.get(relation.target)
            if source is not None and target is not None and source != target:
                self._add(source, target, relation.kind)
        self.by_isco: dict[str, list[int]] = defaultdict(list)
        for n, concept in enumerate(self.concepts):
            if concept.kind == "occupation":
                code = isco(concept.code)
                for length in (2, 3, 4):
                    if len(code) >= length:
                        self.by_isco[code[:length]].append(n)
        units = sorted(code for code in self.by_isco if len(code) in (2, 3, 4))
        self.field_place = {code: place for place, code in enumerate(units)}
        self.rarity = self._rarity(rarity)
        # ISCO's major groups ("professionals") are no trade that somebody has or asks for.
        self.vague = frozenset(
            n for n, c in enumerate(self.concepts) if c.kind == "occupation" and 0 < len(isco(c.code)) < 4
        )
        self._neighbours: dict[int, Neighbours] = {}
        self._fields: dict[int, NDArray[np.float32]] = {}

    def __len__(self) -> int:
        return len(self.concepts)

    def _add(self, source: int, target: int, kind: str) -> None:
        from_occupation = self.concepts[source].kind == "occupation"
        kinds = {self.concepts[source].kind, self.concepts[target].kind}
        if kinds & {"sector", "sdg"}:
            if "sector" in kinds and kinds & {"skill", "occupation"}:
                node, sector = (source, target) if self.concepts[target].kind == "sector" else (target, source)
                self.sector_codes[node].add(sector_code(self.concepts[sector].code))
        elif kind == "broader":
            self.broader[source].append(target)
            self.narrower[target].append(source)
        elif kind == "related":
            self.related[source].append(target)
            self.related[target].append(source)
        elif kind in ("essential", "optional"):
            (self.essential if kind == "essential" else self.optional)[source].append(target)
            if from_occupation:
                self.users[target].append((source, 1.0 if kind == "essential" else 0.4))
            elif kind == "essential":
                self.part_of[target].append(source)

    def _rarity(self, given: Mapping[str, float] | None) -> NDArray[np.float32]:
        """Inverse document frequency over the occupations (0 to 1): what every trade needs says little."""
        occupations = sum(concept.kind == "occupation" for concept in self.concepts)
        rarity = np.ones(len(self.concepts), dtype=np.float32)
        for n, concept in enumerate(self.concepts):
            if given is not None and concept.uri in given:
                rarity[n] = given[concept.uri]
            elif concept.kind == "skill":
                special = (n, *self.narrower.get(n, ()))
                seen = len({user for node in special for user, _ in self.users.get(node, ())})
                idf = log((1 + occupations) / (1 + seen)) / log(2 + occupations) if seen else 1.0
                rarity[n] = max(LEAST_RARITY, idf) * GENERIC_REUSE.get(concept.reuse, 1.0)
            elif concept.kind in ("sector", "sdg"):
                rarity[n] = 0.5
        return rarity

    def neighbours(self, node: int) -> Neighbours:
        """Everything that holding `node` is worth something for, itself included, the best strength for each."""
        found = self._neighbours.get(node)
        if found is None:
            found = self._neighbours[node] = self._reach(node)
        return found

    def _reach(self, node: int) -> Neighbours:
        best: dict[int, str] = {node: "same"}

        def offer(nodes: Iterable[int], how: str) -> None:
            for other in nodes:
                if other not in best or STRENGTHS[how] > STRENGTHS[best[other]]:
                    best[other] = how

        parents, children = self.broader.get(node, []), self.narrower.get(node, [])
        offer(parents, "narrower")
        offer(children, "broader")
        offer((far for parent in parents for far in self.broader.get(parent, [])), "narrower_far")
        offer((far for child in children for far in self.narrower.get(child, [])), "broader_far")
        for parent in parents:
            family = self.narrower[parent]
            if len(family) <= SIBLINGS_MOST:
                offer(family, "sibling")
        offer(self.related.get(node, []), "related")
        if self.concepts[node].kind == "occupation":
            offer(self.essential.get(node, []), "occupation")
            offer(self.optional.get(node, []), "occupation_optional")
            code = isco(self.concepts[node].code)
            for length, how in ((4, "isco4"), (3, "isco3"), (2, "isco2")):
                if len(code) >= length:
                    offer(self.by_isco[code[:length]], how)
        else:
            offer(self.essential.get(node, []), "part")
            offer(self.optional.get(node, []), "part_optional")
            offer(self.part_of.get(node, []), "whole")
        return Neighbours(
            np.fromiter(best, dtype=np.int32, count=len(best)),
            np.fromiter((STRENGTHS[how] for how in best.values()), dtype=np.float32, count=len(best)),
            np.fromiter((HOW[how] for how in best.values()), dtype=np.int8, count=len(best)),
        )

    def field(self, node: int) -> NDArray[np.float32]:
        """Where the concept is at home among the ISCO-08 groups: a unit vector, zeros when that is unknown."""
        found = self._fields.get(node)
        if found is None:
            found = self._fields[node] = self._home(node, deep=True)
        return found

    def _home(self, node: int, *, deep: bool) -> NDArray[np.float32]:
        vector = np.zeros(len(self.field_place), dtype=np.float32)
        if self.concepts[node].kind == "occupation":
            code = isco(self.concepts[node].code)
            for length, weight in ((4, 1.0), (3, 0.7), (2, 0.5)):
                if code[:length] in self.field_place and len(code) >= length:
                    vector[self.field_place[code[:length]]] = weight
        else:
            for occupation, weight in self.users.get(node, []):
                vector += weight * self._home(occupation, deep=False)
            if deep and not vector.any():
                for other in (
                    *self.broader.get(node, []),
                    *self.related.get(node, []),
                    *self.narrower.get(node, [])[:8],
                ):
                    vector += self._home(other, deep=False)
        norm = float(np.linalg.norm(vector))
        return vector / np.float32(norm) if norm else vector

    def sectors(self, node: int) -> NDArray[np.float32]:
        """The sectors a concept itself, or else the concepts beside it, belong to."""
        if self.concepts[node].kind == "sector":
            return sector_vector([self.concepts[node].code])
        codes = self.sector_codes.get(node)
        if not codes:
            near = (*self.broader.get(node, []), *self.related.get(node, []))
            codes = {code for other in near for code in self.sector_codes.get(other, ())}
        return sector_vector(codes) if codes else np.zeros(len(PLACES), dtype=np.float32)


def isco(code: str) -> str:
    """The ISCO-08 digits of an occupation's code ("2132.1" and "C2132" → "2132")."""
    return "".join(char for char in code.split(".")[0] if char.isdigit())[:4]
