"""The engine for a laptop: SQLite FTS5 in a file of its own, which several processes may write at once.

WAL and short IMMEDIATE transactions: readers never wait, writers queue, a killed process leaves the last committed
state. A rebuild fills tables of a new generation beside the live ones, in transactions short enough for others to write
between; what others write goes to both; the swap is one row in one transaction.
"""

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from search.engines.base import EngineDown, Health, IndexOutdated, RebuildOvertaken
from search.engines.fts_question import Found, exists, find, readable
from search.engines.fts_tables import Tables
from search.engines.highlight import asked_for, hit
from search.schema import INDICES, MOST_UNITS, Answer, Document, Hit, Index, Query, Unit, known

BATCH = 250  # documents per transaction of a rebuild: others wait some 100 ms for it at most
MERGE_PAGES = 500  # pages merged per transaction before the swap


@dataclass(frozen=True, slots=True)
class _State:
    live: Tables
    building: Tables | None
    live_is_current: bool
    building_is_current: bool


class EmbeddedEngine:
    """The engine contract on one SQLite file; safe to share between threads, and across a fork."""

    def __init__(self, *, path: str, timeout_s: float = 20.0) -> None:
        self._path = Path(path)
        self._timeout_s = timeout_s
        self._local = threading.local()
        self._open: list[tuple[int, sqlite3.Connection]] = []
        self._lock = threading.Lock()

    def write(self, index: str, documents: Iterable[Document]) -> int:
        """Store documents; see the contract."""
        batch = list(documents)
        with self._writing(index) as (db, state):
            return max(sum(tables.put(db, document) for document in batch) for tables in _targets(state))

    def erase(self, index: str, ids: Iterable[str], *, version: int) -> int:
        """Forget documents; see the contract."""
        keys = list(ids)
        with self._writing(index) as (db, state):
            return max(sum(tables.forget(db, key, version) for key in keys) for tables in _targets(state))

    def search(self, index: str, query: Query) -> Answer:
        """Answer a query; see the contract."""
        query = known(INDICES[index], query)
        with self._reading(index) as (db, tables):
            units = readable(db, tables, query.units)[:MOST_UNITS]
            found = find(db, tables, query, units, any_unit=query.any_unit)
            relaxed = False
            if not found.total and len(units) > 1 and not query.any_unit:
                relaxed = not exists(db, tables, query, units, any_unit=False) and exists(
                    db, tables, query, units, any_unit=True
                )
            if relaxed:
                found = find(db, tables, query, units, any_unit=True)
            hits = self._hits(db, tables, query, units, found)
        return Answer(found.total, hits, found.facets, relaxed)

    def rebuild(self, index: str, documents: Iterable[Document]) -> int:
        """Make the index anew beside the live one and swap; see the contract."""
        tables = self._begin_rebuild(INDICES[index])
        try:
            stored = 0
            waiting = iter(documents)
            while batch := list(islice(waiting, BATCH)):
                with self._building(tables) as db:
                    stored += sum(tables.put(db, document) for document in batch)
            self._merge(tables)
            self._swap(tables)
        except BaseException:
            self._give_up(tables)
            raise
        return stored

    def fingerprints(self, index: str) -> Iterator[tuple[str, str]]:
        """Yield `(id, fingerprint)` of everything stored."""
        with self._reading(index) as (db, tables):
            stored = tables.fingerprints(db)
        yield from stored

    def health(self) -> Health:
        """Say how the engine is; never raises."""
        try:
            counts = {}
            for name in INDICES:
                with self._reading(name) as (db, tables):
                    counts[name] = db.execute(f"SELECT count(*) FROM {tables.rows}").fetchone()[0]
        except EngineDown as error:
            return Health(False, str(error))
        return Health(True, ", ".join(f"{name}: {count}" for name, count in counts.items()), sum(counts.values()))

    def close(self) -> None:
        """Close every connection of this process."""
        with self._lock:
            for process, db in self._open:
                if process == os.getpid():
                    db.close()
            self._open.clear()
            self._local = threading.local()

    def _hits(
        self, db: sqlite3.Connection, tables: Tables, query: Query, units: Sequence[Unit], found: Found
    ) -> tuple[Hit, ...]:
        if not query.highlight or not found.page:
            return tuple(Hit(key) for _, key in found.page)
        wanted = asked_for((*query.units, *units))
        passages = tables.passages(db, (rowid for rowid, _ in found.page))
        return tuple(hit(key, passages.get(rowid, []), query.highlight, wanted) for rowid, key in found.page)

    def _begin_rebuild(self, index: Index) -> Tables:
        with self._transaction("IMMEDIATE") as db:
            live, last = db.execute("SELECT live, last FROM state WHERE name = ?", (index.name,)).fetchone()
            for generation in Tables.generations(db, index) - {live}:  # of rebuilds that were killed or overtaken
                Tables(index, generation).drop(db)
            tables = Tables(index, last + 1)
            tables.create(db)
            db.execute(
                "UPDATE state SET building = ?1, last = ?1, building_shape = ?2 WHERE name = ?3",
                (tables.generation, tables.shape, index.name),
            )
        return tables

    def _merge(self, tables: Tables) -> None:
        """Merge FTS5's segments into few, a little per transaction (sqlite.org/fts5.html#the_merge_command)."""
        pages = -MERGE_PAGES  # a negative number starts a merge of everything, positive ones continue it
        while True:
            with self._building(tables) as db:
                before = db.total_changes
                db.execute(f"INSERT INTO {tables.tokens} ({tables.tokens}, rank) VALUES ('merge', ?)", (pages,))
                if db.total_changes - before < 2:
                    return
            pages = MERGE_PAGES

    def _swap(self, tables: Tables) -> None:
        with self._building(tables) as db:
            (old,) = db.execute("SELECT live FROM state WHERE name = ?", (tables.index.name,)).fetchone()
            db.execute(
                "UPDATE state SET live = building, shape = building_shape, building = NULL, building_shape = NULL"
                " WHERE name = ?",
                (tables.index.name,),
            )
            Tables(tables.index, old).drop(db)

    def _give_up(self, tables: Tables) -> None:
        try:
            with self._building(tables) as db:
                tables.drop(db)
                db.execute(
                    "UPDATE state SET building = NULL, building_shape = NULL WHERE name = ?", (tables.index.name,)
                )
        except (EngineDown, RebuildOvertaken):
            pass  # the next rebuild drops what is left; the live tables were never touched

    @contextmanager
    def _building(self, tables: Tables) -> Iterator[sqlite3.Connection]:
        with self._transaction("IMMEDIATE") as db:
            (building,) = db.execute("SELECT building FROM state WHERE name = ?", (tables.index.name,)).fetchone()
            if building != tables.generation:
                raise RebuildOvertaken(f"Another rebuild of {tables.index.name!r} began; this one was given up.")
            yield db

    @contextmanager
    def _writing(self, index: str) -> Iterator[tuple[sqlite3.Connection, _State]]:
        with self._transaction("IMMEDIATE") as db:
            yield db, _state(db, INDICES[index])

    @contextmanager
    def _reading(self, index: str) -> Iterator[tuple[sqlite3.Connection, Tables]]:
        with self._transaction("DEFERRED") as db:
            state = _state(db, INDICES[index])
            if not state.live_is_current:
                raise _outdated(index)
            yield db, state.live

    @contextmanager
    def _transaction(self, mode: str) -> Iterator[sqlite3.Connection]:
        try:
            db = self._connection()
            db.execute(f"BEGIN {mode}")
            try:
                yield db
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")
        except sqlite3.Error as error:
            raise EngineDown(f"The search index {self._path.name} cannot be used: {error}.") from error

    def _connection(self) -> sqlite3.Connection:
        held = getattr(self._local, "held", None)
        if held is not None and held[0] == os.getpid():
            return held[1]
        self._path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(
            self._path, timeout=self._timeout_s, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA cache_size = -32768")
        db.execute("PRAGMA mmap_size = 268435456")
        _prepare(db)
        self._local.held = (os.getpid(), db)
        with self._lock:
            self._open.append(self._local.held)
        return db


def _prepare(db: sqlite3.Connection) -> None:
    """Make what a new file lacks; the first of several processes does it, the others see it done."""
    known_names: set[str] = set()
    if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'state'").fetchone():
        known_names = {name for (name,) in db.execute("SELECT name FROM state")}
    if known_names >= set(INDICES):
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        db.execute(
            "CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, live INTEGER NOT NULL, building INTEGER,"
            " last INTEGER NOT NULL, shape TEXT NOT NULL, building_shape TEXT)"
        )
        for index in INDICES.values():
            if not db.execute("SELECT 1 FROM state WHERE name = ?", (index.name,)).fetchone():
                tables = Tables(index, 1)
                tables.create(db)
                db.execute(
                    "INSERT INTO state (name, live, last, shape) VALUES (?, 1, 1, ?)", (index.name, tables.shape)
                )
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise


def _state(db: sqlite3.Connection, index: Index) -> _State:
    row = db.execute("SELECT live, building, shape, building_shape FROM state WHERE name = ?", (index.name,)).fetchone()
    live, building, shape, building_shape = row
    tables = Tables(index, live)
    return _State(
        live=tables,
        building=Tables(index, building) if building else None,
        live_is_current=shape == tables.shape,
        building_is_current=building_shape == tables.shape,
    )


def _targets(state: _State) -> list[Tables]:
    """Return the tables a write goes to: the live ones and those of a rebuild under way.

    Raises:
        IndexOutdated: one of them was made for another schema, so that the write would be lost in it.
    """
    if state.building is None:
        if not state.live_is_current:
            raise _outdated(state.live.index.name)
        return [state.live]
    if not state.building_is_current:
        raise _outdated(state.live.index.name)
    return [state.live, state.building] if state.live_is_current else [state.building]


def _outdated(index: str) -> IndexOutdated:
    return IndexOutdated(f"The index {index!r} was made for another schema: run `manage.py rebuild_search`.")
