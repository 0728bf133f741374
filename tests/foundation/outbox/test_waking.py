"""Whoever works what is due is woken once after the commit, and a broker that is away costs nobody anything."""

from typing import Any

import pytest
from django.conf import settings as configured
from django.db import transaction

from config.celery import app
from foundation.outbox.drain import Drain
from foundation.outbox.models import Event
from foundation.outbox.operations import record
from tests import factories
from tests.factories import NOW

sent: list[dict[str, Any]] = []
heard: list[str] = []


def hear(event: Event) -> None:
    heard.append(event.subject_id)


@pytest.fixture(autouse=True)
def _a_broker(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sent.clear()
    settings.OUTBOX_DRAIN = "celery"
    settings.OUTBOX_CONSUMERS = {
        "quick.happened": [f"{__name__}.hear"],
        "slow.happened": ["somewhere.slow", f"{__name__}.hear"],
    }
    settings.OUTBOX_SLOW = ["somewhere.slow"]
    monkeypatch.setattr("foundation.outbox.broker._silent_until", 0.0)
    monkeypatch.setattr(app, "send_task", lambda name, **how: sent.append({"name": name} | how))


@pytest.mark.django_db
def test_a_transaction_wakes_once_however_much_it_records(django_capture_on_commit_callbacks: Any) -> None:
    person = factories.user()
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(5):
            record("quick.happened", subject=person, now=NOW)
    assert [(one["name"], one["kwargs"], one["retry"]) for one in sent] == [("work", {"part": "outbox"}, False)]


@pytest.mark.django_db
def test_what_is_slow_wakes_a_queue_of_its_own(django_capture_on_commit_callbacks: Any) -> None:
    person = factories.user()
    with django_capture_on_commit_callbacks(execute=True):
        record("slow.happened", subject=person, now=NOW)
    assert sorted(one["name"] for one in sent) == ["work", "work_slow"]


@pytest.mark.django_db
def test_what_is_rolled_back_wakes_nobody_and_what_comes_after_it_does(django_capture_on_commit_callbacks: Any) -> None:
    person = factories.user()
    with django_capture_on_commit_callbacks(execute=True):
        with pytest.raises(RuntimeError), transaction.atomic():
            record("quick.happened", subject=person, now=NOW)
            raise RuntimeError
        record("quick.happened", subject=person, now=NOW)
    assert len(sent) == Event.objects.filter(name="quick.happened").count() == 1


@pytest.mark.django_db
def test_a_broker_that_is_away_is_logged_once_and_asked_again_only_later(
    django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    person, asked = factories.user(), []

    def refuses(name: str, **how: Any) -> None:
        asked.append(name)
        raise OSError("Connection refused")

    monkeypatch.setattr(app, "send_task", refuses)
    for _ in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            record("quick.happened", subject=person, now=NOW)
    assert asked == ["work"]
    assert [line.levelname for line in caplog.records] == ["WARNING"]
    assert Event.objects.filter(name="quick.happened").count() == 3


def test_the_timetable_holds_every_part_and_messages_outlive_no_limit() -> None:
    app.loader.import_default_modules()
    timetable = app.conf.beat_schedule
    assert set(timetable) == {"outbox", "slow", "clocks", "mail"}
    assert {entry["task"] for entry in timetable.values()} <= set(app.tasks)
    limits = [app.conf.task_time_limit, app.tasks["work_slow"].time_limit]
    assert max(limits) < app.conf.broker_transport_options["visibility_timeout"]
    assert app.conf.accept_content == [app.conf.task_serializer] == ["json"]
    assert app.conf.beat_schedule_filename.startswith(str(configured.VAR))


@pytest.mark.django_db
def test_a_task_works_its_part_and_minds_no_word_it_does_not_know(settings: Any) -> None:
    heard.clear()
    person = factories.user()
    record("slow.happened", subject=person, now=NOW)
    app.loader.import_default_modules()
    assert app.tasks["work"].run(part="outbox", of_a_later_version=True) == 1
    assert heard == [str(person.pk)]
    assert app.tasks["work"].run(part="mail") == 0


def test_a_thread_of_the_embedded_default_ends_with_its_process(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.WARM_UP = []
    drain = Drain(f"{__name__}.nothing")
    drain.start()
    thread = drain._thread
    monkeypatch.setattr("foundation.outbox.drain.stopping", lambda: True)
    drain.join()
    assert thread is not None
    assert not thread.is_alive()
    drain.start()
    assert drain._thread is thread


def nothing() -> None:
    """What the thread above works."""
