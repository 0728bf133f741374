"""Agencies with calls, and the outbox worked as `tick` works it."""

import datetime as dt
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.utils import timezone

from foundation.outbox.models import Delivery
from foundation.outbox.operations import deliver_due
from foundation.taxonomy.models import Relation, Version
from tests.cms import makers

_versions = count(1_000_000, 1000)


@pytest.fixture
def work_outbox() -> Callable[[], int]:
    """Return a function that delivers everything recorded so far, and fails when a consumer did."""

    def work() -> int:
        done = deliver_due(now=timezone.now() + dt.timedelta(seconds=1))
        failed = Delivery.objects.undone().exclude(error="")
        assert [(str(delivery), delivery.error) for delivery in failed] == []
        return done

    return work


@pytest.fixture
def water(db: Any) -> dict[str, Any]:
    """Three concepts of water, one above two, with labels in four languages."""
    whole = makers.skill("eau et assainissement", en="water and sanitation", ar="الماء والتطهير")
    drinking = makers.skill("eau potable", en="drinking water", ar="مياه الشرب", es="agua potable")
    sanitation = makers.skill("assainissement", en="sanitation", ar="التطهير السائل", es="saneamiento")
    for one in (drinking, sanitation):
        Relation.objects.create(source=one, target=whole, kind="broader")
    Relation.objects.create(source=drinking, target=sanitation, kind="related")
    Relation.objects.create(source=sanitation, target=drinking, kind="related")
    _as_new_version()
    return {"whole": whole, "drinking": drinking, "sanitation": sanitation}


@pytest.fixture
def tourism(db: Any) -> dict[str, Any]:
    """A field and a part of it, whose English names read like French."""
    field = makers.skill("tourisme", en="tourism")
    cultural = makers.skill("tourisme culturel", en="cultural tourism")
    _as_new_version()
    return {"field": field, "cultural": cultural}


@pytest.fixture
def dams(db: Any) -> None:
    """Two skills of which no name is one word."""
    makers.skill("entretien de barrages", en="dam maintenance")
    makers.skill("surveillance de barrages", en="dam monitoring")
    _as_new_version()


@pytest.fixture
def food(db: Any) -> dict[str, Any]:
    """A skill and a sector, and two skills, that have one name in French and two in English."""
    found = {
        "skill": makers.skill("agroalimentaire", en="food processing"),
        "sector": makers.sector("agroalimentaire", en="manufacture of food"),
        "security": makers.skill("sécurité alimentaire", en="food security"),
        "safety": makers.skill("sécurité alimentaire", en="food safety"),
    }
    _as_new_version()
    return found


def _as_new_version() -> None:
    """Give the taxonomy a number of its own: the linker is kept per version, and a rolled back test gives it back."""
    Version.objects.update_or_create(pk=1, defaults={"number": next(_versions)})


@pytest.fixture
def souss(db: Any) -> makers.Agency:
    return makers.agency("Souss", region="MA-09")


@pytest.fixture
def today() -> dt.date:
    return timezone.localdate()
