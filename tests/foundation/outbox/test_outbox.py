"""What happened is told at least once, or is written nowhere."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from foundation.outbox.models import Delivery, Event
from foundation.outbox.operations import PAUSES_S, deliver_due, forget_done, record
from tests import factories
from tests.factories import NOW

heard: list[str] = []


def hear(event: Event) -> None:
    heard.append(event.subject_id)


def refuse(event: Event) -> None:
    raise RuntimeError("not today")


@pytest.fixture(autouse=True)
def _listeners(settings: Any) -> None:
    heard.clear()
    settings.OUTBOX_CONSUMERS = {"thing.happened": [f"{__name__}.hear", f"{__name__}.refuse"]}


@pytest.mark.django_db
def test_an_event_outside_a_transaction_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    person = factories.user()
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)  # the test itself stands in one
    with pytest.raises(transaction.TransactionManagementError):
        record("thing.happened", subject=person, now=NOW)
    monkeypatch.undo()
    assert not Event.objects.filter(name="thing.happened").exists()


@pytest.mark.django_db
def test_an_event_goes_with_the_transaction_it_was_written_in() -> None:
    person = factories.user()
    with pytest.raises(RuntimeError), transaction.atomic():
        record("thing.happened", subject=person, now=NOW)
        raise RuntimeError
    assert Event.objects.count() == Delivery.objects.count() == 0


@pytest.mark.django_db
def test_each_consumer_is_told_once_and_a_failing_one_alone_is_told_again() -> None:
    person = factories.user()
    record("thing.happened", subject=person, now=NOW)
    assert deliver_due(now=NOW) == 1
    assert heard == [str(person.pk)]
    failed = Delivery.objects.undone().get()
    assert (failed.consumer, failed.tries, failed.error) == (f"{__name__}.refuse", 1, "RuntimeError: not today")
    assert failed.due_at == NOW + dt.timedelta(seconds=PAUSES_S[0])
    assert deliver_due(now=NOW + dt.timedelta(seconds=1)) == 0
    deliver_due(now=NOW + dt.timedelta(seconds=3))
    assert Delivery.objects.undone().get().tries == 2
    assert heard == [str(person.pk)]


@pytest.mark.django_db
def test_a_lease_of_a_killed_process_runs_out_and_nothing_is_lost() -> None:
    record("thing.happened", subject=factories.user(), now=NOW)
    Delivery.objects.update(leased_until=NOW + dt.timedelta(seconds=60), tries=1)
    assert deliver_due(now=NOW) == 0
    deliver_due(now=NOW + dt.timedelta(seconds=61))
    assert len(heard) == 1


@pytest.mark.django_db
def test_only_what_everybody_heard_is_forgotten() -> None:
    record("thing.happened", subject=factories.user(), now=NOW)
    record("other.happened", subject=factories.user(), now=NOW)
    deliver_due(now=NOW)
    later = NOW + dt.timedelta(days=31)
    forget_done(now=later)
    assert list(Event.objects.values_list("name", flat=True)) == ["thing.happened"]


@pytest.mark.django_db
def test_staff_see_what_is_overdue_and_can_have_it_tried_again(as_user: Any) -> None:
    record("thing.happened", subject=factories.user(), now=NOW - dt.timedelta(days=365))
    deliver_due(now=NOW - dt.timedelta(days=365))
    client = as_user(factories.staff())
    page = client.get(reverse("admin:outbox_delivery_changelist"), {"state": "overdue"})
    assert "not today" in page.content.decode()
    late = Delivery.objects.undone().get()
    client.post(
        reverse("admin:outbox_delivery_changelist"), {"action": "try_now", "_selected_action": [late.pk]}, follow=True
    )
    late.refresh_from_db()
    assert late.due_at > NOW - dt.timedelta(days=364)
