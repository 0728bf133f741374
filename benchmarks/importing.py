"""Measure the import of an agency's table against the same lines written by a plain `executemany`, in the same run.

The lines are invented: three mission calls and one investment in four, with texts, dates, sectors, languages and
amounts. The reference writes each line's cells into one SQLite table in one transaction; what lies between is the
editor's form, the page in its tree, its revision, and where it is published the event for the search.
`python benchmarks/importing.py [--rows N] [--seed N]`.
"""

import argparse
import csv
import datetime as dt
import io
import json
import os
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

TODAY = dt.datetime.now(dt.UTC).date()
COLUMNS = (
    *("number", "kind", "title_fr", "summary_fr", "body_fr", "title_ar", "summary_ar", "city", "starts_on", "ends_on"),
    *("closes_on", "answers_by", "sectors", "currency", "languages", "work_mode", "seats", "compensation", "fee"),
    *("fee_unit", "covers", "capital", "ticket_min", "ticket_max", "instruments", "stage", "risk", "return_min"),
)
WORDS = (
    *("former", "accompagner", "équiper", "sécher", "trier", "conditionner", "vendre", "coopérative", "atelier"),
    *("filière", "qualité", "eau"),
)


def lines(number: int, chance: random.Random) -> list[dict[str, str]]:
    """Return invented lines, all complete enough to be published."""
    return [_line(n, chance) for n in range(number)]


def _line(n: int, chance: random.Random) -> dict[str, str]:
    words = lambda count: " ".join(chance.choices(WORDS, k=count))  # noqa: E731
    begins = TODAY + dt.timedelta(days=chance.randint(60, 200))
    row = {
        "number": f"B-{n:06}",
        "kind": "investissement" if n % 4 == 0 else "mission",
        "title_fr": f"{words(5)} {n}",
        "summary_fr": words(25),
        "body_fr": f"{words(60)}\n\n{words(60)}",
        "city": chance.choice(["Tiznit", "Kayes", "Ségou", "Agadir"]),
        "closes_on": (begins - dt.timedelta(days=40)).isoformat(),
        "answers_by": (begins - dt.timedelta(days=20)).strftime("%d/%m/%Y"),
        "sectors": "01|10",
    }
    if n % 4 == 0:
        return row | {
            "capital": f"{chance.randint(1, 9)} 500 000",
            "ticket_min": "10000",
            "ticket_max": "50000,50",
            "currency": "MAD",
            "instruments": "equity|loan",
            "stage": "growth",
            "risk": "medium",
            "return_min": "4,5",
        }
    return row | {
        "title_ar": f"تدريب {n}",
        "summary_ar": "شهران إلى جانب تعاونية.",
        "starts_on": begins.isoformat(),
        "ends_on": (begins + dt.timedelta(days=60)).isoformat(),
        "languages": "français B2|arabe C1",
        "work_mode": "onsite",
        "seats": str(chance.randint(1, 5)),
        "compensation": "fee",
        "fee": "1 500,50",
        "currency": "MAD",
        "fee_unit": "day",
        "covers": "travel|lodging",
    }


def written(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def plain(rows: list[dict[str, str]], path: Path) -> None:
    """Write the cells into one table, in one transaction."""
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute(f"CREATE TABLE line ({', '.join(f'{name} TEXT' for name in COLUMNS)})")
    marks = ", ".join("?" * len(COLUMNS))
    with database:
        database.executemany(
            f"INSERT INTO line VALUES ({marks})",  # the columns are the constants above
            [tuple(row.get(name, "") for name in COLUMNS) for row in rows],
        )
    database.close()


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    answer = work()
    return time.perf_counter() - started, answer


def main() -> None:
    """Import the lines three times (a preview, new, unchanged) and once to be public; print lines a second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=20261123)
    options = parser.parse_args()
    rows = lines(options.rows, random.Random(options.seed))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["JISR_VAR"] = folder
        os.environ["JISR_DATABASE_URL"] = f"sqlite:///{folder}/jisr.sqlite3"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
        reference, _nothing = timed(lambda: plain(rows, Path(folder) / "plain.sqlite3"))
        for metric, seconds, count in _imports(rows):
            row = {"name": "importing", "metric": metric, "value": round(count / seconds, 1), "unit": "lines/s"}
            row |= {"reference": round(len(rows) / reference, 1), "n": count, "seed": options.seed}
            row["ratio"] = round(row["value"] / row["reference"], 5)  # type: ignore[operator]
            print(json.dumps(row), flush=True)


def _imports(rows: list[dict[str, str]]) -> Any:
    import django

    django.setup()

    from cms.importing.operations.agency_files import import_file, preview_file, said_twice
    from cms.importing.sources.jisr.reading import read

    agency, now = _agency()
    seconds, found = timed(lambda: read(written(rows)))
    yield "read", seconds, len(found.rows)
    twice = said_twice(rows=found.rows)
    some = found.rows[: max(1, len(rows) // 10)]
    seconds, shown = timed(lambda: list(preview_file(rows=some, twice=twice, agency=agency, by=None)))
    yield "preview", seconds, len(shown)
    half = len(found.rows) // 2
    for metric, part, publish in (("drafts", found.rows[:half], False), ("published", found.rows[half:], True)):
        work = lambda part=part, publish=publish: import_file(  # noqa: E731
            rows=part, agency=agency, publish=publish, by=None, now=now
        )
        seconds, report = timed(work)
        assert report.counts()["created"] == len(part), report.counts()
        yield metric, seconds, len(part)
    seconds, report = timed(lambda: import_file(rows=found.rows, agency=agency, publish=False, by=None, now=now))
    assert report.counts()["unchanged"] == len(rows), report.counts()
    yield "unchanged", seconds, len(rows)


def _agency() -> Any:
    """Make a database with an agency that may publish; return its page and the moment."""
    from django.core.management import call_command
    from django.utils import timezone

    from benchmarks.material.agency import trusted_agency

    call_command("migrate", verbosity=0)
    call_command("load_starter", stdout=io.StringIO())
    now = timezone.now()
    return trusted_agency(now=now), now


if __name__ == "__main__":
    main()
