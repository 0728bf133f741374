"""One run, in a process of its own: write, take servers and workers away meanwhile, wait until idle, count."""

import json
import os
import random
import sys
import time
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from foundation.notifications.models import Notification  # noqa: E402
from foundation.outbox.models import Delivery  # noqa: E402
from search.saved.models import Find  # noqa: E402
from tests.chaos.checking import check, idle  # noqa: E402
from tests.chaos.processes import Processes, Stuck, server, until  # noqa: E402
from tests.chaos.writing import Writer  # noqa: E402

DOWN = 0.12  # of the writes are made while the search server is away


class Run:
    """The failures of a run, in the order of its seed, each at its share of the writes."""

    def __init__(self, seed: int, writes: int) -> None:
        self._rng = random.Random(seed)
        self._begun = time.monotonic()
        call_command("migrate", verbosity=0)
        self.writer = Writer(self._rng, writes)
        self.processes = Processes(settings.VAR)
        self.interruptions = 0  # of those who send
        self.cut: dict[str, int] = {}  # failure → rows that were being worked when it came
        self.order: list[str] = []

    def go(self) -> tuple[dict[str, Any], list[str]]:
        self.writer.start()
        failures = [self._search_away, self._worker_killed, self._broker_restarts, self._database_restarts]
        self._rng.shuffle(failures)
        failures.insert(2, self._digest_killed)
        for place, failure in enumerate(failures):
            self.writer.limit = (place + 1.4) / (len(failures) + 0.5)
            self._reach((place + 0.5) / (len(failures) + 0.5))
            self.order.append(name := failure.__name__.strip("_"))
            self._say(name)
            failure()
        self.writer.limit = 1
        self._reach(1)
        self.writer.join()
        self._say("written")
        self._morning_comes()
        until(self._settled, "nothing waits any more")
        self._say("idle")
        faults = self.processes.faults()
        self.processes.end()
        counts, found = check(self.writer.done, interruptions=self.interruptions)
        return {"order": self.order, "cut": self.cut} | counts, faults + found

    def _say(self, what: str) -> None:
        print(f"{time.monotonic() - self._begun:4.0f} s, {self.writer.done.writes} writes: {what}", file=sys.stderr)

    def _reach(self, share: float) -> None:
        until(lambda: self.writer.progress >= share or self.writer.error is not None, f"{share:.0%} of the writes")
        if self.writer.error is not None:
            raise self.writer.error

    def _search_away(self) -> None:
        server("stop", "elasticsearch")
        self._reach(min(self.writer.limit, self.writer.progress + DOWN))
        server("start", "elasticsearch")

    def _broker_restarts(self) -> None:
        self._while_delivering()
        server("restart", "redis")

    def _database_restarts(self) -> None:
        self.interruptions += 1
        server("restart", "postgresql")

    def _worker_killed(self) -> None:
        self._while_delivering()
        self._kill("deliveries")

    def _digest_killed(self) -> None:
        before = Notification.objects.filter(kind="search.alert").count()
        self._morning_comes()
        alerts = Notification.objects.filter(kind="search.alert")
        until(lambda: alerts.count() > before + 2, "a digest is being written", pause_s=0.01)
        self._kill("digest")

    def _while_delivering(self) -> None:
        until(lambda: Delivery.objects.exclude(leased_until=None).exists(), "a delivery is worked", pause_s=0.01)

    def _kill(self, name: str) -> None:
        self.interruptions += 1
        self._say("kill -9")
        self.processes.kill_worker()
        taken = Delivery.objects.exclude(leased_until=None).count()
        taken += Notification.objects.exclude(leased_until=None).count()
        self.cut[name] = taken + (Find.objects.due(timezone.now()).count() if name == "digest" else 0)
        self.processes.new_worker()

    def _morning_comes(self) -> None:
        """Let all that was found be told now; a run does not last until seven."""
        until(lambda: Find.objects.waiting().update(due_at=timezone.now()) >= 0, "the database")

    def _settled(self) -> bool:
        Find.objects.waiting().filter(due_at__gt=timezone.now()).update(due_at=timezone.now())
        return idle()


def main() -> int:
    seed, writes = (int(word) for word in sys.argv[1:3])
    begun = time.monotonic()
    run: Run | None = None
    try:
        run = Run(seed, writes)
        counts, faults = run.go()
    except Stuck as error:
        counts, faults = ({"order": run.order, "cut": run.cut} if run else {}), [str(error)]
    finally:
        if run is not None:
            run.processes.end()
    line = {"seed": seed, "passed": not faults, "seconds": round(time.monotonic() - begun)} | counts
    print(json.dumps(line | {"faults": faults[:20], "fault_count": len(faults)}), flush=True)
    return 1 if faults else 0


if __name__ == "__main__":
    os._exit(main())  # a writer that hangs on a server holds nothing up
