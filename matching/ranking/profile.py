"""The concepts of a text or a person, said and implied apart, as vectors that can be compared across languages."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.ranking.facts import Person, Texts
from matching.ranking.graph import HOWS, Graph
from matching.ranking.sectors import PLACES, sector_vector

SAID_IN_TEXT = 0.95  # a mention in prose against a line of the profile
SPREAD = 0.4  # a neighbouring concept against the concept itself
FAN = 3.0  # n concepts reached in the same way together weigh like FAN of them
TOUCHES = np.array([0.0 if how.startswith("isco") else 1.0 for how in HOWS], dtype=np.float32)  # ISCO has `field`
LEAST_COHERENCE = 0.45  # weight left to a mention that fits nothing else in its text
SECTOR_SURE = 0.5
IMPLIED_SECTOR = 0.8  # a sector concluded from concepts against one that is stated


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """For every concept of the graph: how well a person holds it (0 to 1), in which way and by which own concept."""

    strengths: NDArray[np.float32]
    hows: NDArray[np.int8]
    sources: NDArray[np.int32]

    def how(self, node: int) -> str:
        return HOWS[int(self.hows[node])]


def said_by(person: Person, graph: Graph) -> dict[int, float]:
    """What the person states, in her profile or her own words: concept number → weight."""
    said: dict[int, float] = {}
    for uri in (*(skill.uri for skill in person.skills), *person.occupations):
        if uri in graph.number:
            said[graph.number[uri]] = 1.0
    for node, weight in read_from(person.texts, graph).items():
        said[node] = max(said.get(node, 0.0), weight)
    return said


def read_from(texts: Texts, graph: Graph) -> dict[int, float]:
    """What of that her own words give: concept number → weight, always below what is stated."""
    mentioned = coherent(graph, numbered(graph, texts.said))
    skilled = {
        node: weight for node, weight in mentioned.items() if graph.concepts[node].kind in ("skill", "occupation")
    }
    return {node: weight * SAID_IN_TEXT for node, weight in skilled.items()}


def numbered(graph: Graph, weights: Mapping[str, float]) -> dict[int, float]:
    """The same weights by concept number, without what the taxonomy does not hold or holds too vaguely."""
    known = ((graph.number.get(uri), weight) for uri, weight in weights.items() if weight > 0)
    return {node: min(weight, 1.0) for node, weight in known if node is not None and node not in graph.vague}


def coherent(graph: Graph, said: Mapping[int, float]) -> dict[int, float]:
    """Mentions that fit nothing else in the text (a homograph, a heading) keep less of their weight.

    Fit is the cosine between a concept's ISCO groups and those of all other mentions; with fewer than three mentions
    there is nothing to judge by.
    """
    at_home = {node: graph.field(node) for node in said if graph.field(node).any()}
    if len(at_home) < 3:
        return dict(said)
    total = np.sum([said[node] * graph.rarity[node] * vector for node, vector in at_home.items()], axis=0)
    weights = dict(said)
    for node, vector in at_home.items():
        others = total - said[node] * graph.rarity[node] * vector
        fit = float(others @ vector) / (float(np.linalg.norm(others)) or 1.0)
        weights[node] = said[node] * (LEAST_COHERENCE + (1 - LEAST_COHERENCE) * min(1.0, fit * 2))
    return weights


def reach(graph: Graph, said: Mapping[int, float]) -> Reach:
    """What the said concepts are worth for every concept that may be asked; the best way wins."""
    strengths = np.zeros(len(graph), dtype=np.float32)
    hows = np.zeros(len(graph), dtype=np.int8)
    sources = np.full(len(graph), -1, dtype=np.int32)
    for node in sorted(said):
        near = graph.neighbours(node)
        offered = near.strengths * np.float32(said[node])
        better = offered > strengths[near.nodes]
        nodes = near.nodes[better]
        strengths[nodes] = offered[better]
        hows[nodes] = near.hows[better]
        sources[nodes] = node
    return Reach(strengths, hows, sources)


def spread(
    graph: Graph, said: Mapping[int, float], rarity: NDArray[np.float32]
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """A sparse unit vector over the concepts (nodes, values): what is said in full, what it touches at less."""
    values: dict[int, float] = {}
    for node in sorted(said):
        near = graph.neighbours(node)
        fans = np.bincount(near.hows, minlength=len(HOWS))
        damped = np.minimum(1.0, FAN / np.sqrt(np.maximum(fans, 1))) * TOUCHES
        weights = near.strengths * damped[near.hows] * np.float32(said[node] * SPREAD) * rarity[near.nodes]
        for other, weight in zip(near.nodes.tolist(), weights.tolist(), strict=True):
            if weight > values.get(other, 0.0):
                values[other] = weight
    for node, weight in said.items():
        values[node] = max(values.get(node, 0.0), weight * float(rarity[node]))
    nodes = np.fromiter(values, dtype=np.int32, count=len(values))
    vector = np.fromiter(values.values(), dtype=np.float32, count=len(values))
    length = float(np.linalg.norm(vector))
    return nodes, vector / np.float32(length) if length else vector


def field_vector(graph: Graph, said: Mapping[int, float], rarity: NDArray[np.float32]) -> NDArray[np.float32]:
    """In which ISCO-08 groups the said concepts are at home: a unit vector, zeros when unknown."""
    vector = np.zeros(len(graph.field_place), dtype=np.float32)
    for node in sorted(said):
        vector += np.float32(said[node] * rarity[node]) * graph.field(node)
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length else vector


def said_sectors(graph: Graph, said: Mapping[int, float]) -> frozenset[str]:
    """The codes of sectors that are named as such."""
    named = ((graph.concepts[node], weight) for node, weight in said.items())
    return frozenset(concept.code for concept, weight in named if concept.kind == "sector" and weight >= SECTOR_SURE)


def sectors_of(graph: Graph, stated: frozenset[str], said: Mapping[int, float]) -> tuple[NDArray[np.float32], bool]:
    """The sectors stated, or else those the concepts point to, and whether they were stated."""
    vector = sector_vector(stated | said_sectors(graph, said))
    if vector.any():
        return vector, True
    total = np.zeros(len(PLACES), dtype=np.float32)
    for node in sorted(said):
        total += np.float32(said[node] * graph.rarity[node]) * graph.sectors(node)
    most = float(total.max(initial=0.0))
    return (total / np.float32(most) * np.float32(IMPLIED_SECTOR) if most else total), False
