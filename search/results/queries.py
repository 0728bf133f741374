"""One question answered: the engine proposes ids, the database decides who sees what, cards and facets are named."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from django.http import HttpRequest

from cms.opportunities.models import Investment, MissionCall, Opportunity
from cms.opportunities.queries import attach_agencies
from foundation.base.locales import active_language
from search.engines.base import EngineDown
from search.engines.current import search_engine
from search.results.cards import Card, cards, visible
from search.results.facets import Group, groups
from search.results.parameters import LAST_PAGE, PAGE_SIZE, Asked
from search.results.understanding import understand
from search.schema import OPPORTUNITIES

NEWEST = 12


@dataclass(frozen=True, slots=True)
class Results:
    """What a results page shows. `is_down`: the engine gave no answer, and the newest stand in its place."""

    asked: Asked
    total: int = 0
    cards: list[Card] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    understood: tuple[str, ...] = ()
    relaxed: bool = False
    is_down: bool = False

    @property
    def last_page(self) -> int:
        return min(LAST_PAGE, max(1, -(-self.total // PAGE_SIZE)))

    @property
    def previous(self) -> str:
        """The address of the page before, empty on the first."""
        return self.asked.on_page(min(self.asked.page - 1, self.last_page)).address() if self.asked.page > 1 else ""

    @property
    def next(self) -> str:
        """The address of the page after, empty on the last."""
        return self.asked.on_page(self.asked.page + 1).address() if self.asked.page < self.last_page else ""

    @property
    def first(self) -> str:
        return self.asked.on_page(1).address()

    @property
    def unfiltered(self) -> str:
        return self.asked.unfiltered().address()

    @property
    def with_closed(self) -> str:
        return self.asked.with_closed().address()

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """(label, address without it) of every value that narrows the results."""
        return [
            (value.label, self.asked.without(group.name, value.value).address())
            for group in self.groups
            for value in group.chosen
        ]


def results_for(asked: Asked, *, user: Any, request: HttpRequest | None, today: dt.date) -> Results:
    """Answer a question for a person in the active language; when the engine is down, with the newest there are."""
    language = active_language()
    understood = understand(asked.text, language)
    try:
        answer = search_engine().search(OPPORTUNITIES.name, asked.query(understood, today=today, highlight=language))
    except EngineDown:
        shown = cards(newest(user, today), request=request, language=language, today=today)
        return Results(asked, cards=shown, is_down=True)
    pages = visible(answer.ids, user)
    snippets = {hit.id: hit for hit in answer.hits if any(marked for _text, marked in hit.snippet)}
    shown = cards(list(pages.values()), request=request, language=language, today=today, hits=snippets)
    return Results(
        asked=asked,
        total=answer.total,
        cards=shown,
        groups=groups(asked, answer.facets, language),
        understood=understood.labels,
        relaxed=answer.relaxed,
    )


def newest(user: Any, today: dt.date, *, limit: int = NEWEST) -> Sequence[Opportunity]:
    """Return the newest open missions and investments a person may see, from the database alone."""
    pages = [page for found in _newest_by_kind(user, today, limit) for page in found]
    pages.sort(key=lambda page: page.first_published_at.timestamp() if page.first_published_at else 0.0, reverse=True)
    return attach_agencies(pages[:limit])


def newest_in_turn(user: Any, today: dt.date, *, limit: int) -> Sequence[Opportunity]:
    """Return the newest of each kind in turn: a mission, an investment, a mission …"""
    turns = zip_longest(*_newest_by_kind(user, today, limit))
    pages = [page for turn in turns for page in turn if page is not None]
    return attach_agencies(pages[:limit])


def _newest_by_kind(user: Any, today: dt.date, limit: int) -> list[list[Opportunity]]:
    kinds: tuple[Any, ...] = (MissionCall, Investment)
    return [
        list(kind.objects.open(today).visible_to(user).for_lists().order_by("-first_published_at", "pk")[:limit])
        for kind in kinds
    ]
