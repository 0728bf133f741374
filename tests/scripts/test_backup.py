"""A backup is whole or not there; a restore refuses before it touches anything, and brings all back."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from scripts.keeping import databases, sets
from scripts.keeping.databases import Refused
from scripts.keeping.sets import MANIFEST, Site, bring_back, checked, make
from tests.factories import NOW

REMEMBER = (
    "INSERT INTO outbox_event (name, subject_type, subject_id, at) VALUES ('test.kept', 'a.B', '7', '2026-11-23')"
)
ASK = "SELECT subject_id FROM outbox_event WHERE name = 'test.kept'"


def small(folder: Path, *, value: str = "kept") -> Site:
    """A site with a database of one table, a medium and a private file."""
    folder.mkdir()
    with closing(sqlite3.connect(folder / "jisr.sqlite3")) as db, db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE django_migrations (app TEXT, name TEXT)")
        db.execute("INSERT INTO django_migrations VALUES ('outbox', '0002_event_request_id')")
        db.execute("CREATE TABLE thing (value TEXT)")
        db.execute("INSERT INTO thing VALUES (?)", (value,))
    site = Site(
        {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "jisr.sqlite3"},
        {"media": folder / "media", "private": folder / "private"},
    )
    for name, tree in site.folders.items():
        (tree / "ab").mkdir(parents=True)
        (tree / "ab" / "file").write_text(f"{name} {value}")
    return site


def state(site: Site) -> dict[str, Any]:
    """All that a site holds."""
    with closing(sqlite3.connect(site.database["NAME"])) as db:
        rows = db.execute("SELECT value FROM thing").fetchall()
    trees = {
        path.relative_to(tree.parent).as_posix(): path.read_text()
        for tree in site.folders.values()
        for path in tree.rglob("*")
        if path.is_file()
    }
    return {"rows": rows, **trees}


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return make(folder=tmp_path / "sets", site=small(tmp_path / "site"), version="0.1.0", now=NOW)


def test_a_set_says_what_it_is_and_only_its_owner_reads_it(kept: Path) -> None:
    assert kept.name == "jisr-20261123T090000Z"
    manifest = json.loads((kept / MANIFEST).read_text())
    assert (manifest["version"], manifest["made_at"]) == ("0.1.0", "2026-11-23T09:00:00+00:00")
    assert manifest["migrations"] == ["outbox.0002_event_request_id"]
    assert set(manifest["files"]) == {"database.sqlite3", "media/ab/file", "private/ab/file"}
    assert {path.stat().st_mode & 0o077 for path in (kept, *kept.rglob("*"))} == {0}
    assert subprocess.run(["sha256sum", "-c", f"{MANIFEST}.sha256"], cwd=kept, capture_output=True).returncode == 0


def test_what_was_kept_takes_the_place_of_what_is_there_when_that_is_said(kept: Path, tmp_path: Path) -> None:
    other = small(tmp_path / "other", value="other")
    (other.folders["media"] / "later").write_text("later")
    before = state(other)
    found, manifest = checked(kept)
    with pytest.raises(Refused, match=r"Not empty: .*media.*--replace"):
        bring_back(found=found, manifest=manifest, site=other, last={}, replace=False)
    assert state(other) == before
    bring_back(found=found, manifest=manifest, site=other, last={}, replace=True)
    assert state(other) == {"rows": [("kept",)], "media/ab/file": "media kept", "private/ab/file": "private kept"}
    private = other.folders["private"]
    assert (private / "ab").stat().st_mode & 0o777 == 0o700
    assert (private / "ab" / "file").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["database.sqlite3", "private/ab/file", MANIFEST])
@pytest.mark.parametrize("harm", ["changed", "missing", "added"])
def test_a_set_that_is_not_what_was_written_is_refused(kept: Path, name: str, harm: str) -> None:
    path = kept / name
    match harm:
        case "changed":
            path.write_bytes(path.read_bytes()[:-1] + b"\x01")
        case "missing":
            path.unlink()
        case "added":
            path.with_name("another").write_text("")
    with pytest.raises(
        Refused, match="There is no backup" if (harm, name) == ("missing", MANIFEST) else "use another backup"
    ):
        checked(kept)


def test_a_backup_of_a_newer_version_or_another_kind_of_database_is_refused(kept: Path, tmp_path: Path) -> None:
    other = small(tmp_path / "other", value="other")
    before = state(other)
    found, manifest = checked(kept)
    with pytest.raises(Refused, match=r"newer Jisr \(0.1.0, outbox.0002_event_request_id\): upgrade first"):
        bring_back(found=found, manifest=manifest, site=other, last={"outbox": "0001_initial"}, replace=True)
    foreign = Site({"ENGINE": "django.db.backends.postgresql"}, other.folders)
    with pytest.raises(Refused, match="The backup is of sqlite, the site runs on postgresql"):
        bring_back(found=found, manifest=manifest, site=foreign, last={}, replace=True)
    assert state(other) == before


def test_a_backup_that_fails_leaves_nothing_that_looks_like_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, folder = small(tmp_path / "site"), tmp_path / "sets"

    def breaks(*_: Any) -> Path:
        raise OSError("no space left on device")

    monkeypatch.setattr(databases, "dump", breaks)
    with pytest.raises(OSError, match="no space"):
        make(folder=folder, site=site, version="0.1.0", now=NOW)
    assert [path.name for path in folder.iterdir()] == [".lock"]


def test_a_killed_backup_is_no_backup_and_the_next_one_clears_it_away(tmp_path: Path) -> None:
    site, folder = small(tmp_path / "site"), tmp_path / "sets"
    left = folder / ".jisr-20261101T000000Z"
    left.mkdir(parents=True)
    (left / "database.sqlite3").write_text("half")
    with pytest.raises(Refused, match="There is no backup"):
        checked(folder)
    made = make(folder=folder, site=site, version="0.1.0", now=NOW)
    assert sorted(path.name for path in folder.iterdir()) == [".lock", made.name]


def test_a_restore_that_fails_leaves_the_site_as_it_was(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = small(tmp_path / "other", value="other")
    before = state(other)
    found, manifest = checked(kept)
    monkeypatch.setattr(databases, "PATIENCE_S", 0.0)
    with closing(sqlite3.connect(other.database["NAME"])) as busy:
        busy.execute("BEGIN IMMEDIATE")
        with pytest.raises(Refused, match="in use: stop the site"):
            bring_back(found=found, manifest=manifest, site=other, last={}, replace=True)
    assert state(other) == before


def test_only_the_last_sets_stay_when_that_is_wished(tmp_path: Path) -> None:
    import datetime as dt

    site, folder = small(tmp_path / "site"), tmp_path / "sets"
    for day in range(4):
        make(folder=folder, site=site, version="0.1.0", now=NOW + dt.timedelta(days=day), keep=2)
    assert [path.name for path in sets.sets(folder)] == ["jisr-20261125T090000Z", "jisr-20261126T090000Z"]
    assert checked(folder)[0].name == "jisr-20261126T090000Z"


def test_a_file_written_during_a_backup_is_whole_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = small(tmp_path / "site")
    growing, dump = site.folders["private"] / "growing", databases.dump
    growing.write_text("half")

    def meanwhile(*given: Any) -> Path:
        growing.write_text("half and half")
        (site.folders["private"] / "new").write_text("new")
        (site.folders["media"] / "ab" / "file").unlink()
        return dump(*given)

    monkeypatch.setattr(databases, "dump", meanwhile)
    made = make(folder=tmp_path / "sets", site=site, version="0.1.0", now=NOW)
    assert (made / "private" / "growing").read_text() == "half and half"
    assert (made / "private" / "new").read_text() == "new"
    checked(made)


def test_a_folder_within_what_is_kept_is_refused(tmp_path: Path) -> None:
    site = small(tmp_path / "site")
    with pytest.raises(Refused, match="choose a folder elsewhere"):
        make(folder=site.folders["media"] / "sets", site=site, version="0.1.0", now=NOW)


# --- the two commands, on a real site ------------------------------------------------------------------------


def run(verb: str, *arguments: str, url: str, var: Path) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JISR_")}
    environment |= {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "JISR_DATABASE_URL": url, "JISR_VAR": str(var)}
    environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
    command = [str(Path(settings.BASE_DIR) / "scripts" / verb), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


def ask(url: str, statement: str) -> list[tuple[Any, ...]]:
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as db, db:
            return db.execute(statement).fetchall()
    with psycopg.connect(url) as server:
        asked = server.execute(statement)
        return asked.fetchall() if asked.description else []


@contextmanager
def two_databases(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the address of a migrated database of the kind the suite runs on, and of one that is empty."""
    own = connection.settings_dict
    if databases.kind(own) == "sqlite":
        old, new = folder / "old.sqlite3", folder / "new.sqlite3"
        with closing(sqlite3.connect(own["NAME"])) as source, closing(sqlite3.connect(old)) as copy:
            source.backup(copy)
        yield f"sqlite:///{old}", f"sqlite:///{new}"
        return
    user = f"{own['USER']}:{own['PASSWORD']}" if own["PASSWORD"] else own["USER"]
    server = f"postgres://{user}@{own['HOST']}:{own['PORT']}"
    names = [f"{own['NAME']}_{name}" for name in ("old", "new")]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        try:
            for name in names:
                admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # type: ignore[arg-type]
                admin.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
            databases.load({**own, "NAME": names[0]}, databases.dump(own, folder))
            yield f"{server}/{names[0]}", f"{server}/{names[1]}"
        finally:
            for name in names:
                admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # type: ignore[arg-type]


@pytest.mark.django_db
def test_a_site_comes_back_through_the_two_commands(tmp_path: Path) -> None:
    """On the database the suite runs on; what the tests themselves wrote is not committed and not in it."""
    with two_databases(tmp_path) as (url, empty):
        for folder, text in (("media", "picture"), ("private", "curriculum")):
            (tmp_path / "old" / folder / "aa").mkdir(parents=True)
            (tmp_path / "old" / folder / "aa" / "file").write_text(text)
        ask(url, REMEMBER)
        made = run("backup", str(tmp_path / "sets"), url=url, var=tmp_path / "old")
        assert made.returncode == 0, made.stderr
        said = json.loads(made.stdout)
        assert said["files"] == 3
        back = run("restore", str(tmp_path / "sets"), url=empty, var=tmp_path / "new")
        assert back.returncode == 0, back.stderr
        assert json.loads(back.stdout)["set"] == said["set"]
        assert ask(empty, ASK) == [("7",)]
        assert (tmp_path / "new" / "private" / "aa" / "file").read_text() == "curriculum"
        assert (tmp_path / "new" / "media" / "aa" / "file").read_text() == "picture"
        assert (tmp_path / "new" / "search.sqlite3").exists()
        ask(empty, REMEMBER)
        refused = run("restore", str(tmp_path / "sets"), url=empty, var=tmp_path / "new")
        assert (refused.returncode, ask(empty, ASK)) == (1, [("7",), ("7",)])
        assert "--replace" in refused.stderr
        replaced = run("restore", said["set"], "--replace", url=empty, var=tmp_path / "new")
        assert (replaced.returncode, ask(empty, ASK)) == (0, [("7",)]), replaced.stderr
    assert run("backup", url="", var=tmp_path).returncode == 2
