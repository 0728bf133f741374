"""tick: do all work that is due (outbox, clocks, mail) in this process."""

import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from foundation.clocks.operations import tick

MOST_TURNS = 1000


class Command(BaseCommand):
    help = "Do all work that is due: outbox, clocks, mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--now", help="ISO date and time to work at; the present when left out")
        parser.add_argument("--until-idle", action="store_true", help="repeat until nothing is due")

    def handle(self, *args: Any, now: str | None, until_idle: bool, **options: Any) -> None:
        moment = _moment(now) if now else timezone.now()
        done = tick(now=moment)
        for _ in range(MOST_TURNS if until_idle else 0):
            more = tick(now=moment if now else timezone.now())
            if not any(more.values()):
                break
            done = {kind: done[kind] + more[kind] for kind in done}
        self.stdout.write(json.dumps(done))


def _moment(text: str) -> dt.datetime:
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(
            f"--now wants an ISO date and time, such as 2027-01-31T08:00+00:00, not {text!r}.", returncode=2
        )
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
