"""What is recorded reaches a real worker through a real broker; killed or stopped, nothing is lost or done twice."""

import email
import signal
from collections.abc import Callable
from email.policy import default

import pytest
import redis
from django.conf import settings
from django.utils import timezone

from config.celery import app
from foundation.notifications.models import Notification
from foundation.outbox.models import Delivery
from foundation.outbox.operations import deliver_due
from search.engines.current import search_engine
from search.schema import OPPORTUNITIES, Query
from tests.cms import makers
from tests.workers.conftest import Workers, until

pytestmark = pytest.mark.allow_hosts(["127.0.0.1", "localhost"])
Happens = Callable[[str], Delivery]


def done(delivery: Delivery) -> bool:
    return Delivery.objects.filter(pk=delivery.pk).exclude(done_at=None).exists()


def lease(delivery: Delivery):  # type: ignore[no-untyped-def]
    return Delivery.objects.values_list("leased_until", flat=True).get(pk=delivery.pk)


def test_what_is_recorded_is_delivered_and_its_mail_leaves_without_a_timetable(
    workers: Workers, happens: Happens
) -> None:
    workers.worker("-P", "solo")
    delivery = happens("test.told")
    until(workers.mails, "the mail")
    until(lambda: Notification.objects.exclude(mailed_at=None).exists(), "the mark that it left")
    assert done(delivery)
    (sent,) = workers.mails()
    mail = email.message_from_string(sent.split("-" * 79)[0], policy=default)
    told = Notification.objects.get()
    assert mail["Message-ID"] == f"<{told.public_id}@jisr.example>"
    assert mail["To"] == "fatou@example.org"
    assert mail["Subject"] == "\u200fJisr يرحب بكم"


def test_a_published_call_is_found(workers: Workers, happens: Happens) -> None:
    workers.worker("-P", "solo")
    call = makers.call(makers.agency("Souss"))
    until(lambda: call.public_id in search_engine().search(OPPORTUNITIES.name, Query()).ids, "the call in the index")


def test_the_timetable_does_what_no_nudge_announced(workers: Workers, happens: Happens, settings) -> None:  # type: ignore[no-untyped-def]
    settings.OUTBOX_DRAIN = "off"
    delivery = happens("test.told")
    workers.worker("-P", "solo")
    workers.start("beat")
    until(lambda: done(delivery), "the delivery")
    until(lambda: list(workers.place.glob("beat-schedule*")), "the timetable's memory below JISR_VAR")


def test_many_changes_in_a_row_hold_up_neither_clocks_nor_mail() -> None:
    entries = app.conf.beat_schedule.values()
    queues = [app.amqp.router.route({}, entry["task"], kwargs=entry["kwargs"])["queue"].name for entry in entries]
    assert sorted(queues) == ["clocks", "mail", "outbox", "slow"]
    assert {queue.name for queue in app.amqp.queues.values()} == set(queues)


def test_what_a_killed_worker_was_at_is_done_once_by_another(workers: Workers, happens: Happens) -> None:
    workers.worker()
    delivery = happens("test.held")
    until(lambda: workers.runs("hold"), "the first run")
    workers.kill_all()
    assert not done(delivery)
    assert deliver_due(now=lease(delivery)) == 0  # until then it is nobody else's
    workers.go()
    workers.worker()
    until(lambda: done(delivery), "the second run", beaten=True)
    delivery.refresh_from_db()
    assert (delivery.tries, delivery.error) == (2, "")
    assert (workers.runs("hold"), workers.runs("tell")) == (2, 1)
    until(workers.mails, "the mail", beaten=True)
    assert len(workers.mails()) == Notification.objects.count() == 1


def test_a_worker_killed_while_it_sends_mails_loses_none(workers: Workers, happens: Happens) -> None:
    settled = [happens("test.told") for _ in range(30)]
    first = workers.worker()
    until(lambda: len(workers.mails()) >= 3, "some mails")
    workers.kill_all()
    assert first.poll() is not None
    workers.worker()
    until(lambda: Notification.objects.exclude(mailed_at=None).count() == len(settled), "every mail", beaten=True)
    ids = [line for sent in workers.mails() for line in sent.splitlines() if line.startswith("Message-ID")]
    assert len(set(ids)) == len(settled)
    assert len(ids) <= len(settled) + 1  # the one that was between the server's answer and its mark


def test_a_delivery_longer_than_its_lease_is_not_run_twice_at_once(workers: Workers, happens: Happens) -> None:
    workers.worker()
    delivery = happens("test.held")
    until(lambda: workers.runs("hold"), "the run")
    begun = lease(delivery)
    until(
        lambda: lease(delivery) > begun and timezone.now() > begun,
        "the end of what would have been its lease",
        beaten=True,
    )
    assert deliver_due(now=timezone.now()) == 0
    workers.go()
    until(lambda: done(delivery), "the end of the run")
    delivery.refresh_from_db()
    assert (delivery.tries, workers.runs("hold")) == (1, 1)


def test_slow_deliveries_hold_one_process_and_leave_the_other_to_the_rest(workers: Workers, happens: Happens) -> None:
    workers.worker("--concurrency", "2")
    slow = [happens("test.held_apart") for _ in range(3)]
    until(lambda: workers.runs("hold"), "the first slow one")
    quick = happens("test.told")
    until(lambda: done(quick), "the quick one", beaten=True)
    until(workers.mails, "its mail", beaten=True)
    assert workers.runs("hold") == 1
    workers.go()
    until(lambda: all(done(delivery) for delivery in slow), "the slow ones", beaten=True)


def test_a_worker_whose_broker_goes_while_it_is_at_something_goes_on(workers: Workers, happens: Happens) -> None:
    worker = workers.worker()
    delivery = happens("test.held")
    until(lambda: workers.runs("hold"), "the run")
    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        broker.client_kill_filter(_type="normal", skipme=True)
        broker.client_kill_filter(_type="pubsub", skipme=True)
    workers.go()
    until(lambda: done(delivery), "the end of the run")
    later = happens("test.told")
    until(lambda: done(later), "the next delivery", beaten=True)
    assert worker.poll() is None


def test_a_worker_that_is_asked_to_stop_finishes_what_it_is_at(workers: Workers, happens: Happens) -> None:
    worker = workers.worker()
    delivery = happens("test.held")
    until(lambda: workers.runs("hold"), "the run")
    worker.send_signal(signal.SIGTERM)
    workers.go()
    assert worker.wait(60) == 0
    delivery.refresh_from_db()
    assert (delivery.done_at is None, delivery.leased_until, delivery.tries) == (False, None, 1)


def test_a_worker_that_is_made_to_stop_gives_back_what_it_is_at(workers: Workers, happens: Happens) -> None:
    worker = workers.worker()
    delivery = happens("test.held")
    until(lambda: workers.runs("hold"), "the run")
    worker.send_signal(signal.SIGQUIT)
    worker.wait(60)
    until(lambda: lease(delivery) is None, "the lease given back")
    delivery.refresh_from_db()
    assert (delivery.done_at, delivery.tries, delivery.error) == (None, 0, "")


def test_a_broker_that_is_away_is_no_error_and_loses_nothing(
    workers: Workers, happens: Happens, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("foundation.outbox.broker._silent_until", 0.0)
    monkeypatch.setattr(app, "send_task", _sent_nowhere)
    delivery = happens("test.told")
    assert [record.name for record in caplog.records] == ["foundation.outbox.broker"]
    happens("test.told")
    assert len(caplog.records) == 1  # asked again only after a pause
    monkeypatch.undo()
    workers.worker("-P", "solo")
    until(lambda: done(delivery), "the delivery", beaten=True)


def _sent_nowhere(*args: object, **named: object) -> None:
    raise OSError("Connection refused")
