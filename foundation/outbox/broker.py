"""The one place that speaks to the broker from a request: a nudge that may be lost, late or refused, but never slow."""

import logging
import time

from celery import current_app

PAUSE_S = 5.0  # after a refusal nobody asks again for as long as the timetable takes to do it anyway
log = logging.getLogger(__name__)
_silent_until = 0.0


def nudge(part: str) -> None:
    """Queue the task that works a part of `tick`; one that is down costs its short timeout and a line in the log."""
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        task = "work_slow" if part == "slow" else "work"
        current_app.send_task(task, kwargs={"part": part}, retry=False, ignore_result=True, expires=60)
    except Exception as error:
        _silent_until = time.monotonic() + PAUSE_S
        log.warning("The broker was not reached (%s): the timetable does the work in some seconds.", error)
