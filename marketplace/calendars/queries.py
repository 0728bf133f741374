"""Whose calendar an address opens, what stands in it, and a person's data."""

import datetime as dt
import hashlib
from typing import Any

from foundation.accounts.models import User
from marketplace.answers.lifecycle import OVER
from marketplace.answers.models import Submission
from marketplace.answers.queries import with_pages
from marketplace.answers.timelines import Day, to_come, with_agreed
from marketplace.calendars.models import CalendarFeed

MOST_ROWS = 500


def digest_of(token: str) -> str:
    """Return what is stored of a token; it has 256 random bits, so a plain SHA-256 will do."""
    return hashlib.sha256(token.encode()).hexdigest()


def owner_of(token: str) -> User | None:
    """Return whose calendar a token opens; nobody's when it was renewed or revoked, or the account is closed."""
    feed = CalendarFeed.objects.select_related("user").filter(digest=digest_of(token), user__is_active=True).first()
    return feed.user if feed else None


def dates_of(user: User, *, today: dt.date) -> list[tuple[Submission, Day]]:
    """Return the dates to come of all a person has under way, in a number of queries that does not grow."""
    own = Submission.objects.of(user).exclude(status__in=OVER).select_related("entry", "organisation")
    rows = with_agreed(with_pages(own.order_by("-updated_at", "-pk")[:MOST_ROWS]))
    dated = [(row, day) for row in rows for day in to_come(row, today=today)]
    return sorted(dated, key=lambda pair: (pair[1].on, pair[0].pk))


class CalendarData:
    """That there is an address; the address itself is nowhere."""

    name = "calendar"

    @staticmethod
    def export(user: User) -> dict[str, Any] | None:
        feed = CalendarFeed.objects.filter(user=user).first()
        return {"made_at": feed.made_at} if feed else None

    @staticmethod
    def erase(user: User) -> None:
        CalendarFeed.objects.filter(user=user).delete()
