"""take_numbers: enter internal notes for a trial, many processes at once, and say which numbers they got."""

import argparse
import json
import multiprocessing
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connections
from django.utils import timezone

from foundation.base.errors import DomainError
from foundation.registry.models import Office
from foundation.registry.operations import open_trial_office, register
from foundation.registry.words import Channel, Direction, Nature

PATIENCE_S = 600  # how long a process tries for one number on a database that lets in one writer at a time


class Command(BaseCommand):
    help = (
        "Enter COUNT internal notes in a register, P processes at once. They are real entries that stay; an office "
        "that is not there is opened for trials, without an organisation."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--office", required=True, metavar="CODE", help="code of the office, such as RSK")
        parser.add_argument("--count", required=True, type=at_least_one, help="how many numbers in all")
        parser.add_argument("--processes", type=at_least_one, default=1, help="how many processes take them")

    def handle(self, *args: Any, office: str, count: int, processes: int, **options: Any) -> None:
        code = office.upper()
        if not Office.objects.filter(code=code).exists():
            try:
                open_trial_office(code=code, now=timezone.now())
            except DomainError as error:
                raise CommandError(str(error)) from error
        shares = [count // processes + (number < count % processes) for number in range(processes)]
        answers = self._all_at_once(code, [share for share in shares if share])
        for answer in answers:
            if answer[3]:
                self.stderr.write(answer[3])
        if (taken := sum(answer[0] for answer in answers)) < count:
            raise CommandError(f"{taken} of {count} numbers were taken.")
        first = min(answer[1] for answer in answers)
        last = max(answer[2] for answer in answers)
        self.stdout.write(json.dumps({"taken": taken, "first": first, "last": last}))

    def _all_at_once(self, code: str, shares: list[int]) -> list[tuple[int, str, str, str]]:
        """Fork a process for each share, with a connection of its own; return what each took, but of the killed."""
        connections.close_all()
        context = multiprocessing.get_context("fork")
        answers: Any = context.SimpleQueue()
        workers = [context.Process(target=_take, args=(code, share, answers)) for share in shares]
        for worker in workers:
            worker.start()
        for done, worker in enumerate(workers, 1):
            worker.join()
            if sys.stderr.isatty():
                self.stderr.write(f"\r{done} of {len(workers)} processes are done", ending="")
        if sys.stderr.isatty():
            self.stderr.write("")
        said = []
        while not answers.empty():
            said.append(answers.get())
        return said


def at_least_one(written: str) -> int:
    if not written.isdecimal() or int(written) < 1:
        raise argparse.ArgumentTypeError(f"give a whole number from 1 up, not {written!r}")
    return int(written)


def _take(code: str, count: int, answers: Any) -> None:
    """Take numbers, and say (how many, the first, the last, what went wrong): short enough for the pipe to hold."""
    taken, first, last, error = 0, "", "", ""
    try:
        office = Office.objects.select_related("organisation").get(code=code)
        while taken < count:
            last = _one(office)
            first = first or last
            taken += 1
    except Exception as failure:
        error = f"{type(failure).__name__}: {failure}"[:500]
    finally:
        connections.close_all()
    answers.put((taken, first, last, error))


def _one(office: Office) -> str:
    """Take one number. SQLite gives up on a lock after a while: then nothing was taken, and it is tried again."""
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            return register(
                office=office,
                direction=Direction.INTERNAL,
                nature=Nature.OTHER,
                channel=Channel.OTHER,
                subject="Trial of numbering",
                language="fr",
                now=timezone.now(),
            ).number
        except OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
