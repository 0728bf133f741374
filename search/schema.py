"""What an index holds and what can be asked of it: one schema, which every engine turns into its own terms.

The set of hits is part of the contract, the same for every engine:

- A *concept unit* matches a document whose said concepts or their broader ones contain the unit's concept or one of
  its related concepts, or whose said concepts contain one of its wider ones ("sanitation" finds what says only "water
  and sanitation", not all that lies under it). Language plays no part: «assainissement» and "sanitation" are one.
- A *term unit* matches a document whose title or body holds one of its spellings, as analysed by `foundation.text`.
- A concept unit of which no document of the index holds anything is read as its own words, all of them.
- All units must match. If no document inside the ranges and flags does so, any unit is enough and the answer says
  `relaxed`. Facet filters never relax an answer: a count that was shown stays true when it is clicked.
- No units: every document.
- Several values inside a filter widen it, several filters narrow. A facet is counted under every filter but its own.

The order: every matched unit counts `UNIT`, plus a grade (`GRADES`: said in the title, said, narrower, related; a
term in the title, in the body); then the newest; then the id, so that no two documents ever tie.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

UNIT = 100
GRADES: Mapping[str, int] = MappingProxyType(
    {"said_in_title": 8, "said": 6, "narrower": 4, "related": 2, "term_in_title": 4, "term_in_body": 2}
)
MOST_UNITS = 60  # a search mask is one 64-bit integer; the sixty-first unit and those after it are dropped
MOST_SIZE = 1000
VECTOR_LENGTH = 128


class FieldKind(StrEnum):
    """How a field is stored and asked."""

    TEXT = "text"  # analysed tokens, letters and digits only
    CONCEPTS = "concepts"  # concept URIs
    KEYWORD = "keyword"  # one code
    KEYWORDS = "keywords"  # several codes
    DATE = "date"
    INTEGER = "integer"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an index; only a facet can be filtered by value and counted."""

    name: str
    kind: FieldKind
    facet: bool = False


class UnknownField(ValueError):
    """A document or a query names a field its index does not have."""

    def __init__(self, index: "Index", name: str) -> None:
        known = ", ".join(sorted(index.by_name))
        super().__init__(f"The index {index.name!r} has no such field: {name!r}. It knows {known}.")


@dataclass(frozen=True, slots=True)
class Index:
    """A named set of documents with the same fields."""

    name: str
    fields: tuple[Field, ...]
    by_name: Mapping[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {f.name: f for f in self.fields})

    @property
    def facets(self) -> tuple[str, ...]:
        """The names of the fields that can be filtered and counted."""
        return tuple(f.name for f in self.fields if f.facet)

    def field(self, name: str) -> Field:
        """Return a field by name.

        Raises:
            UnknownField: there is none.
        """
        try:
            return self.by_name[name]
        except KeyError:
            raise UnknownField(self, name) from None

    @property
    def shape(self) -> str:
        """A digest that changes when a field is added, dropped or changes kind: the stored index must be rebuilt."""
        text = json.dumps([(f.name, f.kind, f.facet) for f in self.fields])
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def _fields(kind: FieldKind, *names: str, facet: bool = False) -> tuple[Field, ...]:
    return tuple(Field(name, kind, facet) for name in names)


# Every index has these: what is searched, what orders equals (`newest`, a moment in whole seconds), and the database
# row it was made of ("page:12"), so that a document can be found when its row is gone.
COMMON = (
    *_fields(FieldKind.TEXT, "title", "body"),
    *_fields(FieldKind.CONCEPTS, "said_in_title", "said", "broader"),
    *_fields(FieldKind.INTEGER, "newest"),
    *_fields(FieldKind.KEYWORD, "row", facet=True),
)

OPPORTUNITIES = Index(
    "opportunities",
    (
        *COMMON,
        *_fields(FieldKind.KEYWORD, "kind", "country", "region", facet=True),
        *_fields(FieldKind.KEYWORDS, "sector", "sdg", "language", facet=True),
        *_fields(FieldKind.KEYWORD, "work_mode", "compensation", facet=True),
        *_fields(FieldKind.KEYWORDS, "ticket", "instrument", facet=True),
        *_fields(FieldKind.KEYWORD, "stage", "risk", "agency", facet=True),
        *_fields(FieldKind.DATE, "closes_on", "answers_by", "starts_on", "ends_on", "paused_until"),
        *_fields(FieldKind.INTEGER, "fee_eur_minor", "ticket_min_eur_minor", "ticket_max_eur_minor"),
        *_fields(FieldKind.BOOLEAN, "stopped"),
    ),
)

PEOPLE = Index(
    "people",
    (
        *COMMON,
        *_fields(FieldKind.KEYWORD, "kind", "country", "home_country", facet=True),
        *_fields(FieldKind.KEYWORDS, "home_region", "sector", "sdg", "language", "work_mode", facet=True),
        *_fields(FieldKind.KEYWORD, "compensation", "risk", facet=True),
        *_fields(FieldKind.KEYWORDS, "instrument", "stage", facet=True),
        *_fields(FieldKind.DATE, "available_from", "available_until"),
        *_fields(FieldKind.INTEGER, "fee_eur_minor", "ticket_min_eur_minor", "ticket_max_eur_minor"),
    ),
)

INDICES: Mapping[str, Index] = MappingProxyType({index.name: index for index in (OPPORTUNITIES, PEOPLE)})


@dataclass(frozen=True, slots=True)
class Passage:
    """A text as a reader sees it, with what each stretch of it was understood as: for highlighting only.

    `marks` are `(start, end, what)` in Unicode code points of `text`, in order of start; `what` is the terms of a word,
    or a concept URI and its broader ones, with spaces between them.
    """

    language: str
    text: str
    marks: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One document: its public id, its version (a later one is never overwritten by an earlier one), its fields.

    `values` holds what the document has; a field left out is empty. TEXT, CONCEPTS and KEYWORDS take an iterable of
    strings, KEYWORD a string, DATE a `date`, INTEGER an int, BOOLEAN a bool. The first passage is in the source
    language. `vector` is `VECTOR_LENGTH` numbers, or empty for a document without one; a server keeps it for exact
    search by cosine, the embedded engine does not, and no query asks for it yet.
    """

    id: str
    version: int
    values: Mapping[str, Any]
    passages: tuple[Passage, ...] = ()
    vector: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.vector and (len(self.vector) != VECTOR_LENGTH or not any(self.vector)):
            raise ValueError(
                f"A vector is {VECTOR_LENGTH} numbers, not all of them 0; leave it out where there is none."
            )

    @property
    def fingerprint(self) -> str:
        """A digest of everything but the version: two documents with the same one are found and shown alike."""
        values = {name: _plain(value) for name, value in sorted(self.values.items()) if value not in (None, "", [], ())}
        shown: list[Any] = [self.id, values, [(p.language, p.text, p.marks) for p in self.passages]]
        text = json.dumps([*shown, self.vector] if self.vector else shown, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int) else sorted(value)  # several values are a set: order says nothing


@dataclass(frozen=True, slots=True)
class TermUnit:
    """A word of the query: any of its spellings will do (the same word analysed in several languages)."""

    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConceptUnit:
    """A concept of the query, with those that stand close to it, those above it, and the words it was written in."""

    uri: str
    related: tuple[str, ...] = ()
    wider: tuple[str, ...] = ()
    words: tuple[TermUnit, ...] = ()


Unit = ConceptUnit | TermUnit


@dataclass(frozen=True, slots=True)
class Range:
    """A stretch of a DATE or INTEGER field, both ends included; None leaves an end open."""

    low: date | int | None = None
    high: date | int | None = None
    or_empty: bool = False  # documents without the field lie inside too


@dataclass(frozen=True, slots=True)
class Bucket:
    """A named range that is counted and filtered like a facet's value (`closing` within 7 days)."""

    field: str
    range: Range


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of an index; see the module for what each part means.

    `filters` names facets of the index or of `buckets`; `ranges` and `flags` always hold, facet counts included.
    `sort` is `relevance`, or a field's name, with `-` before it for the largest first; documents without it come last.
    `highlight` is the language in which a snippet is wanted; empty for none.
    """

    units: tuple[Unit, ...] = ()
    any_unit: bool = False  # one matching unit is enough from the start
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    ranges: Mapping[str, Range] = field(default_factory=dict)
    flags: Mapping[str, bool] = field(default_factory=dict)
    buckets: Mapping[str, Mapping[str, Bucket]] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    sort: str = "relevance"
    page: int = 1
    size: int = 20
    highlight: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One found document. `snippet` is text in `language`, in pieces, each with whether the query asked for it."""

    id: str
    language: str = ""
    snippet: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One page of hits in order, how many there are in all, and the counts of the facets that were wanted."""

    total: int
    hits: tuple[Hit, ...] = ()
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    relaxed: bool = False

    @property
    def ids(self) -> list[str]:
        """The public ids of this page's hits, in order."""
        return [hit.id for hit in self.hits]


def known(index: Index, query: Query) -> Query:
    """Return the query as engines may rely on it: bounded, and every name in it known to the index.

    Raises:
        UnknownField: it filters, counts, ranges or sorts by something the index does not have.
    """
    for name in _facet_names(query):
        if name not in query.buckets and not index.field(name).facet:
            raise UnknownField(index, name)
    for name, kinds in _asked_fields(query):
        if index.field(name).kind not in kinds:
            raise UnknownField(index, name)
    page, size = max(1, query.page), min(max(0, query.size), MOST_SIZE)
    filters = {name: frozenset(values) for name, values in query.filters.items() if values}
    if (page, size, filters, len(query.units) <= MOST_UNITS) == (query.page, query.size, query.filters, True):
        return query
    changed = {name: getattr(query, name) for name in Query.__dataclass_fields__}
    return Query(**changed | {"page": page, "size": size, "filters": filters, "units": query.units[:MOST_UNITS]})


def _facet_names(query: Query) -> Iterable[str]:
    yield from query.filters
    yield from query.facets


def _asked_fields(query: Query) -> Iterable[tuple[str, tuple[FieldKind, ...]]]:
    ordered = (FieldKind.DATE, FieldKind.INTEGER)
    for name in query.ranges:
        yield name, ordered
    for bucket in (bucket for named in query.buckets.values() for bucket in named.values()):
        yield bucket.field, ordered
    for name in query.flags:
        yield name, (FieldKind.BOOLEAN,)
    if query.sort != "relevance":
        yield query.sort.removeprefix("-"), ordered
