"""tick: do all work that is due (outbox, clocks, mail) in this process."""

import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from foundation.base.moments import moment
from foundation.clocks.operations import tick

MOST_TURNS = 1000


class Command(BaseCommand):
    help = "Do all work that is due: outbox, clocks, mail."
    requires_system_checks = ()  # it is called again and again; every deployment is checked once

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--now", type=moment, help="ISO date and time to work at; the present when left out")
        parser.add_argument("--until-idle", action="store_true", help="repeat until nothing is due")

    def handle(self, *args: Any, now: dt.datetime | None, until_idle: bool, **options: Any) -> None:
        done = tick(now=now or timezone.now())
        for _ in range(MOST_TURNS if until_idle else 0):
            more = tick(now=now or timezone.now())
            if not any(more.values()):
                break
            done = {kind: done[kind] + more[kind] for kind in done}
        self.stdout.write(json.dumps(done))
