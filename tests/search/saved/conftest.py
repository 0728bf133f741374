"""Calls that are open for long after the day the suite runs, and a person who saves searches."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from cms.opportunities.models import MissionCall
from foundation.accounts.models import User
from foundation.clocks.operations import tick
from search.engines.current import search_engine
from search.results.parameters import Asked
from search.saved.models import SavedSearch
from search.saved.operations.keeping import save_search
from search.saved.queries import reading_of
from tests import factories
from tests.cms import makers

Save = Callable[..., SavedSearch]
Publish = Callable[..., MissionCall]
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def awa(db: Any) -> User:
    return factories.user("awa@example.org", language="fr", time_zone="Europe/Paris")


@pytest.fixture
def save(awa: User) -> Save:
    """Return a function that saves a search of a member, ten minutes ago unless told otherwise."""

    def saved(text: str = "", /, *, user: User = awa, rhythm: str = "at_once", **more: Any) -> SavedSearch:
        filters = {name: tuple(values) for name, values in more.pop("filters", {}).items()}
        asked = Asked(text, filters)
        facts = {"name": text or "Tout", "language": "fr", "now": timezone.now() - 10 * MINUTE} | more
        return save_search(user=user, asked=asked, reading=reading_of(asked, search_engine()), rhythm=rhythm, **facts)

    return saved


@pytest.fixture
def publish(souss: makers.Agency) -> Publish:
    """Return a function that publishes a call that is open for a month."""

    def published(title: str = "Hangars", /, *, agency: makers.Agency = souss, **facts: Any) -> MissionCall:
        soon = timezone.localdate() + dt.timedelta(days=30)
        dates = {"closes_on": soon, "answers_by": soon + dt.timedelta(days=10), "starts_on": None, "ends_on": None}
        texts = facts.pop("texts", {"fr": title})
        return makers.call(agency, texts=texts, **(dates | facts))

    return published


@pytest.fixture
def work_at() -> Callable[..., dict[str, int]]:
    """Return a function that does all that is due some time from now, as `tick --now` does."""

    def work(**later: int) -> dict[str, int]:
        return tick(now=timezone.now() + dt.timedelta(**later))

    return work
