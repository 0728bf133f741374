"""rebuild_search [--check]: make the search index anew beside the live one, or hold it against the database."""

import json
import sys
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.engines import current
from search.engines.base import EngineDown, RebuildOvertaken
from search.indexing.operations import compare, rebuild
from search.schema import Document

STEP = 100
WRONG_USE = 2


class Command(BaseCommand):
    help = "Make the search index anew beside the live one and swap; --check compares it with the database only."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when anything differs")
        parser.add_argument("--engine", default="", help="embedded or elastic; without it the one in use")

    def handle(self, *args: Any, check: bool, engine: str, **options: Any) -> None:
        try:
            with current.opened(engine) as opened:
                if not check:
                    self.stdout.write(json.dumps({"indexed": rebuild(progress=self._counted, engine=opened)}))
                    return
                found = compare(progress=self._counted, engine=opened)
        except current.NoSuchEngine as error:
            raise CommandError(str(error), returncode=WRONG_USE) from error
        except (EngineDown, RebuildOvertaken) as error:
            raise CommandError(str(error)) from error
        counts = {"indexed": found.indexed, "missing": found.missing, "extra": found.extra, "stale": found.stale}
        self.stdout.write(json.dumps(counts))
        if not found.agrees:
            sys.exit(1)

    def _counted(self, documents: Iterator[Document]) -> Iterator[Document]:
        """Pass documents on and, on a terminal, say how many."""
        shown = sys.stderr.isatty()
        number = 0
        for number, document in enumerate(documents, 1):
            if shown and number % STEP == 0:
                self.stderr.write(f"\r{number}", ending="")
            yield document
        if shown and number:
            self.stderr.write(f"\r{number}")
