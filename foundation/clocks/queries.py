"""How punctual the clocks are, for those who watch the site."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q

from foundation.clocks.models import Clock

LATE = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Timetable:
    """Clocks that are late or failed; `worked_at` is when a rhythm was last done, None when none ever was."""

    late: int
    failing: int
    worked_at: dt.datetime | None


def timetable(now: dt.datetime) -> Timetable:
    """Judge the clocks in two queries: a rhythm that was done is due again after its pause, which says when it was."""
    running = Clock.objects.filter(done_at=None)
    pauses = {name: known["every_s"] for name, known in settings.CLOCK_HANDLERS.items() if known.get("every_s")}
    rhythms = running.filter(subject_id="", handler__in=pauses, tries__gt=0, error="").values_list("handler", "due_at")
    worked = [due_at - dt.timedelta(seconds=pauses[handler]) for handler, due_at in rhythms]
    counts = running.aggregate(
        late=Count("pk", filter=Q(due_at__lt=now - LATE)), failing=Count("pk", filter=~Q(error=""))
    )
    return Timetable(**counts, worked_at=max(worked, default=None))
