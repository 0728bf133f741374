"""The parts the site stands on: whether each is well, what to tell staff, and its figures.

Each group of parts is looked at in a thread of its own, for no longer than `HEALTH_TIMEOUT_S`: a server that takes a
connection and never answers must not hold up whoever asks. Who asks while a look is under way gets its result.
"""

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from redis import Redis

from foundation.clocks import queries as clocks
from foundation.notifications import queries as notifications
from foundation.outbox import queries as outbox
from search.engines.current import search_engine

UNTOLD_S = 60.0  # an event nobody has tried to tell for longer: nothing works what waits
UNWORKED_S = 300.0  # the same for mail and for the timetable, which is worked every few seconds
FIGURES = {
    "outbox_waiting": "Deliveries not yet done.",
    "outbox_failing": "Deliveries that failed and will be tried again.",
    "outbox_dead": "Deliveries put aside after the last try.",
    "outbox_oldest_seconds": "Age of the oldest event that somebody has yet to hear of.",
    "outbox_untold_seconds": "Age of the oldest event whose telling has not been tried once.",
    "clocks_late": "Clocks due for more than a minute.",
    "clocks_failing": "Clocks whose handler failed the last time.",
    "clocks_dead": "Clocks put aside after the last try.",
    "timetable_age_seconds": "Time since the timetable was last worked.",
    "mail_waiting": "Mails not yet sent.",
    "mail_failing": "Mails that failed and will be tried again.",
    "mail_dead": "Mails given up after the last try.",
    "mail_untried_seconds": "How long the oldest mail has been due without a try.",
    "search_documents": "Documents in the search index.",
}
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Part:
    """How a part is; `detail` is for staff, `figures` are named as in FIGURES."""

    ok: bool
    detail: str = ""
    figures: dict[str, float] = field(default_factory=dict)


class Look:
    """One group of parts and the thread that looks at them."""

    def __init__(self, names: tuple[str, ...], ask: Callable[[], dict[str, Part]]) -> None:
        self._names, self._ask = names, ask
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._found: dict[str, Part] = {}

    def start(self) -> None:
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name=f"look {self._names[0]}", daemon=True)
                self._thread.start()

    def result(self, until: float) -> dict[str, Part]:
        """Return the parts, or that they gave no answer until a moment of `time.monotonic()`."""
        assert self._thread is not None
        self._thread.join(max(0.0, until - time.monotonic()))
        if self._thread.is_alive():
            return {name: Part(False, f"no answer within {settings.HEALTH_TIMEOUT_S:g} s") for name in self._names}
        return self._found

    def _run(self) -> None:
        try:
            self._found = self._ask()
        except Exception as error:
            log.warning("%s is not well: %s", self._names[0], error)
            self._found = {name: Part(False, f"{type(error).__name__}: {error}") for name in self._names}
        finally:
            connections.close_all()


def standing() -> dict[str, Part]:
    """Look at all parts at once; never raises, and takes little longer than the time limit."""
    looks = [look for look, is_used in _LOOKS if is_used()]
    for look in looks:
        look.start()
    until = time.monotonic() + settings.HEALTH_TIMEOUT_S
    return {name: part for look in looks for name, part in look.result(until).items()}


def _database() -> dict[str, Part]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    now = timezone.now()
    found = {"database": Part(True, connection.vendor), "migrations": _migrations()}
    if not found["migrations"].ok:  # the tables below may lack columns
        return found
    return found | {"outbox": _outbox(now), "mail": _mail(now), "timetable": _timetable(now)}


_migrated = threading.Event()  # set once nothing was missing: a process outlives no change of its own code


def _migrations() -> Part:
    if not _migrated.is_set():
        executor = MigrationExecutor(connection)
        missing = [str(step) for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
        if missing:
            return Part(False, f"{len(missing)} not applied, the first is {missing[0]}: run manage.py migrate")
        _migrated.set()
    return Part(True, "all applied")


def _outbox(now: dt.datetime) -> Part:
    found = outbox.waiting()
    untold = _age(found.untold_since, now)
    figures: dict[str, float] = {
        "outbox_waiting": found.waiting,
        "outbox_failing": found.failing,
        "outbox_dead": found.dead,
    }
    figures |= {"outbox_oldest_seconds": _age(found.oldest_at, now), "outbox_untold_seconds": untold}
    detail = f"{found.waiting} waiting, {found.failing} of them failing, {found.dead} put aside"
    return Part(untold <= UNTOLD_S, detail, figures)


def _mail(now: dt.datetime) -> Part:
    found = notifications.unmailed(now)
    untried = _age(found.untried_since, now)
    figures: dict[str, float] = {
        "mail_waiting": found.waiting,
        "mail_failing": found.failing,
        "mail_dead": found.dead,
    }
    detail = f"{found.waiting} waiting, {found.failing} of them failing, {found.dead} given up"
    return Part(untried <= UNWORKED_S, detail, figures | {"mail_untried_seconds": untried})


def _timetable(now: dt.datetime) -> Part:
    found = clocks.timetable(now)
    figures: dict[str, float] = {"clocks_late": found.late, "clocks_failing": found.failing, "clocks_dead": found.dead}
    detail = f"{found.late} clocks late, {found.failing} failing, {found.dead} put aside"
    if found.worked_at is None:
        return Part(False, f"never worked; {detail}", figures)
    age = _age(found.worked_at, now)
    detail = f"last worked {age:.0f} s ago; {detail}"
    return Part(age <= UNWORKED_S, detail, figures | {"timetable_age_seconds": age})


def _age(since: dt.datetime | None, now: dt.datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0


def _search() -> dict[str, Part]:
    health = search_engine().health()
    breaker = f"; breaker {health.breaker}" if health.breaker else ""
    return {"search": Part(health.ok, f"{health.detail}{breaker}", {"search_documents": health.documents})}


def _files() -> dict[str, Part]:
    """Write and remove a file in each folder: a share that went read-only still lists its names."""
    for folder in (Path(settings.MEDIA_ROOT), Path(settings.PRIVATE_ROOT)):
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".writable-{threading.get_native_id()}"
        probe.write_bytes(b"")
        probe.unlink()
    return {"files": Part(True, "media and private files can be written")}


def _cache_address() -> str:
    address = str(settings.CACHES["default"].get("LOCATION", ""))
    return address if address.startswith(("redis://", "rediss://", "unix://")) else ""


def _broker_address() -> str:
    return settings.REDIS_URL if settings.OUTBOX_DRAIN == "celery" else ""


def _ping(name: str, address: str) -> dict[str, Part]:
    seconds = settings.HEALTH_TIMEOUT_S
    with Redis.from_url(address, socket_connect_timeout=seconds, socket_timeout=seconds) as server:
        server.ping()
    return {name: Part(True, "answers")}


_LOOKS: tuple[tuple[Look, Callable[[], object]], ...] = (
    (Look(("database", "migrations", "outbox", "mail", "timetable"), _database), lambda: True),
    (Look(("search",), _search), lambda: True),
    (Look(("files",), _files), lambda: True),
    (Look(("cache",), lambda: _ping("cache", _cache_address())), _cache_address),
    (Look(("broker",), lambda: _ping("broker", _broker_address())), _broker_address),
)
