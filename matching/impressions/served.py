"""A list as it was served, sealed: what the browser sends back about it cannot be invented."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core import signing

from foundation.accounts.models import User
from foundation.base.ids import public_id
from matching.ranking.ranked import Match

SALT = "matching.impressions"
KEPT = dt.timedelta(days=1)


class NotServed(ValueError):
    """The seal is broken, too old, or of a list that was served to somebody else."""


@dataclass(frozen=True, slots=True)
class ServedCard:
    id: str
    position: int
    score: float
    features: dict[str, float | None]


@dataclass(frozen=True, slots=True)
class ServedList:
    """`subject` is opportunity or person: what the cards show; `query_id` whom the list answers."""

    list_id: str
    place: str
    subject: str
    query_id: str
    model: str
    served_at: dt.datetime
    cards: dict[str, ServedCard]


def seal(matches: Iterable[Match], *, viewer: User, place: str, subject: str, query_id: str, now: dt.datetime) -> str:
    """A signed string for the page to send back, with the features of every card: nothing is stored until seen."""
    cards: list[list[Any]] = []
    model = ""
    for position, match in enumerate(matches, start=1):
        model = match.model
        identifier = match.opportunity.id if subject == "opportunity" else match.person.id
        known = {name: value for name, value in match.features.items() if value is not None}
        cards.append([identifier, position, match.score, known])
    value = [public_id(), viewer.public_id, place, subject, query_id, model, now.isoformat(), cards]
    return signing.dumps(value, salt=SALT, compress=True)


def unseal(sealed: str, *, viewer: User, now: dt.datetime) -> ServedList:
    """Read what `seal` wrote.

    Raises:
        NotServed: it was not written here, not for this viewer, or more than KEPT ago.
    """
    try:
        value = signing.loads(sealed, salt=SALT)
        list_id, owner, place, subject, query_id, model, served, cards = value
        served_at = dt.datetime.fromisoformat(served)
        rows = {row[0]: ServedCard(row[0], row[1], row[2], row[3]) for row in cards}
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise NotServed("This list was not served here.") from error
    if owner != viewer.public_id:
        raise NotServed("This list was served to somebody else.")
    if now - served_at > KEPT:
        raise NotServed("This list was served too long ago.")
    return ServedList(list_id, place, subject, query_id, model, served_at, rows)
