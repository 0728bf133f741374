"""The reading of `search.schema` in plain Python: whether one document is found by one query, without an engine.

Alerts use it to say exactly which saved searches a document concerns, and the engines' answers are held against it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from search.schema import GRADES, ConceptUnit, Document, Query, Range, TermUnit, Unit

Holds = Callable[[ConceptUnit], bool]  # whether any document of the index matches a concept unit


@dataclass(frozen=True, slots=True)
class Laid:
    """A document laid out for looking things up."""

    document: Document
    title: frozenset[str] = field(init=False)
    body: frozenset[str] = field(init=False)
    said_in_title: frozenset[str] = field(init=False)
    said: frozenset[str] = field(init=False)
    broader: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        for name in ("title", "body", "said_in_title", "said", "broader"):
            object.__setattr__(self, name, frozenset(self.document.values.get(name) or ()))

    @property
    def values(self) -> Mapping[str, Any]:
        return self.document.values


def matches(laid: Laid, query: Query, *, holds: Holds) -> bool:
    """Whether a query finds a document when nothing is relaxed: ranges, flags, filters and every unit.

    `holds` is asked only about a concept that the document lacks while it has all its words.
    """
    return fixed(laid, query) and not failed(laid, query) and _has(laid, query, holds)


def _has(laid: Laid, query: Query, holds: Holds) -> bool:
    return has_units(laid, _read(laid, query.units, holds), any_unit=query.any_unit)


def _read(laid: Laid, units: Sequence[Unit], holds: Holds) -> list[Unit]:
    """Return the units as an index would read them: a concept that it holds nowhere as its words."""
    read: list[Unit] = []
    for unit in units:
        as_words = (
            isinstance(unit, ConceptUnit)
            and unit.words
            and not grade(laid, unit)
            and has_units(laid, unit.words)
            and not holds(unit)
        )
        read += unit.words if as_words else (unit,)  # type: ignore[union-attr]
    return read


def grade(laid: Laid, unit: Unit) -> int:
    """Return how well a document matches a unit, 0 for not at all."""
    if isinstance(unit, TermUnit):
        if not laid.title.isdisjoint(unit.spellings):
            return GRADES["term_in_title"]
        return 0 if laid.body.isdisjoint(unit.spellings) else GRADES["term_in_body"]
    if unit.uri in laid.said_in_title:
        return GRADES["said_in_title"]
    if unit.uri in laid.said:
        return GRADES["said"]
    if unit.uri in laid.broader:
        return GRADES["narrower"]
    is_far = laid.said.isdisjoint(unit.related) and laid.broader.isdisjoint(unit.related)
    return 0 if is_far and laid.said.isdisjoint(unit.wider) else GRADES["related"]


def has_units(laid: Laid, units: Sequence[Unit], *, any_unit: bool = False) -> bool:
    """Whether a document matches all units, or one of them; no units are matched by every document."""
    return not units or (any if any_unit else all)(grade(laid, unit) for unit in units)


def fixed(laid: Laid, query: Query) -> bool:
    """Whether a document lies inside the ranges and has the flags, which always hold."""
    return all(_inside(laid.values.get(name), stretch) for name, stretch in query.ranges.items()) and all(
        bool(laid.values.get(name)) is wanted for name, wanted in query.flags.items()
    )


def failed(laid: Laid, query: Query) -> set[str]:
    """Return the filters that leave a document out."""
    return {name for name, wanted in query.filters.items() if wanted.isdisjoint(facet_values(laid, name, query))}


def facet_values(laid: Laid, name: str, query: Query) -> list[str]:
    """Return the values by which a document is counted and filtered in a facet, or the buckets it lies in."""
    if name in query.buckets:
        named = query.buckets[name].items()
        return [value for value, bucket in named if _inside(laid.values.get(bucket.field), bucket.range)]
    value = laid.values.get(name) or ()
    return [value] if isinstance(value, str) else list(value)


def _inside(value: Any, stretch: Range) -> bool:
    if value is None:
        return stretch.or_empty
    return not (
        (stretch.low is not None and value < stretch.low) or (stretch.high is not None and value > stretch.high)
    )
