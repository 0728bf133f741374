"""Dump a database whole and load it in one transaction: SQLite by its backup interface, PostgreSQL by its programs."""

import os
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY app, name"
PATIENCE_S = 10.0  # how long a restore waits for others to let go of an SQLite file
CLEAR = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"


class Refused(Exception):
    """Something speaks against it; the sentence says what, and what to do."""


def kind(database: dict[str, Any]) -> str:
    """Return "sqlite" or "postgresql"."""
    return "sqlite" if database["ENGINE"].endswith("sqlite3") else "postgresql"


def dump(database: dict[str, Any], folder: Path) -> Path:
    """Write the state of one moment into a file of the folder, while others read and write."""
    if kind(database) == "sqlite":
        target = folder / "database.sqlite3"
        with closing(_sqlite(database)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, complete by itself
        return target
    target = folder / "database.dump"
    _run(["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}"], database)
    return target


def load(database: dict[str, Any], source: Path) -> None:
    """Put a dump in the place of all the database holds; if it fails, the database is as it was."""
    if kind(database) == "sqlite":
        Path(database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(source)) as dumped, closing(_sqlite(database)) as target:
            dumped.backup(target, progress=_patience(), sleep=0.1)
        return
    with tempfile.TemporaryDirectory() as folder:  # psql would commit the half of a script that breaks off
        script = f"{folder}/database.sql"
        _run(
            ["pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", f"--file={script}", str(source)],
            database,
        )
        options = ["--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        _run(["psql", *options, f"--command={CLEAR}", f"--file={script}"], database)


def migrations(database: dict[str, Any], dumped: Path) -> list[str]:
    """Return the migrations that were applied when the dump was made, as `app.name`."""
    if kind(database) == "sqlite":
        with closing(sqlite3.connect(dumped)) as db:
            rows = db.execute(MIGRATIONS).fetchall()
        return [f"{app}.{name}" for app, name in rows]
    return _psql(database, "SELECT app || '.' || name FROM django_migrations ORDER BY 1").splitlines()


def has_tables(database: dict[str, Any]) -> bool:
    if kind(database) == "sqlite":
        if not Path(database["NAME"]).exists():
            return False
        with closing(_sqlite(database)) as db:
            return db.execute("SELECT 1 FROM sqlite_master").fetchone() is not None
    asked = (
        "SELECT count(*) FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
    )
    return _psql(database, asked).strip() != "0"


def _patience() -> Callable[[int, int, int], None]:
    """Return what ends a copy into a database that others hold on to; Python would try for ever."""
    until = time.monotonic() + PATIENCE_S

    def look(status: int, remaining: int, total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > until:
            raise Refused("The database is in use: stop the site, then restore.")

    return look


def _sqlite(database: dict[str, Any]) -> sqlite3.Connection:
    return sqlite3.connect(database["NAME"], timeout=PATIENCE_S)


def _psql(database: dict[str, Any], asked: str) -> str:
    return _run(["psql", "--no-psqlrc", "--tuples-only", "--no-align", f"--command={asked}"], database)


def _run(command: list[str], database: dict[str, Any]) -> str:
    """Run a program of PostgreSQL; the address and the password go by its environment, where nobody else sees them."""
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
    environment = {**os.environ, **{names[key]: str(database[key]) for key in names if database.get(key)}}
    options = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    environment |= {options[key]: str(value) for key, value in database.get("OPTIONS", {}).items() if key in options}
    try:
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    except FileNotFoundError:
        raise Refused(f"{command[0]} is not there: install PostgreSQL's client programs.") from None
    if done.returncode:
        raise Refused(f"{command[0]} failed: {done.stderr.strip()}")
    return done.stdout
