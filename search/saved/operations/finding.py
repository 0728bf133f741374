"""What was published is written down for the searches it concerns; searches are read anew when words change."""

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Iterator

from django.db import transaction
from wagtail.models import Page

from cms.opportunities.models import OPPORTUNITY_TYPES
from foundation.outbox.operations import record
from search.documents.opportunities import opportunities, public
from search.engines.current import search_engine
from search.plain import Laid
from search.saved.lifecycle import told_at
from search.saved.models import Find, Posting, SavedSearch
from search.saved.postings import Counts, Reading, read, to_json
from search.saved.queries import Held, candidates, day_of_match, taxonomy_version
from search.schema import Document

LOOKED_BACK = dt.timedelta(days=60)
AT_A_TIME = 500  # searches read anew in one step, rows written in one statement


def find_searches(*, page_ids: Iterable[int], now: dt.datetime) -> int:
    """Write down which saved searches the public opportunities among some pages concern; return how many are new.

    A page published before a search was saved is no news to it. Done twice it ends the same: a search finds an
    opportunity once for ever. What is read is read without a lock; each page is written in a transaction of its own.
    """
    published = _published(page_ids, since=now - LOOKED_BACK)
    holds = Held(search_engine())
    found = 0
    for document in opportunities(published):
        page_id = int(str(document.values["row"]).partition(":")[2])
        finds = list(_finds(document, published[page_id], holds, now))
        found += _write(finds)
    return found


def _published(page_ids: Iterable[int], *, since: dt.datetime) -> dict[int, dt.datetime]:
    rows = Page.objects.filter(pk__in=set(page_ids), live=True, last_published_at__gte=since).order_by("pk")
    return dict(rows.values_list("pk", "last_published_at"))


def _finds(document: Document, published_at: dt.datetime, holds: Held, now: dt.datetime) -> Iterator[Find]:
    """Yield what is found; a question that many people ask is read once."""
    laid = Laid(document)
    known: dict[tuple[str, int, dt.date], dt.date | None] = {}
    for candidate in candidates(laid, published_at=published_at):
        there = zoneinfo.ZoneInfo(candidate.time_zone)
        today = now.astimezone(there).date()
        question = (candidate.digest, candidate.read_with, today)
        if question not in known:
            known[question] = day_of_match(laid, candidate, today=today, holds=holds)
        if (day := known[question]) is not None:
            found_at = now if day == today else dt.datetime(day.year, day.month, day.day, tzinfo=there)
            due_at = told_at(candidate.rhythm, found_at=found_at, time_zone=candidate.time_zone)
            yield Find(search_id=candidate.search_id, opportunity=document.id, found_at=found_at, due_at=due_at)


@transaction.atomic
def _write(finds: list[Find]) -> int:
    """Write finds whose search still stands; those known already stay as they are."""
    if not finds:
        return 0
    before = Find.objects.filter(opportunity=finds[0].opportunity).count()
    for start in range(0, len(finds), AT_A_TIME):
        batch = finds[start : start + AT_A_TIME]
        standing = set(
            SavedSearch.objects.filter(pk__in=[find.search_id for find in batch]).values_list("pk", flat=True)
        )
        Find.objects.bulk_create([find for find in batch if find.search_id in standing], ignore_conflicts=True)
    return Find.objects.filter(opportunity=finds[0].opportunity).count() - before


def read_again(*, now: dt.datetime) -> int:
    """Read the next few hundred searches anew with the taxonomy as it stands; return how many.

    While some are left an event asks for the next step. After the last one, what was published since the taxonomy
    changed is looked at once more: it may have come before the words it is found by.
    """
    version = taxonomy_version()
    counts = Counts(search_engine())
    batch = list(SavedSearch.objects.filter(read_with__lt=version).exclude(text="").order_by("pk")[:AT_A_TIME])
    if batch:
        _write_readings([(search, read(search.asked(), counts, version=version)) for search in batch], now=now)
    return len(batch)


@transaction.atomic
def _write_readings(readings: list[tuple[SavedSearch, Reading]], *, now: dt.datetime) -> None:
    rows = SavedSearch.objects.select_for_update(of=("self",)).filter(pk__in=[search.pk for search, _ in readings])
    standing = {search.pk: search for search in rows}
    kept = [(standing[search.pk], reading) for search, reading in readings if search.pk in standing]
    for search, reading in kept:
        search.units, search.read_with = to_json(reading.units), reading.version
    SavedSearch.objects.bulk_update([search for search, _ in kept], ["units", "read_with"])
    Posting.objects.filter(search__in=standing.values()).delete()
    postings = [Posting(search=search, key=key) for search, reading in kept for key in sorted(reading.keys)]
    Posting.objects.bulk_create(postings, batch_size=AT_A_TIME)
    if kept:
        record("searches.read", subject=kept[-1][0], now=now)


def look_back(*, since: dt.datetime, now: dt.datetime) -> int:
    """Look once more at what was published since a moment; return how many finds are new."""
    page_ids = [
        pk
        for model in OPPORTUNITY_TYPES
        for pk in public(model).filter(last_published_at__gte=since).values_list("pk", flat=True)
    ]
    return find_searches(page_ids=page_ids, now=now)
