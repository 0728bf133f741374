"""Figures for Prometheus: by route, for those who may look, in as many queries however much waits."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.observing import parts
from foundation.clocks.operations import run_clocks
from foundation.notifications.models import MOST_TRIES, Notification
from foundation.notifications.operations import notify
from foundation.outbox.models import Delivery, Event
from tests import factories

TOKEN = {"HTTP_AUTHORIZATION": "Bearer for tests only"}


def figures(client: Client, **headers: str) -> dict[str, float]:
    response = client.get("/metrics", **(headers or TOKEN))
    assert response.status_code == 200
    lines = [line for line in response.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


@pytest.mark.django_db
def test_requests_are_counted_by_route_and_never_by_path(client: Client) -> None:
    name = 'jisr_requests_total{method="GET",route="search",status="200"}'
    before = figures(client).get(name, 0)
    for number in range(3):
        client.get(f"/fr/search/?q=irrigation{number}")
        client.get(f"/fr/no-such-page-{number}/")
    client.generic("BREW", "/fr/search/")
    after = figures(client)
    assert after[name] - before == 3
    assert after['jisr_request_seconds_count{route="search"}'] >= 4
    assert after['jisr_requests_total{method="other",route="search",status="405"}'] >= 1
    assert not [line for line in after if "no-such-page" in line or "irrigation" in line or "BREW" in line]


@pytest.mark.django_db
def test_queries_of_a_request_are_counted(client: Client) -> None:
    name = 'jisr_request_queries_sum{route="search"}'
    before = figures(client).get(name, 0)
    with CaptureQueriesContext(connection) as asked:
        client.get("/fr/search/?q=irrigation")
        number = len(asked)
    assert figures(client)[name] - before == number > 0


@pytest.mark.django_db
def test_without_the_token_there_is_nothing_to_see(client: Client, settings: Any) -> None:
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer another").status_code == 404
    assert client.get("/metrics", HTTP_AUTHORIZATION="Basic for tests only").status_code == 404
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics").status_code == 200  # this machine itself
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404
    assert client.get("/metrics", REMOTE_ADDR="").status_code == 404
    assert client.get("/metrics", HTTP_X_FORWARDED_FOR="203.0.113.9").status_code == 404  # through a local proxy


@pytest.mark.django_db
def test_searches_are_measured_and_those_that_fail_or_are_widened_counted(
    client: Client, settings: Any, tmp_path: Any
) -> None:
    before = figures(client)
    client.get("/fr/search/?q=irrigation")
    broken = tmp_path / "broken.sqlite3"
    broken.write_text("no database at all, however long one reads")
    settings.SEARCH_ENGINE = {"path": "search.engines.embedded.EmbeddedEngine", "options": {"path": str(broken)}}
    client.get("/fr/search/?q=irrigation")
    after = figures(client)
    count, errors = (
        'jisr_search_seconds_count{index="opportunities"}',
        'jisr_search_errors_total{index="opportunities"}',
    )
    assert after[count] - before.get(count, 0) == 2
    assert after[errors] - before.get(errors, 0) == 1
    assert after['jisr_part_ok{part="search"}'] == 0


def wait(number: int) -> None:
    """Let as many deliveries and mails wait, half of them failed, one mail given up."""
    now = timezone.now()
    for n in range(number):
        event = Event.objects.create(name="thing.happened", subject_type="a.B", subject_id=str(n), at=now)
        Delivery.objects.create(event=event, consumer="a.b", due_at=now, error="x" * (n % 2), tries=n % 2)
        key = f"test-{Notification.objects.count()}"
        notify(key=key, kind="test", email="a@example.org", language="fr", subject="s", text="t", now=now)
    Notification.objects.filter(pk=Notification.objects.latest("pk").pk).update(tries=MOST_TRIES, error="no")


@pytest.mark.django_db
def test_what_waits_is_looked_up_in_as_many_queries_for_two_as_for_twenty() -> None:
    run_clocks(now=timezone.now())
    parts._database()
    counts = []
    for number in (2, 18):
        wait(number)
        with CaptureQueriesContext(connection) as asked:
            found = parts._database()
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 6
    said = {name: value for part in found.values() for name, value in part.figures.items() if "seconds" not in name}
    assert said == {
        "outbox_waiting": 20, "outbox_failing": 10, "outbox_dead": 0,
        "clocks_late": 0, "clocks_failing": 0, "clocks_dead": 0,
        "mail_waiting": 18, "mail_failing": 0, "mail_dead": 2,
    }  # fmt: skip


@pytest.mark.django_db
def test_the_timetable_says_when_it_was_last_worked(settings: Any) -> None:
    settings.CLOCK_HANDLERS = {"test": {"path": f"{__name__}.rings", "every_s": 30}}
    now = timezone.now()
    assert not parts._timetable(now).ok
    run_clocks(now=now)
    later = now + dt.timedelta(seconds=301)
    assert parts._timetable(now).ok
    found = parts._timetable(later)
    assert (found.ok, found.figures["timetable_age_seconds"]) == (False, 301.0)
    assert found.figures["clocks_late"] == 1


def rings(*, subject_id: str, now: dt.datetime) -> None:
    pass


def test_every_figure_has_a_meaning_and_stands_in_the_manual(settings: Any) -> None:
    manual = (settings.BASE_DIR / "docs" / "operations.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`jisr_(\w+)", manual))
    assert set(parts.FIGURES) <= told


def test_a_person_stands_nowhere_in_the_figures(client: Client, db: None) -> None:
    person = factories.user("awa@example.org")
    client.force_login(person)
    client.get("/fr/account/profile/")
    said = client.get("/metrics", **TOKEN).content.decode()
    assert "awa" not in said
    assert person.public_id not in said
