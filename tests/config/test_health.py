"""What a load balancer and staff are told about the parts of the site."""

import threading
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client

from config.observing import parts
from config.observing.parts import Look, Part
from foundation.outbox.models import Event

TOKEN = {"HTTP_AUTHORIZATION": "Bearer for tests only"}
PARTS = {"database", "migrations", "outbox", "mail", "timetable", "search", "files"}


def ready(client: Client, **headers: str) -> tuple[int, dict[str, Any]]:
    response = client.get("/health/ready", **headers)
    return response.status_code, response.json()


@pytest.mark.django_db
def test_a_site_whose_parts_answer_is_ready_and_strangers_see_no_details(client: Client) -> None:
    status, said = ready(client)
    assert (status, said["ready"], set(said["parts"]) - {"cache"}) == (200, True, PARTS)
    assert all(set(part) == {"ok"} for part in said["parts"].values())


@pytest.mark.django_db
def test_whoever_holds_the_token_is_told_details(client: Client) -> None:
    _status, said = ready(client, **TOKEN)
    assert said["parts"]["database"] == {"ok": True, "detail": connection.vendor}
    assert said["parts"]["migrations"] == {"ok": True, "detail": "all applied"}
    assert said["parts"]["timetable"]["detail"].startswith("never worked")


@pytest.mark.django_db
def test_a_search_engine_that_is_down_degrades_the_site_and_leaves_it_ready(
    client: Client, settings: Any, tmp_path: Any
) -> None:
    broken = tmp_path / "broken.sqlite3"
    broken.write_text("no database at all, however long one reads")
    settings.SEARCH_ENGINE = {"path": "search.engines.embedded.EmbeddedEngine", "options": {"path": str(broken)}}
    status, said = ready(client)
    assert (status, said["ready"], said["degraded"]) == (200, True, True)
    assert said["parts"]["search"] == {"ok": False}


@pytest.mark.django_db
def test_a_host_without_its_database_or_files_takes_no_visitors(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any
) -> None:
    (tmp_path / "a-file").write_text("")
    settings.PRIVATE_ROOT = tmp_path / "a-file"
    status, said = ready(client)
    assert (status, said["ready"], said["degraded"]) == (503, False, False)
    assert [name for name, part in said["parts"].items() if name == "files" or name == "database"]
    assert (said["parts"]["files"], said["parts"]["database"]) == ({"ok": False}, {"ok": True})

    def gone() -> dict[str, Part]:
        raise OSError("connection refused by 10.0.0.7")

    monkeypatch.setattr(parts, "_LOOKS", ((Look(("database", "migrations", "files"), gone), lambda: True),))
    status, said = ready(client)
    assert status == 503
    assert "10.0.0.7" not in str(said)


def test_a_part_that_never_answers_holds_nobody_up(settings: Any) -> None:
    settings.HEALTH_TIMEOUT_S = 0.01
    open_up, begun = threading.Event(), []

    def hang() -> dict[str, Part]:
        begun.append(1)
        open_up.wait()
        return {"slow": Part(True)}

    look = Look(("slow",), hang)
    for _ in range(3):
        look.start()
        assert look.result(0.0) == {"slow": Part(False, "no answer within 0.01 s")}
    assert len(begun) == 1  # who asks meanwhile starts no second one
    open_up.set()
    assert look.result(float(threading.TIMEOUT_MAX / 2)) == {"slow": Part(True)}


@pytest.mark.django_db
def test_migrations_that_wait_are_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_migrated", threading.Event())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'outbox' AND name = '0003_put_aside'")
    found = parts._migrations()
    assert not found.ok
    assert "outbox.0003_put_aside" in found.detail


@pytest.mark.django_db
def test_events_nobody_works_are_a_lag_and_those_that_fail_are_not(client: Client) -> None:
    import datetime as dt

    from foundation.outbox.models import Delivery
    from tests.factories import NOW

    event = Event.objects.create(name="thing.happened", subject_type="a.B", subject_id="1", at=NOW)
    delivery = Delivery.objects.create(event=event, consumer="a.b", due_at=NOW)
    late = NOW + dt.timedelta(seconds=61)
    assert parts._outbox(NOW + dt.timedelta(seconds=60)).ok
    assert not parts._outbox(late).ok
    Delivery.objects.filter(pk=delivery.pk).update(tries=1, error="not today")
    found = parts._outbox(late)
    assert found.ok
    assert found.figures == {
        "outbox_waiting": 1, "outbox_failing": 1, "outbox_dead": 0,
        "outbox_oldest_seconds": 61.0, "outbox_untold_seconds": 0.0,
    }  # fmt: skip


@pytest.mark.allow_hosts(["127.0.0.1", "localhost"])
@pytest.mark.skipif(not django_settings.REDIS_URL, reason="needs Redis: make test-services")
@pytest.mark.django_db
def test_cache_and_broker_are_asked_where_there_are_any(client: Client, settings: Any) -> None:
    settings.OUTBOX_DRAIN = "celery"
    _status, said = ready(client, **TOKEN)
    assert said["parts"]["cache"] == said["parts"]["broker"] == {"ok": True, "detail": "answers"}
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    status, said = ready(client)
    assert (status, said["degraded"], said["parts"]["broker"]) == (200, True, {"ok": False})
