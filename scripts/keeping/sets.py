"""Database, media and private files as one set that is whole or is not there.

A set is a folder `jisr-<moment>` with `database.dump` (PostgreSQL, custom format) or `database.sqlite3`, the trees
`media` and `private`, and `manifest.json` with the digest of each. It is written under another name, reaches the disk,
and is renamed last. It holds CVs and addresses of mail: only its owner can read it.
"""

import datetime as dt
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.keeping import databases
from scripts.keeping.databases import Refused

FORM = 1  # of the set; a later form says so
MANIFEST = "manifest.json"
TREES = {"media": (0o750, 0o640), "private": (0o700, 0o600)}  # modes of folders and files: the proxy reads media
STAGE = ".restoring"  # inside the folder that is restored: a mount point cannot be renamed


@dataclass(frozen=True, slots=True)
class Site:
    """What a backup is of: Django's settings of the database, and a folder per tree."""

    database: dict[str, Any]
    folders: dict[str, Path]


def make(*, folder: Path, site: Site, version: str, now: dt.datetime, keep: int = 0) -> Path:
    """Write a set into `folder` and return it; then remove the oldest beyond `keep` (0 keeps all).

    Files are copied before the database and those that came meanwhile after it: whatever a row of the database names
    was there before it or came by then.

    Raises:
        Refused: another backup is under way, or a program failed; the folder holds no new set then.
    """
    if any(folder.resolve().is_relative_to(tree.resolve()) for tree in site.folders.values()):
        raise Refused(f"{folder} lies in what is backed up: choose a folder elsewhere.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(folder):
        for left in folder.glob(".jisr-*"):  # of a backup or a rotation that was killed
            shutil.rmtree(left)
        name = f"jisr-{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
        if (folder / name).exists():
            raise Refused(f"{folder / name} is there already: wait a second.")
        part = folder / f".{name}"
        part.mkdir(mode=0o700)
        try:
            _copy_new(site, part)
            dump = databases.dump(site.database, part)
            _copy_new(site, part)
            manifest = {
                "form": FORM,
                "made_at": now.astimezone(dt.UTC).isoformat(timespec="seconds"),
                "version": version,
                "database": {"engine": databases.kind(site.database), "file": dump.name},
                "migrations": databases.migrations(site.database, dump),
                "files": {name: {"size": size, "sha256": digest} for name, size, digest in _listed(part)},
            }
            written = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
            _write(part / MANIFEST, written)
            _write(part / f"{MANIFEST}.sha256", f"{hashlib.sha256(written.encode()).hexdigest()}  {MANIFEST}\n")
            _reach_disk(part)
            part.rename(folder / name)
            _reach_disk_of(folder)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        for old in sets(folder)[:-keep] if keep else []:
            doomed = old.rename(folder / f".{old.name}")  # half a set must not look whole
            shutil.rmtree(doomed)
    return folder / name


def sets(folder: Path) -> list[Path]:
    """Return the whole sets of a folder, the oldest first."""
    return sorted(path.parent for path in folder.glob(f"jisr-*/{MANIFEST}"))


def checked(folder: Path) -> tuple[Path, dict[str, Any]]:
    """Return a set (the folder itself, or the newest in it) and its manifest, with every digest compared.

    Raises:
        Refused: there is none, or it is not what was written; the sentence names the file.
    """
    found = folder if (folder / MANIFEST).is_file() else next(reversed(sets(folder)), None)
    if found is None:
        raise Refused(f"There is no backup in {folder}.")
    written = (found / MANIFEST).read_bytes()
    noted = found / f"{MANIFEST}.sha256"
    if not noted.is_file() or noted.read_text().split()[:1] != [hashlib.sha256(written).hexdigest()]:
        raise Refused(f"{found / MANIFEST} is not what was written: use another backup.")
    manifest = json.loads(written)
    if manifest["form"] != FORM:
        raise Refused(f"{found} has form {manifest['form']}; this version of Jisr reads form {FORM}.")
    there = {name: (size, digest) for name, size, digest in _listed(found)}
    noted_files = {name: (facts["size"], facts["sha256"]) for name, facts in manifest["files"].items()}
    for name in sorted(there.keys() | noted_files.keys()):
        if there.get(name) != noted_files.get(name):
            what = "is missing" if name not in there else "does not belong to it" if name not in noted_files else ""
            raise Refused(f"{found / name} {what or 'is not what was written'}: use another backup.")
    return found, manifest


def bring_back(*, found: Path, manifest: dict[str, Any], site: Site, last: dict[str, str], replace: bool) -> None:
    """Put a checked set in the place of what the site has.

    `last` names the last migration of each app that this version has. The files are laid ready first, then the database
    is exchanged in one transaction, then the files by renaming.

    Raises:
        Refused: the site is not empty and `replace` is not said, or the set is for another kind of database or for a
            newer version of Jisr. Nothing was changed then.
    """
    engine = manifest["database"]["engine"]
    if engine != databases.kind(site.database):
        raise Refused(f"The backup is of {engine}, the site runs on {databases.kind(site.database)}.")
    for app, name in (applied.split(".", 1) for applied in manifest["migrations"]):
        if name > last.get(app, name):  # a lower one may have been squashed since
            raise Refused(f"The backup is of a newer Jisr ({manifest['version']}, {app}.{name}): upgrade first.")
    if not replace:
        full = [str(folder) for folder in site.folders.values() if any(_files(folder))]
        full += ["the database"] if databases.has_tables(site.database) else []
        if full:
            raise Refused(f"Not empty: {', '.join(full)}. Say --replace to have it replaced; what is there is lost.")
    try:
        for name, folder in site.folders.items():
            folder.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(folder / STAGE, ignore_errors=True)
            _lay_ready(found / name, folder, TREES[name])
        databases.load(site.database, found / manifest["database"]["file"])
    except BaseException:
        for folder in site.folders.values():
            shutil.rmtree(folder / STAGE, ignore_errors=True)
        raise
    for folder in site.folders.values():
        _exchange(folder)


def _copy_new(site: Site, part: Path) -> None:
    for name, folder in site.folders.items():
        (part / name).mkdir(exist_ok=True, mode=0o700)
        for path in _files(folder):
            copy = part / name / path.relative_to(folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            try:
                if not copy.exists() or copy.stat().st_size != path.stat().st_size:  # it was still being written
                    shutil.copyfile(path, copy)
            except FileNotFoundError:  # erased meanwhile, with its row
                copy.unlink(missing_ok=True)


def _lay_ready(source: Path, folder: Path, modes: tuple[int, int]) -> None:
    stage = folder / STAGE / "new"
    stage.mkdir(parents=True)
    for path in _files(source):
        target = stage / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.parent.chmod(modes[0])
        shutil.copyfile(path, target)
        target.chmod(modes[1])


def _exchange(folder: Path) -> None:
    """Let what was laid ready take the place of what is there, by renaming."""
    old = folder / STAGE / "old"
    old.mkdir()
    for path in list(folder.iterdir()):
        if path.name != STAGE:
            path.rename(old / path.name)
    for path in list((folder / STAGE / "new").iterdir()):
        path.rename(folder / path.name)
    shutil.rmtree(folder / STAGE)


def _files(folder: Path) -> Iterator[Path]:
    """Yield the plain files of a tree in order; nothing leads out of it, and what is being restored is not of it."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        if path.is_file() and not path.is_symlink() and path.relative_to(folder).parts[0] != STAGE:
            yield path


def _listed(part: Path) -> Iterator[tuple[str, int, str]]:
    for path in _files(part):
        name = path.relative_to(part).as_posix()
        if name not in (MANIFEST, f"{MANIFEST}.sha256"):
            with path.open("rb") as content:
                yield name, path.stat().st_size, hashlib.file_digest(content, "sha256").hexdigest()


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _reach_disk(part: Path) -> None:
    for path in (part, *part.rglob("*")):
        _reach_disk_of(path)
        path.chmod(0o700 if path.is_dir() else 0o600)


def _reach_disk_of(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(f"Another backup into {folder} is under way.") from None
        yield
