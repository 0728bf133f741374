"""A database in which several connections write at once, and the starting pistol."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

Race = Callable[..., list[Any]]


@pytest.fixture(scope="session")
def pristine(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The name of a copy of the migrated test database that nobody connects to: only such a one can be copied."""
    with django_db_blocker.unblock():
        connection.close()
        name = _beside("pristine")
        _make(name, template=str(connection.settings_dict["NAME"]))
        yield name
        _drop(name)


@pytest.fixture
def race(pristine: str, db: None) -> Iterator[Race]:
    """Return `race(*runners)`: all start at once, each in a connection of its own; gives what they return, in order.

    What a runner raises is raised. What they commit stays for the next race of the same test and goes with it; what the
    test itself reads and writes is elsewhere.
    """
    settings = connections.settings["default"]
    usual = settings["NAME"]
    name = _beside("race")
    _make(name, template=pristine)
    settings["NAME"] = name
    try:
        yield _all_at_once
    finally:
        settings["NAME"] = usual
        _drop(name)


def _all_at_once(*runners: Callable[[], Any]) -> list[Any]:
    start = threading.Barrier(len(runners))

    def run(runner: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            return runner()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(runners)) as pool:
        return [future.result() for future in [pool.submit(run, runner) for runner in runners]]


def _beside(word: str) -> str:
    """Return a name beside that of the test database: SQLite's is a path."""
    name = str(connection.settings_dict["NAME"])
    return f"{name.removesuffix('.sqlite3')}_{word}{'.sqlite3' if name.endswith('.sqlite3') else ''}"


def _make(name: str, *, template: str) -> None:
    _drop(name)
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(template)) as source, closing(sqlite3.connect(name)) as copy:
            source.backup(copy)
        return
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def _drop(name: str) -> None:
    if connection.vendor == "sqlite":
        for ending in ("", "-wal", "-shm"):
            Path(f"{name}{ending}").unlink(missing_ok=True)
        return
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
