"""A query in the embedded engine's words: one SQL statement that grades, filters and counts in a single pass.

MATCH drives the plan: FTS5 proposes row ids, each is looked up once in the narrow table, and every filter is written as
`+column`, which no index could ever lure the planner to. A row that fails exactly one filter is kept as well when that
filter's facet is wanted: it counts there and nowhere else. Only rows that fail none are graded.
"""

import heapq
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any

from search.engines.fts_tables import Tables, concept_token, number
from search.schema import GRADES, UNIT, Bucket, ConceptUnit, FieldKind, Query, Range, TermUnit, Unit


@dataclass(frozen=True, slots=True)
class Found:
    """What came back: row id and key of this page's hits, the number of all, and the wanted counts."""

    page: list[tuple[int, str]]
    total: int
    facets: dict[str, dict[str, int]]


def readable(db: sqlite3.Connection, tables: Tables, units: Iterable[Unit]) -> list[Unit]:
    """Return the units with each concept that no document holds anything of replaced by its own words."""
    read: dict[Unit, None] = {}
    for unit in units:
        if isinstance(unit, ConceptUnit) and unit.words and not _anything(db, tables, unit):
            read.update(dict.fromkeys(unit.words))
        else:
            read[unit] = None
    return list(read)


def _anything(db: sqlite3.Connection, tables: Tables, unit: ConceptUnit) -> bool:
    sql = f"SELECT 1 FROM {tables.tokens} WHERE {tables.tokens} MATCH ? LIMIT 1"
    return db.execute(sql, (match(unit),)).fetchone() is not None


def match(unit: Unit) -> str:
    """Return the FTS5 expression of a unit."""
    if isinstance(unit, TermUnit):
        return f"{{title body}} : ({_either(unit.spellings)})"
    close = f"{{said broader}} : ({_either(map(concept_token, (unit.uri, *unit.related)))})"
    return f"{close} OR said : ({_either(map(concept_token, unit.wider))})" if unit.wider else close


def _either(tokens: Iterable[str]) -> str:
    """Return the alternatives, quoted. What is not letters and digits is in no document; an empty phrase would be
    skipped by FTS5 as if it had not been asked, so that a sign no analysis lets through stands for it."""
    return " OR ".join(f'"{token}"' for token in dict.fromkeys(tokens) if token.isalnum()) or '"\u2205"'


def exists(db: sqlite3.Connection, tables: Tables, query: Query, units: Sequence[Unit], *, any_unit: bool) -> bool:
    """Return whether any document inside the ranges and flags matches the units."""
    asked = _Asked(tables, query, units, any_unit=any_unit)
    source, parameters = asked.source()
    conditions, more = asked.fixed()
    sql = f"SELECT 1 FROM {source} WHERE {' AND '.join(conditions) or '1'} LIMIT 1"
    return db.execute(sql, (*parameters, *more)).fetchone() is not None


def find(db: sqlite3.Connection, tables: Tables, query: Query, units: Sequence[Unit], *, any_unit: bool) -> Found:
    """Run the query and return a page of rows in order, the total and the facets."""
    asked = _Asked(tables, query, units, any_unit=any_unit)
    sql, parameters, order_width = asked.statement()
    rows = db.execute(sql, parameters).fetchall()
    key, rowid, fails, first = order_width, order_width + 1, order_width + 2, order_width + 3
    passing = [row for row in rows if not row[fails]] if query.filters else rows
    start = (query.page - 1) * query.size
    ordered = heapq.nsmallest(start + query.size, passing) if start < len(passing) else []
    columns = list(zip(*rows, strict=True))
    facets: dict[str, dict[str, int]] = {}
    for place, name in enumerate(query.facets, first):
        if not rows:
            facets[name] = {}
            continue
        counted: Iterable[Any] = columns[place]
        if query.filters:
            allowed = {0, asked.bit(name)}
            counted = compress(counted, [mask in allowed for mask in columns[fails]])
        facets[name] = asked.counts(name, Counter(counted))
    return Found([(row[rowid], row[key]) for row in ordered[start:]], len(passing), facets)


@dataclass(frozen=True, slots=True)
class _Asked:
    tables: Tables
    query: Query
    units: Sequence[Unit]
    any_unit: bool

    def statement(self) -> tuple[str, list[Any], int]:
        """Return the SQL, its parameters and how many leading columns give the order."""
        fails, more = self._fails()
        order, parameters = self._order(fails, more)
        columns = [*order, "d.key", "d.id", f"{fails} AS fails"]
        parameters += more
        for name in self.query.facets:
            column, more = self._counted(name)
            columns.append(column)
            parameters += more
        source, more = self.source()
        parameters += more
        conditions, more = self.fixed()
        parameters += more
        if self.query.filters:
            kept = [0, *(self.bit(name) for name in self.query.filters if name in self.query.facets)]
            conditions.append(f"fails IN ({', '.join(map(str, kept))})")
        sql = f"SELECT {', '.join(columns)} FROM {source} WHERE {' AND '.join(conditions) or '1'}"
        return sql, parameters, len(order)

    def source(self) -> tuple[str, list[Any]]:
        """Return what FROM reads: the narrow table `d`, led by what the units match, with `m.matched` as a mask."""
        rows, tokens = self.tables.rows, self.tables.tokens
        if not self.units:
            return f"{rows} AS d", []
        if not self.any_unit:
            expression = " AND ".join(f"({match(unit)})" for unit in self.units)
            led = f"SELECT rowid AS id, -1 AS matched FROM {tokens} WHERE {tokens} MATCH ?"
            return f"({led}) AS m CROSS JOIN {rows} AS d ON d.id = m.id", [expression]
        each = " UNION ALL ".join(
            f"SELECT rowid AS id, {1 << place} AS bit FROM {tokens} WHERE {tokens} MATCH ?"
            for place in range(len(self.units))
        )
        led = f"SELECT id, sum(bit) AS matched FROM ({each}) GROUP BY id"
        return f"({led}) AS m CROSS JOIN {rows} AS d ON d.id = m.id", [match(unit) for unit in self.units]

    def fixed(self) -> tuple[list[str], list[Any]]:
        """Return the conditions that always hold: ranges and flags."""
        conditions, parameters = [], []
        for name, stretch in self.query.ranges.items():
            condition, more = _inside(name, stretch)
            conditions.append(condition)
            parameters += more
        for name, wanted in self.query.flags.items():
            conditions.append(f"+d.{name} = ?")
            parameters.append(int(wanted))
        return conditions, parameters

    def bit(self, name: str) -> int:
        """Return the bit that a row carries when it fails the filter of this name; 0 when there is none."""
        names = list(self.query.filters)
        return 1 << names.index(name) if name in self.query.filters else 0

    def counts(self, name: str, counted: Mapping[Any, int]) -> dict[str, int]:
        """Return the counts per value from the counts per stored column, largest first, then by value."""
        by_value: Counter[str] = Counter()
        buckets = self.query.buckets.get(name)
        for stored, number_of in counted.items():
            if buckets:
                values: Iterable[str] = (value for place, value in enumerate(buckets) if stored >> place & 1)
            else:
                values = filter(None, stored.split("|"))
            for value in values:
                by_value[value] += number_of
        return dict(sorted(by_value.items(), key=lambda pair: (-pair[1], pair[0])))

    def _order(self, fails: str, failing: list[Any]) -> tuple[list[str], list[Any]]:
        newest = "-ifnull(d.newest, 0)"
        if self.query.sort != "relevance":
            name = self.query.sort.removeprefix("-")
            sign = "-" if self.query.sort.startswith("-") else ""
            return [f"d.{name} IS NULL", f"{sign}ifnull(d.{name}, 0)", newest], []
        if not self.units:
            return ["0", newest], []
        graded = [self._grade(place, unit) for place, unit in enumerate(self.units)]
        score = " + ".join(sql for sql, _ in graded)
        sql = f"CASE WHEN {fails} THEN 0 ELSE (SELECT -({score}) FROM {self.tables.words} AS w WHERE w.id = d.id) END"
        return [sql, newest], failing + [parameter for _, more in graded for parameter in more]

    def _grade(self, place: int, unit: Unit) -> tuple[str, list[Any]]:
        cases: list[tuple[str, str, str]] = []
        if isinstance(unit, TermUnit):
            cases = [("title", spelling, "term_in_title") for spelling in unit.spellings]
            otherwise = "term_in_body"
        else:
            token = concept_token(unit.uri)
            cases = [("said_in_title", token, "said_in_title"), ("said", token, "said"), ("broader", token, "narrower")]
            otherwise = "related"
        when = " ".join(f"WHEN instr(w.{column}, ?) THEN {UNIT + GRADES[grade]}" for column, _, grade in cases)
        absent = f"WHEN NOT (m.matched >> {place} & 1) THEN 0 " if self.any_unit else ""
        sql = f"CASE {absent}{when} ELSE {UNIT + GRADES[otherwise]} END"
        return sql, [f" {token} " for _, token, _ in cases]

    def _fails(self) -> tuple[str, list[Any]]:
        terms, parameters = [], []
        for name, values in self.query.filters.items():
            condition, more = self._filter(name, values)
            terms.append(f"(NOT ifnull({condition}, 0)) * {self.bit(name)}")
            parameters += more
        return " + ".join(terms) or "0", parameters

    def _filter(self, name: str, values: frozenset[str]) -> tuple[str, list[Any]]:
        wanted = sorted(values)
        buckets = self.query.buckets.get(name)
        if buckets is not None:
            return _any_of([_bucket(buckets[value]) for value in wanted if value in buckets])
        if self.tables.index.field(name).kind is FieldKind.KEYWORDS:
            return _any_of([(f"instr(+d.{name}, ?) > 0", [f"|{value}|"]) for value in wanted])
        return f"+d.{name} IN ({', '.join('?' * len(wanted))})", list(wanted)

    def _counted(self, name: str) -> tuple[str, list[Any]]:
        if name not in self.query.buckets:
            return f"d.{name}", []
        terms, parameters = [], []
        for place, bucket in enumerate(self.query.buckets[name].values()):
            condition, more = _bucket(bucket)
            terms.append(f"ifnull({condition}, 0) * {1 << place}")
            parameters += more
        return " + ".join(terms) or "0", parameters


def _bucket(bucket: Bucket) -> tuple[str, list[Any]]:
    return _inside(bucket.field, bucket.range)


def _inside(name: str, stretch: Range) -> tuple[str, list[Any]]:
    conditions, parameters = [], []
    for sign, end in ((">=", stretch.low), ("<=", stretch.high)):
        if end is not None:
            conditions.append(f"+d.{name} {sign} ?")
            parameters.append(number(end))
    condition = " AND ".join(conditions) or f"+d.{name} IS NOT NULL"
    return (f"(+d.{name} IS NULL OR ({condition}))" if stretch.or_empty else f"({condition})"), parameters


def _any_of(conditions: list[tuple[str, list[Any]]]) -> tuple[str, list[Any]]:
    sql = " OR ".join(condition for condition, _ in conditions) or "0"
    return f"({sql})", [parameter for _, more in conditions for parameter in more]
