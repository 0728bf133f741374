"""The reading of `search.schema` in plain Python, slow and obvious: what every engine's answers are held against."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from search.schema import (
    GRADES,
    OPPORTUNITIES,
    UNIT,
    Answer,
    ConceptUnit,
    Document,
    Hit,
    Query,
    Range,
    TermUnit,
    Unit,
    known,
)


def answer(documents: Iterable[Document], query: Query) -> Answer:
    """Answer a query over documents, without snippets."""
    query, stored = known(OPPORTUNITIES, query), list(documents)
    units = list(dict.fromkeys(read for unit in query.units for read in _as_read(stored, unit)))
    inside = [d for d in stored if _fixed(d, query)]
    matching = [d for d in inside if _matches(d, units, any_unit=query.any_unit)]
    relaxed = False
    if not matching and len(units) > 1 and not query.any_unit:
        matching = [d for d in inside if _matches(d, units, any_unit=True)]
        relaxed = bool(matching)
    passing = [d for d in matching if not _failed(d, query)]
    passing.sort(key=lambda d: _order(d, query, units))
    facets = {}
    for name in query.facets:
        counted = Counter(v for d in matching if _failed(d, query) <= {name} for v in _values(d, name, query))
        facets[name] = dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))
    start = (query.page - 1) * query.size
    page = tuple(Hit(d.id) for d in passing[start : start + query.size])
    return Answer(len(passing), page, facets, relaxed)


def _as_read(stored: Sequence[Document], unit: Unit) -> Sequence[Unit]:
    if isinstance(unit, ConceptUnit) and unit.words and not any(_grade(d, unit) for d in stored):
        return unit.words
    return [unit]


def _grade(document: Document, unit: Unit) -> int:
    has = {name: set(document.values.get(name, ())) for name in ("title", "body", "said_in_title", "said", "broader")}
    if isinstance(unit, TermUnit):
        if has["title"] & set(unit.spellings):
            return GRADES["term_in_title"]
        return GRADES["term_in_body"] if has["body"] & set(unit.spellings) else 0
    for field, grade in (("said_in_title", "said_in_title"), ("said", "said"), ("broader", "narrower")):
        if unit.uri in has[field]:
            return GRADES[grade]
    close = (has["said"] | has["broader"]) & set(unit.related) or has["said"] & set(unit.wider)
    return GRADES["related"] if close else 0


def _matches(document: Document, units: Sequence[Unit], *, any_unit: bool) -> bool:
    if not units:
        return True
    return (any if any_unit else all)(_grade(document, unit) for unit in units)


def _inside(value: Any, stretch: Range) -> bool:
    if value is None:
        return stretch.or_empty
    return not (
        (stretch.low is not None and value < stretch.low) or (stretch.high is not None and value > stretch.high)
    )


def _fixed(document: Document, query: Query) -> bool:
    return all(_inside(document.values.get(name), stretch) for name, stretch in query.ranges.items()) and all(
        bool(document.values.get(name)) is wanted for name, wanted in query.flags.items()
    )


def _values(document: Document, name: str, query: Query) -> list[str]:
    if name in query.buckets:
        named = query.buckets[name].items()
        return [value for value, b in named if _inside(document.values.get(b.field), b.range)]
    value = document.values.get(name) or ()
    return [value] if isinstance(value, str) else list(value)


def _failed(document: Document, query: Query) -> set[str]:
    return {name for name, wanted in query.filters.items() if not wanted & set(_values(document, name, query))}


def _order(document: Document, query: Query, units: Sequence[Unit]) -> tuple[Any, ...]:
    newest = -(document.values.get("newest") or 0)
    if query.sort == "relevance":
        return -sum(UNIT + grade for unit in units if (grade := _grade(document, unit))), newest, document.id
    value = document.values.get(query.sort.removeprefix("-"))
    plain = 0 if value is None else value.toordinal() if isinstance(value, date) else value
    return value is None, -plain if query.sort.startswith("-") else plain, newest, document.id
