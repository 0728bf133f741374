"""The embedded engine's tables of one generation of an index: made, filled and dropped in the caller's transaction.

Four tables: `rows` is narrow, since each match is looked up there, and holds what filters and counts; `words` holds
what grades the few that pass; `tokens` is FTS5 over tokens that were analysed before (its `ascii` tokenizer takes every
letter beyond ASCII as part of a word, so Arabic passes whole) and keeps the passages; `erased` remembers the version at
which a document was forgotten.
"""

import json
import re
import sqlite3
from base64 import b32encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from search.schema import Document, FieldKind, Index, Passage

LAYOUT = 2  # grows when the tables change shape while the schema does not
GRADING = ("title", "said_in_title", "said", "broader")
_NUMBERS = (FieldKind.DATE, FieldKind.INTEGER, FieldKind.BOOLEAN)


@lru_cache(maxsize=100_000)
def concept_token(uri: str) -> str:
    """Return the token that stands for a concept: 50 bits of digest in ten letters and digits.

    Among 30,000 concepts two share one with a chance of 4 in ten million.
    """
    return b32encode(blake2b(uri.encode(), digest_size=8).digest())[:10].decode().lower()


def spaced(words: Iterable[str]) -> str:
    """Return words with a space on both sides of each, so that `instr(column, ' word ')` finds whole ones."""
    joined = " ".join(words)
    return f" {joined} " if joined else ""


def barred(codes: Iterable[str]) -> str:
    """Return codes in order with a bar on both sides of each ("|36|37|")."""
    joined = "|".join(sorted(set(codes)))
    return f"|{joined}|" if joined else ""


def number(value: Any) -> int | None:
    """Return a date as its ordinal, a number or truth value as an int."""
    if value is None:
        return None
    return value.toordinal() if isinstance(value, date) else int(value)


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one index and generation."""

    index: Index
    generation: int

    @property
    def shape(self) -> str:
        """What stored tables must have been made for to be read by this code."""
        return f"{self.index.shape}.{LAYOUT}"

    @property
    def rows(self) -> str:
        return f"{self.index.name}_{self.generation}"

    @property
    def words(self) -> str:
        return f"{self.index.name}_{self.generation}_words"

    @property
    def tokens(self) -> str:
        return f"{self.index.name}_{self.generation}_tokens"

    @property
    def erased(self) -> str:
        return f"{self.index.name}_{self.generation}_erased"

    @staticmethod
    def generations(db: sqlite3.Connection, index: Index) -> set[int]:
        """Return the generations of an index whose tables are there."""
        names = (name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'"))
        found = (re.fullmatch(rf"{index.name}_(\d+)", name) for name in names)
        return {int(match[1]) for match in found if match}

    def create(self, db: sqlite3.Connection) -> None:
        """Make the tables, empty."""
        columns = ", ".join(_column(f.name, f.kind) for f in self.index.fields if f.name not in (*GRADING, "body"))
        db.execute(
            f"CREATE TABLE {self.rows} (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,"
            f" {columns})"
        )
        graded = ", ".join(f"{name} TEXT NOT NULL" for name in (*GRADING, "fingerprint"))
        db.execute(f"CREATE TABLE {self.words} (id INTEGER PRIMARY KEY, {graded})")
        # Nobody asks for phrases: positions are left out, which halves the index.
        db.execute(
            f"CREATE VIRTUAL TABLE {self.tokens} USING fts5(title, body, said, broader, passages UNINDEXED,"
            " tokenize='ascii', detail=column, columnsize=0)"
        )
        db.execute(f"CREATE TABLE {self.erased} (key TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID")

    def drop(self, db: sqlite3.Connection) -> None:
        """Drop the tables, those that are there."""
        for table in (self.tokens, self.words, self.rows, self.erased):
            db.execute(f"DROP TABLE IF EXISTS {table}")

    def put(self, db: sqlite3.Connection, document: Document) -> bool:
        """Store a document, whole; return False when a later version of it is stored or erased."""
        self._check(document)
        stored = db.execute(f"SELECT id, version FROM {self.rows} WHERE key = ?", (document.id,)).fetchone()
        gone = db.execute(f"SELECT version FROM {self.erased} WHERE key = ?", (document.id,)).fetchone()
        if any(version > document.version for version in (stored and stored[1], gone and gone[0]) if version):
            return False
        if gone:
            db.execute(f"DELETE FROM {self.erased} WHERE key = ?", (document.id,))
        if stored:
            db.execute(f"DELETE FROM {self.tokens} WHERE rowid = ?", (stored[0],))
        values = self._values(document)
        graded = {name: values.pop(name) for name in GRADING}
        row = {"id": stored and stored[0], "key": document.id, "version": document.version} | values
        rowid = _insert(db, self.rows, row)
        _insert(db, self.words, {"id": rowid, "fingerprint": document.fingerprint} | graded)
        db.execute(
            f"INSERT INTO {self.tokens} (rowid, title, body, said, broader, passages) VALUES (?, ?, ?, ?, ?, ?)",
            (
                rowid,
                graded["title"],
                " ".join(document.values.get("body", ())),
                graded["said"],
                graded["broader"],
                json.dumps([(p.language, p.text, p.marks) for p in document.passages], ensure_ascii=False),
            ),
        )
        return True

    def forget(self, db: sqlite3.Connection, key: str, version: int) -> bool:
        """Erase a document unless its version is higher, and remember it; return whether it was there."""
        stored = db.execute(f"SELECT id, version FROM {self.rows} WHERE key = ?", (key,)).fetchone()
        if stored and stored[1] > version:
            return False
        db.execute(
            f"INSERT INTO {self.erased} (key, version) VALUES (?, ?)"
            " ON CONFLICT (key) DO UPDATE SET version = max(version, excluded.version)",
            (key, version),
        )
        if stored:
            db.execute(f"DELETE FROM {self.tokens} WHERE rowid = ?", (stored[0],))
            for table in (self.words, self.rows):
                db.execute(f"DELETE FROM {table} WHERE id = ?", (stored[0],))
        return stored is not None

    def fingerprints(self, db: sqlite3.Connection) -> list[tuple[str, str]]:
        """Return (key, fingerprint) of every document, in order of key."""
        return db.execute(
            f"SELECT key, fingerprint FROM {self.rows} JOIN {self.words} USING (id) ORDER BY key"
        ).fetchall()

    def passages(self, db: sqlite3.Connection, rowids: Iterable[int]) -> dict[int, list[Passage]]:
        """Return the stored passages of a few documents."""
        wanted = list(rowids)
        found = db.execute(
            f"SELECT rowid, passages FROM {self.tokens} WHERE rowid IN ({', '.join('?' * len(wanted))})", wanted
        )
        return {
            rowid: [Passage(language, text, tuple(map(tuple, marks))) for language, text, marks in json.loads(stored)]
            for rowid, stored in found
        }

    def _check(self, document: Document) -> None:
        for name in document.values:
            self.index.field(name)

    def _values(self, document: Document) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for field in self.index.fields:
            value = document.values.get(field.name)
            if field.name == "body":
                continue
            if field.kind is FieldKind.TEXT:
                value = spaced(value or ())
            elif field.kind is FieldKind.CONCEPTS:
                value = spaced(map(concept_token, value or ()))
            elif field.kind is FieldKind.KEYWORDS:
                value = barred(value or ())
            elif field.kind is FieldKind.KEYWORD:
                value = value or ""
            elif field.kind is FieldKind.BOOLEAN:
                value = int(bool(value))
            else:
                value = number(value)
            values[field.name] = value
        return values


def _insert(db: sqlite3.Connection, table: str, values: dict[str, Any]) -> int:
    """Insert a row, or put it in the place of the one with its id; return the id."""
    marks = ", ".join("?" * len(values))
    cursor = db.execute(
        f"INSERT OR REPLACE INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values())
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _column(name: str, kind: FieldKind) -> str:
    return f"{name} INTEGER" if kind in _NUMBERS else f"{name} TEXT NOT NULL"
