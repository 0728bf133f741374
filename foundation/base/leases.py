"""A row that one process works at a time: taken with a lease, renewed while it is worked, settled by its holder only.

The rows (deliveries, clocks, mails) have `leased_until` and `tries`. A killed process loses its lease after
`settings.LEASE_S`, and the row is taken again; a process that only takes long keeps it. `tries` grows with each taking,
so it tells the holder from one who came back too late.
"""

import datetime as dt
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self, TypeVar

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

Row = TypeVar("Row", bound=models.Model)
LOST = "The process that worked on it ended before it was done."
log = logging.getLogger(__name__)


def free(now: dt.datetime) -> Q:
    """Return the condition that nobody is at the row."""
    return Q(leased_until=None) | Q(leased_until__lt=now)


class LeasedQuerySet(QuerySet[Row]):
    """Rows that are worked one at a time, and have `done_at`, `dead_at` and what a lease needs."""

    def undone(self) -> Self:
        return self.filter(done_at=None)

    def waiting(self) -> Self:
        """Neither done nor put aside."""
        return self.undone().filter(dead_at=None)

    def dead(self) -> Self:
        """Put aside after the last try, until staff has it tried again."""
        return self.undone().exclude(dead_at=None)


@transaction.atomic
def take(due: QuerySet[Row], *, now: dt.datetime) -> Row | None:
    """Lease the first row of those due, and count the try (SQLite ignores the row lock: its write lock serves)."""
    row: Any = due.select_for_update(skip_locked=True, of=("self",)).first()
    if row is None:
        return None
    fields = ["leased_until", "tries"]
    if row.leased_until is not None:  # whoever had it never came back to say why
        row.error = LOST
        fields.append("error")
    row.leased_until = max(now, timezone.now()) + _lease()
    row.tries += 1
    row.save(update_fields=fields)
    return row


@contextmanager
def held(row: models.Model) -> Iterator[None]:
    """Keep the lease of a row that was taken, however long the work takes; given back when the process is told to end.

    An ordinary exception is the caller's to settle. One that ends the process (SystemExit, KeyboardInterrupt) gives the
    row back at once, and the try does not count.
    """
    over = threading.Event()
    renewing = threading.Thread(target=_renew, args=(row, over), name="lease", daemon=True)
    renewing.start()
    try:
        yield
    except Exception:
        raise
    except BaseException:
        settle(row, tries=row.tries - 1)  # type: ignore[attr-defined]
        raise
    finally:
        over.set()
        renewing.join()


def settle(row: models.Model, **facts: Any) -> bool:
    """Write what became of a row and end its lease; answer False, and write nothing, if somebody else took it since."""
    if _mine(row).update(leased_until=None, **facts):
        return True
    log.warning("%s was taken by another process before it was settled", row)
    return False


def _mine(row: Any) -> QuerySet[Any]:
    return type(row)._default_manager.filter(pk=row.pk, tries=row.tries).exclude(leased_until=None)


def _renew(row: models.Model, over: threading.Event) -> None:
    """Push the end of the lease away, three times as often as needed, until the work is over."""
    while not over.wait(settings.LEASE_S / 3):
        try:
            _mine(row).update(leased_until=timezone.now() + _lease())
        except Exception:  # the next turn may succeed; else the lease runs out as if the process had died
            log.exception("lease of %s", row)
        finally:
            connection.close()


def _lease() -> dt.timedelta:
    return dt.timedelta(seconds=settings.LEASE_S)
