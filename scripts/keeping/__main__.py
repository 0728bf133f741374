"""`python -m scripts.keeping backup|restore FOLDER`: the site's backup, made and brought back."""

import argparse
import datetime as dt
import json
import os
import sys
import tomllib
from pathlib import Path
from typing import Any

from scripts.keeping.databases import Refused
from scripts.keeping.sets import MANIFEST, Site, bring_back, checked, make

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    parser = argparse.ArgumentParser(prog="keeping", description="Database, media and private files as one set.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb in ("backup", "restore"):
        verbs.add_parser(verb).add_argument("folder", type=Path, help="where the sets are")
    verbs.choices["backup"].add_argument(
        "--keep", type=_count, default=0, help="how many sets to keep; all, if not said"
    )
    verbs.choices["restore"].add_argument("--replace", action="store_true", help="throw away what the site has now")
    asked = parser.parse_args()
    try:
        done = _backup(asked.folder, asked.keep) if asked.verb == "backup" else _restore(asked.folder, asked.replace)
    except Refused as error:
        sys.exit(f"{asked.verb}: {error}")
    sys.stdout.write(json.dumps(done, ensure_ascii=False) + "\n")


def _count(written: str) -> int:
    if not written.isdigit() or int(written) < 1:
        raise argparse.ArgumentTypeError("keep one at least")
    return int(written)


def _backup(folder: Path, keep: int) -> dict[str, Any]:
    site = _site()
    made = make(folder=folder, site=site, version=_version(), now=dt.datetime.now(dt.UTC), keep=keep)
    manifest = json.loads((made / MANIFEST).read_text(encoding="utf-8"))
    size = sum(facts["size"] for facts in manifest["files"].values())
    return {"set": str(made), "files": len(manifest["files"]), "bytes": size}


def _restore(folder: Path, replace: bool) -> dict[str, Any]:
    found, manifest = checked(folder)
    sys.stderr.write(f"restoring {found} of {manifest['made_at']}, Jisr {manifest['version']}\n")
    site = _site()

    from django.core.management import call_command
    from django.db import connections
    from django.db.migrations.loader import MigrationLoader

    last: dict[str, str] = {}
    for app, name in sorted(MigrationLoader(None).disk_migrations):
        last[app] = name
    connections.close_all()
    bring_back(found=found, manifest=manifest, site=site, last=last, replace=replace)
    call_command("migrate", verbosity=0)
    call_command("rebuild_search", stdout=sys.stderr)
    return {"set": str(found), "files": len(manifest["files"]), "made_at": manifest["made_at"]}


def _site() -> Site:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    import django
    from django.conf import settings

    django.setup()
    folders = {"media": Path(settings.MEDIA_ROOT), "private": Path(settings.PRIVATE_ROOT)}
    return Site(settings.DATABASES["default"], folders)


def _version() -> str:
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


if __name__ == "__main__":
    main()
