"""By which keys a document finds the searches it may concern, and which of its conditions a search is kept under.

A search asks for several things at once: units of its text, filters. A document it concerns fulfils all of them, so it
is enough to keep the search under one: under all the keys of which a document needs one to fulfil it. That condition
is the *rarest*, the one that fewest documents of the index fulfil, so that few documents come across the search in
vain. The choice costs time when it is bad, never a find: every candidate is read exactly afterwards (`search.plain`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

from search.engines.base import Engine, EngineDown
from search.plain import Laid
from search.results.parameters import FACETS, Asked
from search.results.understanding import understand
from search.schema import MOST_UNITS, OPPORTUNITIES, ConceptUnit, Query, TermUnit, Unit

COUNTED = tuple(name for name in FACETS if OPPORTUNITIES.by_name.get(name))  # the others depend on the day
EVERYTHING = "*"  # what a search without units and filters is kept under


@dataclass(frozen=True, slots=True)
class Reading:
    """What a question was read as, at a version of the taxonomy, and the keys it is kept under."""

    units: tuple[Unit, ...]
    keys: frozenset[int]
    version: int


class Counts:
    """How many documents of the index fulfil a condition; asked of the engine once each.

    When the engine is down, words count as rarer than filters.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._units: dict[tuple[Unit, ...], int] = {}
        self._facets: Mapping[str, Mapping[str, int]] | None = None

    def of_any(self, *units: Unit) -> int:
        """Return how many documents match one of the units."""
        if units not in self._units:
            self._units[units] = self._total(Query(units=units, any_unit=True, size=0))
        return self._units[units]

    def of_filter(self, name: str, values: Iterable[str]) -> int:
        if self._facets is None:
            try:
                self._facets = self._engine.search(OPPORTUNITIES.name, Query(facets=COUNTED, size=0)).facets
            except EngineDown:
                self._facets = {}
        return sum(self._facets.get(name, {}).get(value, 0) for value in values) if self._facets else 1

    def _total(self, query: Query) -> int:
        try:
            return self._engine.search(OPPORTUNITIES.name, query).total
        except EngineDown:
            return 0


def read(asked: Asked, counts: Counts, *, version: int) -> Reading:
    """Read a question with the taxonomy as it stands; `version` is that of the taxonomy."""
    units = understand(asked.text, "fr").units[:MOST_UNITS]  # the language is that of labels only
    return Reading(units, rarest(units, asked.filters, counts), version)


def rarest(units: Sequence[Unit], filters: Mapping[str, Sequence[str]], counts: Counts) -> frozenset[int]:
    """Return the keys of the condition that fewest documents fulfil, the first of equals."""
    found = [*(_of_unit(unit, counts) for unit in units)]
    found += [
        (counts.of_filter(name, values), [f"{name}:{value}" for value in values])
        for name, values in filters.items()
        if name in COUNTED and values
    ]
    names = min(found, key=lambda pair: pair[0])[1] if found else [EVERYTHING]
    return frozenset(map(key, names))


def keys_of(laid: Laid) -> set[int]:
    """Return every key by which a document finds searches."""
    return {key(name) for name in _names(laid)}


def key(name: str) -> int:
    """Return a key as it is stored: 64 bits. Two names with one key cost a look, no more."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)


def _of_unit(unit: Unit, counts: Counts) -> tuple[int, list[str]]:
    """Return (number of documents, keys); a concept is also found by its words, of which one, the rarest, will do."""
    if isinstance(unit, TermUnit):
        return counts.of_any(unit), _spelt(unit)
    bare = replace(unit, words=())
    names = [f"concept:{uri}" for uri in (unit.uri, *unit.related)] + [f"said:{uri}" for uri in unit.wider]
    if not unit.words:
        return counts.of_any(bare), names
    number, word = min(((counts.of_any(bare, word), word) for word in unit.words), key=lambda pair: pair[0])
    return number, names + _spelt(word)


def _spelt(word: TermUnit) -> list[str]:
    return [f"term:{spelling}" for spelling in word.spellings]


def _names(laid: Laid) -> Iterator[str]:
    yield EVERYTHING
    for term in laid.title | laid.body:
        yield f"term:{term}"
    for uri in laid.said | laid.said_in_title | laid.broader:
        yield f"concept:{uri}"
    for uri in laid.said:
        yield f"said:{uri}"
    for name in COUNTED:
        value = laid.values.get(name) or ()
        for one in (value,) if isinstance(value, str) else value:
            yield f"{name}:{one}"


def to_json(units: Iterable[Unit]) -> list[dict[str, Any]]:
    """Return units as they are stored."""
    return [
        {"words": list(unit.spellings)}
        if isinstance(unit, TermUnit)
        else {
            "concept": unit.uri,
            "related": list(unit.related),
            "wider": list(unit.wider),
            "words": [list(word.spellings) for word in unit.words],
        }
        for unit in units
    ]


def from_json(stored: Iterable[Mapping[str, Any]]) -> tuple[Unit, ...]:
    """Return stored units."""
    return tuple(
        ConceptUnit(
            unit["concept"],
            related=tuple(unit["related"]),
            wider=tuple(unit["wider"]),
            words=tuple(TermUnit(tuple(spellings)) for spellings in unit["words"]),
        )
        if "concept" in unit
        else TermUnit(tuple(unit["words"]))
        for unit in stored
    )
