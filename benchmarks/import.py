"""How many rows of ESCO a second are imported, against `executemany` of the same rows into the same tables.

Both write to new SQLite files with the same tables and indexes; the import also reads the CSV files, merges, checks and
counts. Without JISR_DATA there is nothing to import.
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.material.lines import say
from benchmarks.material.taxonomy import data

TABLES = ("concept", "label", "description", "relation")


def main() -> None:
    folder = data()
    if folder is None:
        print("JISR_DATA is not set: there is nothing to import.", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as var:
        os.environ["JISR_VAR"] = var
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
        import django

        django.setup()
        measure(folder)


def measure(folder: Path) -> None:
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.utils import timezone

    from foundation.taxonomy.models import Source
    from foundation.taxonomy.operations import load, load_starter
    from foundation.taxonomy.sources.merged import read_merged
    from foundation.taxonomy.sources.starter import LANGUAGES

    call_command("migrate", verbosity=0)
    load_starter(now=timezone.now())
    before = {table: len(rows_of(connection, table)[1]) for table in TABLES}
    begun = time.perf_counter()
    reading = read_merged(folder / "esco", list(LANGUAGES))
    load(reading=reading, source=Source.ESCO, now=timezone.now())
    ours_s = time.perf_counter() - begun
    kept = {table: rows_of(connection, table) for table in TABLES}
    written = sum(len(rows) - before[table] for table, (_, rows) in kept.items())
    with transaction.atomic(), connection.cursor() as cursor:
        for table in reversed(TABLES):
            cursor.execute(f"DELETE FROM taxonomy_{table}")
    begun = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (columns, rows) in kept.items():
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO taxonomy_{table} ({', '.join(columns)}) VALUES ({places})", rows)
    bare_s = time.perf_counter() - begun
    many = sum(len(rows) for _, rows in kept.values())
    say("import", "ESCO rows a second", written / ours_s, "rows/s", reference=many / bare_s, n=written)
    say("import", "ESCO in all", ours_s, "s", reference=bare_s, n=written)


def rows_of(connection: Any, table: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the columns and rows of a table of the taxonomy."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM taxonomy_{table}")
        return [column[0] for column in cursor.description], cursor.fetchall()


if __name__ == "__main__":
    main()
