"""The desk tells staff how the search engine is and how far the index is behind; others are not bothered with it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from lxml import html

from foundation.outbox.models import Delivery, Event
from search.indexing.operations import CONSUMERS
from tests import factories
from tests.cms import makers
from tests.search.engines.server import LOCAL
from tests.search.indexing.test_catching_up import AWAY

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(LOCAL)]


def panel(client: Any, language: str = "en") -> Any:
    found = html.fromstring(client.get(f"/{language}/desk/").content).xpath("//*[@data-panel='search-engine']")
    return found[0] if found else None


def test_staff_see_the_engine_its_documents_and_that_nothing_waits(
    as_user: Any, souss: makers.Agency, work_outbox: Callable[[], int]
) -> None:
    makers.call(souss)
    work_outbox()
    shown = panel(as_user(factories.user(is_staff=True, is_superuser=True)))
    assert shown.get("data-engine-ok") == "1"
    assert shown.xpath(".//*[@data-count='documents']/text()") == ["1"]
    assert shown.xpath(".//a/@data-count") == ["0"]


def test_staff_see_a_server_that_is_down_and_the_age_of_what_waits(
    as_user: Any, souss: makers.Agency, settings: Any
) -> None:
    makers.call(souss)
    Event.objects.update(at=timezone.now() - dt.timedelta(hours=3, minutes=1))
    Delivery.objects.of_consumers(CONSUMERS).update(error="EngineDown: away", tries=1)
    settings.SEARCH_ENGINE = AWAY
    client = as_user(factories.user(is_staff=True, is_superuser=True))
    shown = panel(client)
    assert shown.get("data-engine-ok") == "0"
    text = " ".join(shown.text_content().split())
    assert "Elasticsearch · does not answer" in text
    assert "cannot be reached" in text
    assert "the oldest for 3" in text.replace("\xa0", " ")
    assert shown.xpath(".//*[@data-breaker]/@data-breaker") == ["closed"]
    assert int(shown.xpath(".//a/@data-count")[0]) == Delivery.objects.of_consumers(CONSUMERS).count() > 0
    assert "محرك البحث" in panel(client, "ar").text_content()
    assert "Moteur de recherche" in panel(client, "fr").text_content()


def test_nobody_else_sees_it(as_user: Any, souss: makers.Agency) -> None:
    assert panel(as_user(souss.editor)) is None
    assert panel(as_user(factories.user(is_staff=True))) is None
