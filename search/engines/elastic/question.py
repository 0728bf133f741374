"""A query in Elasticsearch's words: what must match, how it is graded, what is counted.

Every clause scores a constant, so that a hit's score is the sum of `UNIT` and the grade of each unit it matches, as the
schema says. Filters with a facet of their own come after the counting (`post_filter`), and each facet is counted under
all of them but its own; all other filters stand in the query.

The clauses are the official DSL's; each is made once and kept as JSON, since making them anew for every search takes as
long as the server takes to answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from elasticsearch.dsl import A
from elasticsearch.dsl.query import Bool, ConstantScore, DisMax, Exists, MatchAll, MatchNone, Query, Term, Terms
from elasticsearch.dsl.query import Range as Between

from search.engines.elastic.documents import plain, token
from search.schema import GRADES, UNIT, ConceptUnit, Index, Range, TermUnit, Unit
from search.schema import Query as Asked

WINDOW = 10_000  # hits that `from` and `size` reach; those after them are reached by a point in time
MOST_VALUES = 10_000  # of one facet
KEPT = 10_000  # clauses of a kind
GONE = Term(gone=True).to_dict()
ALL, NONE = MatchAll().to_dict(), MatchNone().to_dict()
Clause = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """A known query of an index, with the bodies of the requests that answer it."""

    index: Index
    query: Asked
    time_limit: str = "1s"

    @property
    def start(self) -> int:
        """How many hits stand before the page."""
        return (self.query.page - 1) * self.query.size

    @property
    def is_deep(self) -> bool:
        return self.start + self.query.size > WINDOW

    def body(self, units: Sequence[Unit], *, any_unit: bool = False) -> dict[str, Any]:
        """Return the request for a page of hits, their number and the facets; of a deep page all but the hits."""
        counted = [name for name in self.query.filters if name in self.query.facets]
        body = self._limits() | {
            "query": self._matching(units, any_unit, [n for n in self.query.filters if n not in counted]),
            "sort": self._order(units),
            "track_total_hits": True,
            "from": 0 if self.is_deep else self.start,
            "size": 0 if self.is_deep else self.query.size,
            "_source": ["passages"] if self.query.highlight else False,
        }
        if counted:
            body["post_filter"] = {"bool": {"filter": self._filters(counted)}}
        if self.query.facets:
            body["aggs"] = {name: self._facet(name, counted) for name in self.query.facets}
        return body

    def anything(self, units: Sequence[Unit], *, any_unit: bool = False) -> dict[str, Any]:
        """Return the request that tells whether the units match anything inside the ranges and flags."""
        return self._exists(self._matching(units, any_unit, ()))

    def held(self, unit: ConceptUnit) -> dict[str, Any]:
        """Return the request that tells whether any document of the index holds anything of a concept."""
        return self._exists(_unit(unit))

    def ordered(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return what of a request says which rows are wanted and in which order."""
        return {name: body[name] for name in ("timeout", "query", "post_filter", "sort", "_source") if name in body}

    def counts(self, answer: Mapping[str, Any]) -> dict[str, dict[str, int]]:
        """Return the counts per facet and value of an answer, largest first, then by value."""
        facets = {}
        for name in self.query.facets:
            buckets = answer["aggregations"][name]["values"]["buckets"]
            if isinstance(buckets, dict):
                found = [(value, bucket["doc_count"]) for value, bucket in buckets.items() if bucket["doc_count"]]
            else:
                found = [(bucket["key"], bucket["doc_count"]) for bucket in buckets]
            facets[name] = dict(sorted(found, key=_largest_first))
        return facets

    def _limits(self) -> dict[str, Any]:
        return {"timeout": self.time_limit}

    def _exists(self, clause: Clause) -> dict[str, Any]:
        limits = {"size": 0, "terminate_after": 1, "track_total_hits": True, "_source": False}
        return self._limits() | limits | {"query": clause}

    def _matching(self, units: Sequence[Unit], any_unit: bool, filters: Iterable[str]) -> Clause:
        matching = [_unit(unit) for unit in units]
        clauses: dict[str, Any] = {"filter": [*self._fixed(), *self._filters(filters)], "must_not": [GONE]}
        if any_unit and matching:
            return {"bool": {"should": matching, "minimum_should_match": 1, **clauses}}
        return {"bool": {"must": matching, **clauses}}

    def _fixed(self) -> list[Clause]:
        inside = [_inside(name, stretch) for name, stretch in self.query.ranges.items()]
        return inside + [_is(name, wanted) for name, wanted in self.query.flags.items()]

    def _filters(self, names: Iterable[str]) -> list[Clause]:
        return [self._filter(name) for name in names]

    def _filter(self, name: str) -> Clause:
        wanted = self.query.filters[name]
        buckets = self.query.buckets.get(name)
        if buckets is None:
            return _one_of(name, wanted)
        inside = [_inside(buckets[value].field, buckets[value].range) for value in sorted(wanted) if value in buckets]
        return {"bool": {"should": inside, "minimum_should_match": 1}} if inside else NONE

    def _facet(self, name: str, counted: Iterable[str]) -> dict[str, Any]:
        others = self._filters(other for other in counted if other != name)
        buckets = self.query.buckets.get(name)
        if buckets is None:
            values = _values(name)
        else:
            named = {value: _inside(bucket.field, bucket.range) for value, bucket in buckets.items()}
            values = {"filters": {"filters": named}}
        return {"filter": {"bool": {"filter": others}} if others else ALL, "aggs": {"values": values}}

    def _order(self, units: Sequence[Unit]) -> list[Any]:
        newest = [{"newest": {"order": "desc", "missing": 0}}, {"key": "asc"}]
        if self.query.sort != "relevance":
            direction = "desc" if self.query.sort.startswith("-") else "asc"
            return [{self.query.sort.removeprefix("-"): {"order": direction, "missing": "_last"}}, *newest]
        return ["_score", *newest] if units else newest


def _largest_first(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]


@lru_cache(KEPT)
def _unit(unit: Unit) -> Clause:
    """Return what a unit matches; the best of its grades counts."""
    if isinstance(unit, TermUnit):
        spellings = list(dict.fromkeys(map(token, unit.spellings)))
        return _best([("term_in_title", [Terms(title=spellings)]), ("term_in_body", [Terms(body=spellings)])])
    close: list[Query] = []
    if unit.related:
        close += [Terms(said=list(unit.related)), Terms(broader=list(unit.related))]
    if unit.wider:
        close.append(Terms(said=list(unit.wider)))
    return _best(
        [
            ("said_in_title", [Term(said_in_title=unit.uri)]),
            ("said", [Term(said=unit.uri)]),
            ("narrower", [Term(broader=unit.uri)]),
            ("related", close),
        ]
    )


def _best(graded: list[tuple[str, list[Query]]]) -> Clause:
    scored = [(float(UNIT + GRADES[grade]), query) for grade, queries in graded for query in queries]
    return DisMax(queries=[ConstantScore(filter=query, boost=score) for score, query in scored]).to_dict()


@lru_cache(KEPT)
def _inside(name: str, stretch: Range) -> Clause:
    ends = {sign: plain(end) for sign, end in (("gte", stretch.low), ("lte", stretch.high)) if end is not None}
    inside: Query = Between(**{name: ends}) if ends else Exists(field=name)
    if stretch.or_empty:
        inside = Bool(should=[inside, Bool(must_not=[Exists(field=name)])], minimum_should_match=1)
    return inside.to_dict()


@lru_cache(KEPT)
def _one_of(name: str, values: frozenset[str]) -> Clause:
    clause: dict[str, Any] = {name: sorted(values)}
    return Terms(**clause).to_dict()


@lru_cache(KEPT)
def _is(name: str, value: bool) -> Clause:
    return Term(**{name: value}).to_dict()


@lru_cache(KEPT)
def _values(name: str) -> Clause:
    return A("terms", field=name, size=MOST_VALUES).to_dict()
