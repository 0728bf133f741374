"""The tasks of the workers: each works one part of `tick`, for some seconds, and leaves the rest to the next."""

import time

from celery import shared_task
from django.utils import timezone

from foundation.clocks.operations import work

TURN_S = 20  # then the process takes another task; one piece of work begun before may take until the time limit


@shared_task(name="work")
def work_quick(*, part: str, **_: object) -> int:
    return _for_a_turn(part)


@shared_task(name="work_slow")
def work_slow(*, part: str = "slow", **_: object) -> int:
    return _for_a_turn(part)


def _for_a_turn(part: str) -> int:
    until = time.monotonic() + TURN_S
    return work(part=part, now=timezone.now(), enough=lambda: time.monotonic() >= until)
