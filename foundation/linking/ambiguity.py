"""Settle a label that means several concepts by the rest of the text, as far as it tells."""

from collections.abc import Iterable, Sequence

from foundation.linking.graph import Graph
from foundation.linking.lexicon import PLACE_SHIFT, PREFERRED, SHORTENED, TRUSTED

_DIRECT = 3.0
_WIDEST = 400  # a concept with more neighbours (a whole branch) ties nothing together


class Context:
    """What the certain mentions of a text speak about: their concepts and the neighbours of these."""

    def __init__(self, graph: Graph, certain: Iterable[int]) -> None:
        self._graph = graph
        self._said = set(certain)
        self._around: dict[int, int] = {}
        for concept in self._said:
            near = graph.near(concept)
            if len(near) <= _WIDEST:
                for neighbour in set(near):
                    self._around[neighbour] = self._around.get(neighbour, 0) + 1

    def widest(self, concepts: Sequence[int]) -> int | None:
        """Return the concept that lies above all the others ("education", the section over the division)."""
        for concept in concepts:
            if all(other == concept or concept in self._graph.targets(other, "broader") for other in concepts):
                return concept
        return None

    def support(self, concept: int, *, by_others: bool = False) -> float:
        """Return how much the text speaks of things near `concept`: direct relations, then shared neighbours.

        With `by_others`, that the concept itself is among the certain ones does not count.
        """
        own = by_others and concept in self._said
        score = _DIRECT * self._around.get(concept, 0) + _DIRECT * (concept in self._said and not by_others)
        near = set(self._graph.near(concept))
        if near and len(near) <= _WIDEST:
            shared = sum(self._around.get(neighbour, 0) - own for neighbour in near)
            score += shared / (1.0 + len(near) ** 0.5)
        return score


def settle(entries: Sequence[int], context: Context) -> list[int]:
    """Return the one entry that is meant, or all that may be when the text does not tell.

    The concepts of the rest of the text decide; without any, the one concept whose own name the label is, or the one
    above the others with that name.
    """
    pool = [entry for entry in entries if entry & TRUSTED] or list(entries)
    if len(pool) == 1:
        return pool
    scores = {entry: context.support(entry >> PLACE_SHIFT) for entry in pool}
    best, second = sorted(pool, key=scores.__getitem__, reverse=True)[:2]
    if scores[best] > 0 and scores[best] >= 1.5 * scores[second]:
        return [best]
    own = {entry >> PLACE_SHIFT: entry for entry in pool if entry & PREFERRED and not entry & SHORTENED}
    widest = context.widest(list(own))
    return pool if widest is None else [own[widest]]
