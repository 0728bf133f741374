"""While the engine is down what happens waits in the outbox, and is told by itself when the engine is back."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from foundation.clocks.operations import run_clocks
from foundation.outbox.models import Delivery
from foundation.outbox.operations import deliver_due
from search.engines.current import search_engine
from search.engines.elastic.breaker import FAILURES
from search.indexing.operations import CONSUMERS, catch_up
from search.schema import Query
from tests.cms import makers
from tests.search.engines.server import LOCAL

AWAY = {"path": "search.engines.elastic.engine.ElasticEngine", "options": {"url": "http://127.0.0.1:9"}}
pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(LOCAL)]


def failed() -> Any:
    return Delivery.objects.undone().of_consumers(CONSUMERS)


def found() -> list[str]:
    return sorted(search_engine().search("opportunities", Query()).ids)


def test_what_was_published_while_the_server_was_down_is_found_soon_after_it_is_back(
    souss: makers.Agency, settings: Any
) -> None:
    running, now = settings.SEARCH_ENGINE, timezone.now() + dt.timedelta(seconds=1)
    settings.SEARCH_ENGINE = AWAY
    pages = [makers.call(souss), makers.investment(souss)]
    for minutes in (0, 1, 5, 30):
        deliver_due(now=now + dt.timedelta(minutes=minutes))
        run_clocks(now=now + dt.timedelta(minutes=minutes))
    assert failed().count() >= 2
    assert all(delivery.error.startswith("EngineDown: ") for delivery in failed())

    settings.SEARCH_ENGINE = running
    now += dt.timedelta(minutes=31)
    deliver_due(now=now)
    assert found() == []  # their pauses have grown
    run_clocks(now=now)
    deliver_due(now=now)
    assert failed().count() == 0
    assert found() == sorted(page.public_id for page in pages)


def test_more_changes_than_the_breaker_has_patience_for_are_all_kept(souss: makers.Agency, settings: Any) -> None:
    running, now = settings.SEARCH_ENGINE, timezone.now() + dt.timedelta(seconds=1)
    settings.SEARCH_ENGINE = AWAY
    pages = [makers.call(souss) for _ in range(FAILURES + 3)]
    deliver_due(now=now)
    assert failed().filter(error__contains="failed several times in a row").exists()
    settings.SEARCH_ENGINE = running
    assert catch_up(now=now) == failed().count()
    deliver_due(now=now)
    assert found() == sorted(page.public_id for page in pages)


def test_what_was_put_aside_while_the_server_was_away_for_days_is_taken_up_too(souss: makers.Agency) -> None:
    page = makers.call(souss)
    now = timezone.now() + dt.timedelta(days=2)
    failed().update(error="EngineDown: away", tries=20, dead_at=now - dt.timedelta(days=1))
    deliver_due(now=now)
    assert found() == []
    assert catch_up(now=now) > 0
    deliver_due(now=now)
    assert (failed().count(), found()) == (0, [page.public_id])


def test_catching_up_leaves_alone_what_failed_for_another_reason_and_waits_for_the_engine(
    souss: makers.Agency, settings: Any
) -> None:
    makers.call(souss)
    now = timezone.now()
    later = now + dt.timedelta(hours=1)
    Delivery.objects.undone().update(due_at=later, error="")
    assert catch_up(now=now) == 0
    Delivery.objects.undone().update(error="KeyError: 'x'")
    assert catch_up(now=now) == 0
    failed().update(error="EngineDown: away")
    running = settings.SEARCH_ENGINE
    settings.SEARCH_ENGINE = AWAY
    assert catch_up(now=now) == 0
    assert set(failed().values_list("due_at", flat=True)) == {later}
    settings.SEARCH_ENGINE = running
    assert catch_up(now=now) == failed().count() > 0
    assert set(failed().values_list("due_at", flat=True)) == {now}
