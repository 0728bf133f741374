"""What the index holds follows what the database holds: written after a change, made anew on demand, compared."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from cms.opportunities.models import OPPORTUNITY_TYPES
from foundation.outbox.models import Delivery
from foundation.outbox.operations import try_again
from marketplace.profiles.models import Profile
from search.documents.opportunities import all_opportunities, opportunities, public, version_now
from search.documents.opportunities import row_name as page_row
from search.documents.people import all_people, people
from search.documents.people import row_name as profile_row
from search.engines.base import Engine, EngineDown
from search.engines.current import search_engine
from search.schema import OPPORTUNITIES, PEOPLE, Document, Query

BATCH = 100
CONSUMERS = "search.indexing.consumers."
Progress = Callable[[Iterator[Document]], Iterator[Document]]
SOURCES: dict[str, Callable[[], Iterator[Document]]] = {
    OPPORTUNITIES.name: all_opportunities,
    PEOPLE.name: all_people,
}


def index_pages(*, page_ids: Iterable[int]) -> int:
    """Write the documents of public pages and forget those of all others; return how many were written.

    The rows are looked at again after the write: a page that went meanwhile leaves nothing behind.
    """
    wanted = sorted(set(page_ids))
    written = 0
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        written += search_engine().write(OPPORTUNITIES.name, list(opportunities(batch)))
        version = version_now()
        shown = {
            pk for model in OPPORTUNITY_TYPES for pk in public(model).filter(pk__in=batch).values_list("pk", flat=True)
        }
        _forget(OPPORTUNITIES.name, {page_row(page_id) for page_id in batch if page_id not in shown}, version)
    return written


def index_profiles(*, model: type[Profile], pks: Iterable[str]) -> int:
    """Write the documents of profiles whose person consented and forget those of all others."""
    wanted = sorted({str(pk) for pk in pks})
    written = search_engine().write(PEOPLE.name, list(people(model, wanted)))
    version = version_now()
    shown = {str(pk) for pk in model.objects.findable().filter(pk__in=wanted).values_list("pk", flat=True)}
    _forget(PEOPLE.name, {profile_row(model, pk) for pk in wanted if pk not in shown}, version)
    return written


def rebuild(*, progress: Progress = iter, engine: Engine | None = None) -> int:
    """Make every index anew beside the live one, from the database; return how many documents were written.

    Into the engine of the settings, unless another is given.
    """
    return sum((engine or search_engine()).rebuild(name, progress(source())) for name, source in SOURCES.items())


def catch_up(*, now: dt.datetime, subject_id: str = "") -> int:
    """Let what failed while the engine was down be told at once when it answers again; a clock's handler.

    What was put aside meanwhile is taken up too. Return how many deliveries go on.
    """
    down = Q()
    for error in (EngineDown, *EngineDown.__subclasses__()):
        down |= Q(error__startswith=f"{error.__name__}:")  # as the outbox notes them
    waiting = Delivery.objects.undone().filter(down).filter(Q(due_at__gt=now) | Q(dead_at__isnull=False))
    if not waiting.exists() or not search_engine().health().ok:
        return 0
    return try_again(deliveries=waiting, now=now)


@dataclass(slots=True)
class Comparison:
    """How the index stands against the database."""

    indexed: int = 0
    missing: int = 0
    extra: int = 0
    stale: int = 0

    @property
    def agrees(self) -> bool:
        return not (self.missing or self.extra or self.stale)


def compare(*, progress: Progress = iter, engine: Engine | None = None) -> Comparison:
    """Make every document from the database and hold it against the stored one; change nothing."""
    found = Comparison()
    for name, source in SOURCES.items():
        stored = dict((engine or search_engine()).fingerprints(name))
        found.indexed += len(stored)
        for document in progress(source()):
            fingerprint = stored.pop(document.id, None)
            found.missing += fingerprint is None
            found.stale += fingerprint not in (None, document.fingerprint)
        found.extra += len(stored)
    return found


def _forget(index: str, rows: set[str], version: int) -> None:
    """Erase the documents that were made of these rows (whose public ids the database may no longer know)."""
    if not rows:
        return
    query = Query(filters={"row": frozenset(rows)}, size=len(rows))
    gone = search_engine().search(index, query).ids
    if gone:
        search_engine().erase(index, gone, version=version)
