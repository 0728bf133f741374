"""What searches have found is told: one mail for a person, a rhythm and a language, each opportunity once."""

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from cms.opportunities.lifecycle import Openness
from foundation.notifications.operations import tell
from foundation.notifications.rendering import absolute
from foundation.outbox.operations import record
from search.results.cards import Card, cards, visible
from search.saved.kinds import WHY
from search.saved.lifecycle import GATHERED, Rhythm
from search.saved.models import Find, SavedSearch, Subscriber
from search.saved.queries import alert_key, manage_address, stop_address

MOST_MAILS = 500  # in one call of the clock: others wait in the same line
MOST_SHOWN = 15  # of one search; the rest is one link away


@dataclass(slots=True)
class Section:
    """What a mail shows of one search; `more` are the finds that are left to its page."""

    search: SavedSearch
    address: str
    cards: list[Card] = field(default_factory=list)
    more: int = 0


def tell_due(*, now: dt.datetime, subject_id: str = "") -> int:
    """Write the mails that are due; a clock's handler. Return how many.

    Each is written in one transaction with the marks on what it tells: a process that dies between two leaves the rest
    to the next call, one that dies within leaves everything of it.
    """
    mail = ("search__subscriber_id", "search__rhythm", "search__language")
    due = Find.objects.due(now).filter(search__in=SavedSearch.objects.active())
    mails = due.order_by(*mail).values_list(*mail).distinct()[:MOST_MAILS]
    return sum(_tell(*whom, now=now) for whom in mails)


@transaction.atomic
def _tell(subscriber_id: int, rhythm: str, language: str, *, now: dt.datetime) -> int:
    """Write one mail of all that waits; 1 when it was written, 0 when nothing is left to say."""
    rows = Subscriber.objects.select_for_update(of=("self",)).select_related("user")
    subscriber = rows.filter(pk=subscriber_id).first()
    if subscriber is None:
        return 0
    until = now + GATHERED if rhythm == Rhythm.AT_ONCE else now
    mine = SavedSearch.objects.of(subscriber).active().filter(rhythm=rhythm, language=language)
    finds = list(Find.objects.due(until).filter(search__in=mine).select_related("search").order_by("pk"))
    sections, told = _sections(subscriber, finds, language, now=now)
    Find.objects.filter(pk__in=[find.pk for find in finds if find not in told]).delete()  # may be found again
    if not told:
        return 0
    Find.objects.filter(pk__in=[find.pk for find in told]).update(told_at=now)
    record("search.told", subject=subscriber, now=now)
    if sections:
        _write(subscriber, rhythm, language, sections, key=alert_key(subscriber, told[0].pk), now=now)
    return len(sections[:1])


def _sections(
    subscriber: Subscriber, finds: Sequence[Find], language: str, *, now: dt.datetime
) -> tuple[list[Section], list[Find]]:
    """Return what is still open and visible, by search, and the finds that are told by it.

    What the person was told already through another of her searches counts as told and is not shown again.
    """
    shown = _shown({find.opportunity for find in finds}, subscriber, language, now=now)
    before = Find.objects.filter(search__subscriber=subscriber, opportunity__in=shown, told_at__isnull=False)
    said = set(before.values_list("opportunity", flat=True))
    sections: dict[int, Section] = {}
    told = [find for find in finds if find.opportunity in shown]
    for find in told:
        if find.opportunity in said:
            continue
        said.add(find.opportunity)
        section = sections.setdefault(find.search_id, Section(find.search, _results(find.search, language)))
        if len(section.cards) < MOST_SHOWN:
            section.cards.append(shown[find.opportunity])
        else:
            section.more += 1
    return list(sections.values()), told


def _shown(ids: set[str], subscriber: Subscriber, language: str, *, now: dt.datetime) -> dict[str, Card]:
    user = subscriber.user or AnonymousUser()
    today = now.astimezone(zoneinfo.ZoneInfo(subscriber.time_zone)).date()
    pages = [
        page
        for page in visible(sorted(ids), user).values()
        if page.openness(today) in (Openness.OPEN, Openness.REFERENCE)
    ]
    with translation.override(language):
        return {card.id: card for card in cards(pages, request=None, language=language, today=today)}


def _results(search: SavedSearch, language: str) -> str:
    with translation.override(language):
        return f"{reverse('search')}{search.asked().address()}"


def _write(
    subscriber: Subscriber, rhythm: str, language: str, sections: Sequence[Section], *, key: str, now: dt.datetime
) -> None:
    stop, manage = stop_address(subscriber, rhythm, language), manage_address(subscriber, language)
    with translation.override(language):
        why = str(WHY[Rhythm(rhythm)])
    tell(
        key=key,
        kind="search.alert",
        recipient=subscriber.user,
        email=subscriber.email,
        language=language,
        template="saved/mail/alert",
        facts={
            "sections": sections,
            "first": sections[0],
            "count": sum(len(section.cards) + section.more for section in sections),
            "manage_url": manage,
        },
        url=sections[0].address if len(sections) == 1 else manage,
        unsubscribe_url=absolute(stop),
        why=why,
        now=now,
    )
