"""On the home page: a field to search in, and the newest open opportunities."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from foundation.base.locales import active_language
from foundation.panels.registry import Fragment
from search.results.cards import cards
from search.results.queries import newest_in_turn

SHOWN = 6


def home(*, request: HttpRequest, subjects: Iterable[Any] = ()) -> dict[Any, Fragment]:
    """Return one panel for the page without a subject."""
    today = timezone.localdate()
    language = active_language()
    pages = newest_in_turn(request.user, today, limit=SHOWN)
    shown = cards(pages, request=request, language=language, today=today)
    return {None: Fragment("search/_home.html", {"cards": shown})}
