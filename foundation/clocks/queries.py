"""How punctual the clocks are, for those who watch the site."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q

from foundation.clocks.models import Clock

LATE = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Timetable:
    """Clocks that are late, failed or put aside; `worked_at` is when a rhythm last went well, None if none did."""

    late: int
    failing: int
    dead: int
    worked_at: dt.datetime | None


def timetable(now: dt.datetime) -> Timetable:
    """Judge the clocks in two queries: a rhythm that went well is due again after its pause, which says when it was."""
    undone = Clock.objects.undone()
    pauses = {name: known["every_s"] for name, known in settings.CLOCK_HANDLERS.items() if known.get("every_s")}
    well = undone.filter(subject_id="", handler__in=pauses, error="").values_list("handler", "due_at")
    worked = [due_at - dt.timedelta(seconds=pauses[handler]) for handler, due_at in well]
    waits = Q(dead_at=None)
    counts = undone.aggregate(
        late=Count("pk", filter=waits & Q(due_at__lt=now - LATE)),
        failing=Count("pk", filter=waits & ~Q(error="")),
        dead=Count("pk", filter=~waits),
    )
    return Timetable(**counts, worked_at=max(worked, default=None))
