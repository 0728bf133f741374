"""Ranked opportunities as the cards every list shows, with their remarks beside."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from cms.opportunities.queries import attach_agencies
from marketplace.profiles.queries import Completeness
from matching.serving.lists import RankedList, Row
from search.results.cards import Card, cards


@dataclass(frozen=True, slots=True)
class Shown:
    """One row of a ranked list and its card."""

    row: Row
    card: Card


@dataclass(frozen=True, slots=True)
class ShownList:
    rows: Sequence[Shown]
    compared: int
    sealed: str
    advice: Completeness | None = None


def shown(
    ranked: RankedList, *, request: HttpRequest, language: str, today: dt.date, advice: Completeness | None = None
) -> ShownList:
    """The list with a card per row, in a number of queries that does not grow.

    `advice` is what the profile would gain most from, said beside the list it would change.
    """
    pages = [row.subject for row in ranked.rows]
    attach_agencies(pages)
    made = cards(pages, request=request, language=language, today=today) if pages else []
    rows = [Shown(row, card) for row, card in zip(ranked.rows, made, strict=True)]
    return ShownList(rows, ranked.compared, ranked.sealed, advice)
