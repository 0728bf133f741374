"""How many numbers a register gives in a second, against a bare row that is counted up in the same database.

The reference is what a number without gaps costs at least: a transaction with one `UPDATE … RETURNING` of one row. The
register does the same to the book of its year, and writes the sealed entry, its standing, the names and the event. Both
are asked by one process and by several; each entry is a transaction of its own. Measured on SQLite in a new file and,
with JISR_DATABASE_URL, on PostgreSQL in a database that is made for it and dropped. Also: how fast a year is proved,
and how long a receipt takes. `python benchmarks/register.py [--count N] [--processes P]`.
"""

import argparse
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.material.lines import say

ROOT = Path(__file__).resolve().parent.parent
CODE = "BENCH"


def main() -> None:
    """Measure each database in a process of its own, since a process has one set of settings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        measure(options.count, options.processes)
        return
    asked = [f"--count={options.count}", f"--processes={options.processes}"]
    with tempfile.TemporaryDirectory() as folder:
        inside(Path(folder) / "sqlite", "", asked)
        if url := os.environ.get("JISR_DATABASE_URL", ""):
            on_server(Path(folder) / "server", url, asked)


def on_server(var: Path, url: str, asked: list[str]) -> None:
    import psycopg

    server, name = urlsplit(url), f"jisr_bench_register_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            inside(var, urlunsplit(server._replace(path=f"/{name}")), asked)
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def inside(var: Path, database: str, asked: list[str]) -> None:
    var.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JISR_")}
    environment |= {"JISR_VAR": str(var), "DJANGO_SETTINGS_MODULE": "config.settings.dev", "JISR_DEBUG": "0"}
    if database:
        environment["JISR_DATABASE_URL"] = database
    subprocess.run([sys.executable, __file__, "--inside", *asked], env=environment, check=True, cwd=ROOT)


def measure(count: int, processes: int) -> None:
    import django

    django.setup()

    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from foundation.registry.operations import open_trial_office
    from foundation.registry.proving import prove
    from foundation.registry.receipts import receipt

    call_command("migrate", verbosity=0)
    office = open_trial_office(code=CODE, now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (name varchar(20) PRIMARY KEY, last bigint NOT NULL)")
        cursor.execute("INSERT INTO bare VALUES (%s, 0)", [CODE])
    where = {"n": count, "engine": connection.vendor}
    for many in (1, processes):
        bare, entered = rate(count_up, count, many), rate(enter, count, many)
        say("register", f"numbers a second, {many} at once", entered, "1/s", reference=bare, **where)
    begun = time.perf_counter()
    proof = prove(office=office, year=timezone.now().year)
    seconds = time.perf_counter() - begun
    if not (proof.is_valid and proof.entries == 2 * count):
        raise SystemExit(f"the register is not whole: {proof}")
    say("register", "entries proved a second", proof.entries / seconds, "1/s", **where)
    entry = office.entries.latest("pk")
    receipt(entry=entry, language="ar")  # the fonts are read once
    taken = sorted(seconds_of(partial(receipt, entry=entry, language="ar")) for _ in range(50))
    say("register", "receipt, p50", taken[25] * 1000, "ms", **where)


def seconds_of(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def rate(work: Callable[[], Any], count: int, processes: int) -> float:
    """Return how often a second the processes did the work together, each in a connection of its own."""
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("fork")
    start = context.Barrier(processes + 1)
    workers = [context.Process(target=repeat, args=(work, count // processes, start)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    start.wait()
    begun = time.perf_counter()
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        raise SystemExit("a process failed")
    return count // processes * processes / (time.perf_counter() - begun)


def repeat(work: Callable[[], Any], times: int, start: Any) -> None:
    from django.db import OperationalError, connection

    connection.ensure_connection()
    start.wait()
    for _ in range(times):
        while True:
            try:
                work()
                break
            except OperationalError as error:  # SQLite gave up waiting; nothing was taken
                if "locked" not in str(error):
                    raise
    connection.close()


def count_up() -> int:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE bare SET last = last + 1 WHERE name = %s RETURNING last", [CODE])
        return cursor.fetchone()[0]


def enter() -> str:
    from django.utils import timezone

    from foundation.registry.offices import Office
    from foundation.registry.operations import register
    from foundation.registry.parties import Party

    kept: Any = enter
    if not hasattr(kept, "office"):
        kept.office = Office.objects.select_related("organisation").get(code=CODE)
    facts: dict[str, Any] = {"direction": "A", "nature": "application", "subject": "Mission", "language": "fr"}
    return register(office=kept.office, sender=Party(name="Awa"), now=timezone.now(), **facts).number


if __name__ == "__main__":
    main()
