"""A whole answer by the plain reading of `search.schema`, slow and obvious: what every engine's is held against."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from search.plain import Laid, facet_values, failed, fixed, grade, has_units
from search.schema import OPPORTUNITIES, UNIT, Answer, ConceptUnit, Document, Hit, Query, Unit, known


def answer(documents: Iterable[Document], query: Query) -> Answer:
    """Answer a query over documents, without snippets."""
    query = known(OPPORTUNITIES, query)
    stored = [Laid(document) for document in documents]
    units = list(dict.fromkeys(read for unit in query.units for read in _as_read(stored, unit)))
    inside = [d for d in stored if fixed(d, query)]
    matching = [d for d in inside if has_units(d, units, any_unit=query.any_unit)]
    relaxed = False
    if not matching and len(units) > 1 and not query.any_unit:
        matching = [d for d in inside if has_units(d, units, any_unit=True)]
        relaxed = bool(matching)
    passing = [d for d in matching if not failed(d, query)]
    passing.sort(key=lambda d: _order(d, query, units))
    facets = {}
    for name in query.facets:
        counted = Counter(v for d in matching if failed(d, query) <= {name} for v in facet_values(d, name, query))
        facets[name] = dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))
    start = (query.page - 1) * query.size
    page = tuple(Hit(d.document.id) for d in passing[start : start + query.size])
    return Answer(len(passing), page, facets, relaxed)


def _as_read(stored: Sequence[Laid], unit: Unit) -> Sequence[Unit]:
    if isinstance(unit, ConceptUnit) and unit.words and not any(grade(d, unit) for d in stored):
        return unit.words
    return [unit]


def _order(laid: Laid, query: Query, units: Sequence[Unit]) -> tuple[Any, ...]:
    newest = -(laid.values.get("newest") or 0)
    if query.sort == "relevance":
        return -sum(UNIT + found for unit in units if (found := grade(laid, unit))), newest, laid.document.id
    value = laid.values.get(query.sort.removeprefix("-"))
    plain = 0 if value is None else value.toordinal() if isinstance(value, date) else value
    return value is None, -plain if query.sort.startswith("-") else plain, newest, laid.document.id
