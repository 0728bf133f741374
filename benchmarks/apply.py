"""What one application costs: its queries and its time, beside a bare insert of the same rows in the same run.

An agency publishes a call without a limit, people write drafts, and each is sent: by the operation alone, and by the
form as a browser posts it. The reference inserts copies of the rows that a submission leaves (itself, its move, its
entry with correspondents and standing, message, events and deliveries), a statement per table, in one transaction.
 SQLite in a folder of its own, or a new database on the server of JISR_DATABASE_URL.
`python benchmarks/apply.py [--people N] [--seed N]`.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.material.lines import say

WORDS = ("former", "contrôler", "mesurer", "suivre", "expliquer", "équipe", "village", "coopérative", "qualité", "eau")
APART = 1_000_000  # copies stand this far from the numbers of the rows they copy


def main() -> None:
    """Make a site, send applications in turn with bare inserts; print p50, p95 and queries."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--seed", type=int, default=20261127)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, database(folder) as (url, engine):
        os.environ |= {"JISR_VAR": folder, "JISR_DATABASE_URL": url, "JISR_DEBUG": "0"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
        _measure(options, engine)


@contextmanager
def database(folder: str) -> Iterator[tuple[str, str]]:
    """Give the address of a database that is made for this run, and the name of its engine."""
    server = os.environ.get("JISR_DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield f"sqlite:///{folder}/jisr.sqlite3", "sqlite"
        return
    import psycopg

    name = f"jisr_bench_apply_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}")), "postgresql"
        finally:
            from django.db import connections

            connections.close_all()
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _measure(options: argparse.Namespace, engine: str) -> None:
    import django

    django.setup()

    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from foundation.outbox.drain import stop
    from marketplace.applications.models import Application
    from marketplace.applications.operations import submit

    stop()  # the threads of the outbox: what others hear of it is not measured here
    call_command("migrate", verbosity=0)
    chance = random.Random(options.seed)
    call = _world()
    drafts = [_draft(call, number, chance) for number in range(options.people)]

    def send(draft: Application) -> None:
        submit(application=draft, by=draft.person, now=timezone.now())  # type: ignore[arg-type]

    send(drafts.pop())  # what is made once: the office, its book, the promise
    with CaptureQueriesContext(connection) as seen:
        send(drafts.pop())
    copies = _copies(Application.objects.sent().latest("submitted_at"))
    with CaptureQueriesContext(connection) as bare_seen:
        _insert(copies)
    about = {"n": options.people, "seed": options.seed, "engine": engine}
    say("apply", "queries", len(seen), "queries", reference=len(bare_seen), **about)
    half = len(drafts) // 2
    sent, bare = [], []
    for draft in drafts[:half]:
        sent.append(_timed(send, draft))
        bare.append(_timed(_insert, _copies(Application.objects.get(pk=draft.pk))))
    posted = _posted(call, drafts[half:])
    for metric, times in (("submit", sent), ("form", posted)):
        for part, share in (("p50", 0.5), ("p95", 0.95)):
            value, reference = (sorted(each)[int(len(each) * share)] for each in (times, bare))
            say("apply", f"{part}_{metric}", value * 1000, "ms", reference=reference * 1000, **about)


def _timed(act: Callable[[Any], Any], subject: Any) -> float:
    begun = time.perf_counter()
    act(subject)
    return time.perf_counter() - begun


def _posted(call: Any, drafts: list[Any]) -> list[float]:
    """Send drafts by the form: the whole request, with session, checks and the redirect."""
    from django.test import Client

    seconds = []
    for draft in drafts:
        client = Client(SERVER_NAME="localhost")
        client.force_login(draft.person)
        typed = {"motivation": draft.motivation, "parts": ["headline", "contact"], "send": "1"}
        begun = time.perf_counter()
        answer = client.post(f"/fr/apply/{call.public_id}/", typed)
        seconds.append(time.perf_counter() - begun)
        if answer.status_code != 302:
            sys.exit(f"The form answered {answer.status_code}.")
    return seconds


def _copies(sent: Any) -> list[list[Any]]:
    """Return copies of the rows that belong to a submission, table by table, each after those it refers to."""
    from foundation.base.ids import public_id
    from foundation.notifications.models import Notification
    from foundation.outbox.models import Delivery, Event
    from foundation.registry.models import Correspondent, Standing

    new = public_id()
    entry = _copy(sent.entry, public_id=new, number=f"{sent.entry.number}-{new}")
    entry.sequence, entry.position = entry.sequence + APART, entry.position + APART
    submission = _copy(sent.submission_ptr, public_id=new, person=None, entry=entry)
    told = Notification.objects.filter(key__startswith=f"submission.{sent.public_id}.")
    events = Event.objects.filter(subject_id__in=(str(sent.pk), str(sent.entry.pk)), at__gte=sent.submitted_at)
    copied = {event.pk: _copy(event) for event in events.order_by("pk")}
    return [
        [entry],
        [_copy(row, entry=entry) for row in Correspondent.objects.filter(entry=sent.entry)],
        [_copy(row, entry=entry) for row in Standing.objects.filter(entry=sent.entry)],
        [submission],
        [_copy(row, submission=submission) for row in sent.moves.all()],
        [_copy(row, public_id=public_id(), key=f"{new}.{row.key}") for row in told],
        list(copied.values()),
        [_copy(row, event=copied[row.event_id]) for row in Delivery.objects.filter(event__in=copied)],
    ]


def _copy(row: Any, **changes: Any) -> Any:
    made = copy(row)
    made.pk, made._state = None, copy(row._state)
    made._state.adding = True
    made._state.fields_cache = {}
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def _insert(copies: list[list[Any]]) -> None:
    """Insert them, a statement per table, in one transaction."""
    from django.db import transaction

    with transaction.atomic():
        for rows in copies:
            if not rows:
                continue
            for row in rows:  # what they refer to has its key by now
                for field in row._meta.concrete_fields:
                    if field.is_relation and field.is_cached(row):
                        setattr(row, field.name, getattr(row, field.name))
            type(rows[0])._base_manager.bulk_create(rows)


def _world() -> Any:
    """Make an agency that is verified and trusted, and its call."""
    import datetime as dt

    from django.utils import timezone

    from benchmarks.material.agency import verified_organisation
    from cms.agencies.operations import arrange
    from cms.opportunities.models import MissionCall, MissionText
    from foundation.accounts.models import User
    from foundation.organisations.models import Membership, Role

    now = timezone.now()
    organisation = verified_organisation(now=now)
    owner = User.objects.create(email="owner@example.org", name="Owner", language="fr")
    Membership.objects.create(organisation=organisation, user=owner, role=Role.OWNER, since=now)
    page = arrange(organisation=organisation)
    days = {"closes_on": 30, "answers_by": 40, "starts_on": 60, "ends_on": 90}
    dates = {name: now.date() + dt.timedelta(days=count) for name, count in days.items()}
    call = MissionCall(live=False, source_language="fr", city="Tiznit", **dates)
    call.texts = [MissionText(language="fr", title="Former des techniciennes", summary="Une mission.", body="[]")]
    page.add_child(instance=call)  # type: ignore[union-attr]
    call.save_revision().publish()
    return MissionCall.objects.get(pk=call.pk)


def _draft(call: Any, number: int, chance: random.Random) -> Any:
    from django.utils import timezone

    from foundation.accounts.models import User
    from marketplace.applications.models import Part
    from marketplace.applications.operations import begin, keep
    from marketplace.profiles.operations.keeping import start_profile

    now = timezone.now()
    person = User.objects.create(email=f"person{number}@example.org", name=f"Person {number}", language="fr")
    start_profile(user=person, kind="expert", now=now)
    draft = begin(call=call, by=person, language="fr", now=now)
    motivation = " ".join(chance.choices(WORDS, k=60))
    return keep(application=draft, motivation=motivation, parts=[Part.HEADLINE, Part.CONTACT], replies={}, now=now)


if __name__ == "__main__":
    main()
