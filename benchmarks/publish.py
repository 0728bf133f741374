"""How long a published call takes until the search finds it: with a real worker, and with the embedded thread.

Each is a site of its own in a new database: PostgreSQL with Redis, a worker process (`celery -A config worker`) and
the engine the settings name; and, as the reference, SQLite with FTS5 and the thread of the serving process. A call is
published as the CMS does it, and the clock runs from before the publication until the first search that finds it.
Without JISR_DATABASE_URL and JISR_REDIS_URL there is nothing to measure. `python benchmarks/publish.py [--calls N]`.
"""

import argparse
import datetime as dt
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.material.lines import say
from benchmarks.material.server import URL, drop

ROOT = Path(__file__).resolve().parent.parent
SERVERS = ("JISR_DATABASE_URL", "JISR_REDIS_URL")
BROKER_NUMBER = 15  # a number of Redis that nothing else of a checkout uses
PATIENCE_S = 60


def main() -> None:
    """Measure both in processes of their own, since a process has one set of settings; print p50 and p95."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=50)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        print(json.dumps(measure(options.calls)))
        return
    if missing := [name for name in SERVERS if not os.environ.get(name)]:
        print(f"{' and '.join(missing)} not set: there is no worker to measure (make services).", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as folder:
        worker = with_worker(Path(folder) / "worker", options.calls)
        thread = with_thread(Path(folder) / "thread", options.calls)
    for metric, share in (("p50", 0.5), ("p95", 0.95)):
        place = int(options.calls * share)
        value, reference = worker["seconds"][place], thread["seconds"][place]
        say(
            "publish",
            f"{metric} until found",
            value,
            "s",
            reference=reference,
            n=options.calls,
            engine=worker["engine"],
        )


def with_thread(var: Path, calls: int) -> dict[str, Any]:
    """Measure the embedded default."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JISR_")}
    return inside(environment | surroundings(var), calls)


def with_worker(var: Path, calls: int) -> dict[str, Any]:
    """Measure a site on the servers, in a database that is made for it and dropped."""
    import psycopg

    server = urlsplit(os.environ["JISR_DATABASE_URL"])
    broker = urlsplit(os.environ["JISR_REDIS_URL"])
    name = f"jisr_bench_publish_{os.getpid()}"
    indices = name.replace("_", "-")
    environment = os.environ | surroundings(var)
    environment |= {
        "JISR_DATABASE_URL": urlunsplit(server._replace(path=f"/{name}")),
        "JISR_REDIS_URL": urlunsplit(broker._replace(path=f"/{BROKER_NUMBER}")),
        "JISR_ELASTICSEARCH_PREFIX": indices,
    }
    with psycopg.connect(urlunsplit(server), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            return inside(environment, calls)
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            if URL:
                drop(indices)


def surroundings(var: Path) -> dict[str, str]:
    var.mkdir()
    return {"JISR_VAR": str(var), "DJANGO_SETTINGS_MODULE": "config.settings.dev", "JISR_DEBUG": "0"}


def inside(environment: dict[str, str], calls: int) -> dict[str, Any]:
    command = [sys.executable, __file__, "--inside", "--calls", str(calls)]
    answer = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, cwd=ROOT)
    return json.loads(answer.stdout)


def measure(calls: int) -> dict[str, Any]:
    """Return the seconds until each call was found, in order of length, and the name of the engine."""
    import django

    django.setup()

    from django.conf import settings

    from foundation.outbox.drain import start
    from search.engines.current import name

    agency = make_agency()
    worker = start_worker() if settings.OUTBOX_DRAIN == "celery" else start()
    try:
        publish(agency, "warm-up")
        seconds = sorted(publish(agency, f"Former des techniciennes à la qualité {n}") for n in range(calls))
    finally:
        if worker is not None:
            worker.terminate()
            worker.wait()
    return {"seconds": seconds, "engine": name()}


def start_worker() -> subprocess.Popen[bytes]:
    from config.celery import app

    app.control.purge()
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--loglevel=WARNING"]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_agency() -> Any:
    """Make a site with its shared words, an index, and the page of an agency that may publish."""
    from django.core.management import call_command
    from django.utils import timezone

    from benchmarks.material.agency import trusted_agency

    call_command("migrate", verbosity=0)
    call_command("load_starter", stdout=io.StringIO())
    call_command("rebuild_search", stdout=io.StringIO())
    return trusted_agency(now=timezone.now())


def publish(agency: Any, title: str) -> float:
    """Publish one call of the agency; return how many seconds it took until the search found it."""
    from cms.opportunities.models import MissionCall, MissionText
    from search.documents.opportunities import row_name
    from search.engines.current import search_engine
    from search.schema import OPPORTUNITIES, Query

    today = dt.datetime.now(dt.UTC).date()
    days = {"closes_on": 30, "answers_by": 40, "starts_on": 60, "ends_on": 90}
    call = MissionCall(live=False, source_language="fr", city="Tiznit")
    for field, number in days.items():
        setattr(call, field, today + dt.timedelta(days=number))
    body = json.dumps([{"type": "paragraph", "value": f"<p>{title}. Irrigation, séchage, conditionnement.</p>"}])
    call.texts = [MissionText(language="fr", title=title, summary=f"{title}.", body=body)]
    agency.refresh_from_db()
    agency.add_child(instance=call)
    revision = call.save_revision()
    begun = time.perf_counter()
    revision.publish()
    wanted = Query(filters={"row": frozenset({row_name(call.pk)})})
    while call.public_id not in search_engine().search(OPPORTUNITIES.name, wanted).ids:
        if time.perf_counter() - begun > PATIENCE_S:
            raise SystemExit(f"{title} was not found within {PATIENCE_S} s")
        time.sleep(0.01)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
