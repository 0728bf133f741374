"""What happened is told at least once, or is written nowhere."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from foundation.outbox.models import Delivery, Event
from foundation.outbox.operations import MOST_TRIES, PAUSES_S, deliver_due, forget_done, record, try_again
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


def fail_for_good() -> Delivery:
    """Return a delivery that was tried as often as any is."""
    record("thing.happened", subject=factories.user(), now=NOW)
    for day in range(MOST_TRIES + 3):
        deliver_due(now=NOW + dt.timedelta(days=day))
    return Delivery.objects.dead().get()


@pytest.mark.django_db
def test_what_fails_again_and_again_is_put_aside_and_kept() -> None:
    dead = fail_for_good()
    assert (dead.tries, dead.error) == (MOST_TRIES, "RuntimeError: not today")
    assert dead.dead_at == NOW + dt.timedelta(days=MOST_TRIES - 1)
    assert list(Delivery.objects.waiting()) == []
    forget_done(now=NOW + dt.timedelta(days=365))
    assert Event.objects.filter(pk=dead.event_id).exists()


@pytest.mark.django_db
def test_a_delivery_that_ends_its_process_each_time_is_put_aside_too(settings: Any) -> None:
    settings.OUTBOX_CONSUMERS = {"thing.happened": [f"{__name__}.hear"]}
    record("thing.happened", subject=factories.user(), now=NOW)
    Delivery.objects.update(tries=MOST_TRIES, leased_until=NOW)
    assert deliver_due(now=NOW + dt.timedelta(seconds=1)) == 0
    assert heard == []
    assert Delivery.objects.dead().get().error == "The process that worked on it ended before it was done."


@pytest.mark.django_db
def test_what_was_put_aside_can_be_tried_afresh_and_what_is_being_worked_is_left_alone(settings: Any) -> None:
    dead = fail_for_good()
    Delivery.objects.create(event=dead.event, consumer="other", due_at=NOW, leased_until=NOW + dt.timedelta(days=99))
    assert try_again(deliveries=Delivery.objects.undone(), now=NOW) == 1
    dead.refresh_from_db()
    assert (dead.dead_at, dead.tries, dead.due_at) == (None, 0, NOW)


@pytest.mark.django_db
def test_slow_consumers_are_worked_apart_and_one_at_a_time(settings: Any) -> None:
    settings.OUTBOX_CONSUMERS = {"thing.happened": [f"{__name__}.hear", f"{__name__}.hear_slowly"]}
    settings.OUTBOX_SLOW = [f"{__name__}.hear_slowly"]
    for _ in range(2):
        record("thing.happened", subject=factories.user(), now=NOW)
    assert deliver_due(now=NOW, slow=False) == 2
    first = Delivery.objects.undone().order_by("pk").first()
    Delivery.objects.filter(pk=first.pk).update(leased_until=NOW + dt.timedelta(hours=1))
    assert deliver_due(now=NOW, slow=True) == 0
    assert deliver_due(now=NOW + dt.timedelta(hours=2), slow=True) == 2
    assert not Delivery.objects.undone().exists()


def hear_slowly(event: Event) -> None:
    heard.append("slowly")


@pytest.mark.django_db
def test_work_ends_early_between_two_deliveries() -> None:
    for _ in range(3):
        record("thing.happened", subject=factories.user(), now=NOW)
    asked = iter([False, False, True])
    deliver_due(now=NOW, enough=lambda: next(asked))
    assert Delivery.objects.filter(tries=1).count() == 2


@pytest.mark.django_db
def test_administrators_see_on_their_desk_what_was_put_aside_and_have_it_tried_again(as_user: Any) -> None:
    address = f"{reverse('admin:outbox_delivery_changelist')}?state=dead"
    client = as_user(factories.staff(language="en"))
    assert 'data-panel="put-aside"' not in client.get("/en/desk/").content.decode()
    dead = fail_for_good()
    assert f'<a href="{address}" data-count="1">Deliveries: 1</a>' in client.get("/en/desk/").content.decode()
    page = client.get(address).content.decode()
    assert "RuntimeError: not today" in page
    assert f'<td class="field-tries">{MOST_TRIES}</td>' in page
    client.post(address, {"action": "try_now", "_selected_action": [dead.pk]}, follow=True)
    assert not Delivery.objects.dead().exists()
    assert deliver_due(now=NOW + dt.timedelta(days=900)) == 0
    assert Delivery.objects.undone().get().tries == 1


@pytest.mark.django_db
def test_others_see_nothing_of_what_was_put_aside(as_user: Any) -> None:
    fail_for_good()
    for person in (factories.user(language="en"), factories.user(language="en", is_staff=True)):
        assert 'data-panel="put-aside"' not in as_user(person).get("/en/desk/").content.decode()
