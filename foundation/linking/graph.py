"""The relations between concepts, held compactly: what is near, what is broader, what an occupation asks for."""

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence

KINDS = ("broader", "essential", "optional", "related", "sector", "sdg")
_COMMONEST = 0.25  # the rarity left to the concept that most others ask for
_VAST_AT_LEAST = 50  # concepts below a vast one
_VAST_SHARE = 0.015  # of the taxonomy
_NONE: Sequence[int] = ()


class Graph:
    """Concepts are numbers (their place in the lexicon); relations are arrays of numbers."""

    def __init__(self, size: int, relations: Iterable[tuple[int, int, str]]) -> None:
        """Hold `relations` as (source, target, kind) between `size` concepts; KeyError for an unknown kind."""
        self.size = size
        self._out: dict[str, dict[int, array[int]]] = {kind: {} for kind in KINDS}
        self._near: dict[int, array[int]] = {}
        asked: Counter[int] = Counter()
        for source, target, kind in relations:
            self._out[kind].setdefault(source, array("I")).append(target)
            self._near.setdefault(source, array("I")).append(target)
            self._near.setdefault(target, array("I")).append(source)
            asked[target] += 1
        most = math.log1p(max(asked.values(), default=1))
        self._rarity = {
            concept: round(1.0 - (1.0 - _COMMONEST) * math.log1p(count) / most, 4) for concept, count in asked.items()
        }

        self._below = self._counted_below()

    def targets(self, concept: int, kind: str) -> Sequence[int]:
        """Return the concepts that `concept` has as its broader, essential, optional or related ones."""
        return self._out[kind].get(concept, _NONE)

    def near(self, concept: int) -> Sequence[int]:
        """Return the concepts one relation away, in either direction."""
        return self._near.get(concept, _NONE)

    def is_vast(self, concept: int) -> bool:
        """Whether so many concepts lie under `concept` that to be under it tells nothing ("knowledge", "clerks")."""
        return self._below[concept] > max(_VAST_AT_LEAST, _VAST_SHARE * self.size)

    def rarity(self, concept: int) -> float:
        """Return how much `concept` tells (an idf over the taxonomy, 0.25 to 1): what few others ask for tells more."""
        return self._rarity.get(concept, 1.0)

    def _counted_below(self) -> Counter[int]:
        """Return how many concepts lie under each, however far down."""
        below: Counter[int] = Counter()
        for concept in self._out["broader"]:
            above: set[int] = set()
            fresh = set(self.targets(concept, "broader"))
            while fresh:
                above |= fresh
                fresh = {upper for one in fresh for upper in self.targets(one, "broader")} - above
            below.update(above)
        return below
