"""search QUERY: what a visitor's results page finds, as JSON: total, ids and facets."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.http import QueryDict
from django.utils import timezone, translation

from foundation.base.moments import moment
from search.engines import current
from search.engines.base import EngineDown
from search.results.parameters import ALLOWED, SORTS, read
from search.results.understanding import understand
from search.schema import MOST_SIZE, OPPORTUNITIES

WRONG_USE = 2


class Command(BaseCommand):
    help = "Search opportunities as a visitor would: {total, ids, facets}. Closed ones only with --filter closed=1."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("query", help='words in any language; "" for everything')
        parser.add_argument("--language", choices=["fr", "ar", "en", "es"], default="fr", help="the reader's language")
        parser.add_argument("--filter", action="append", default=[], metavar="NAME=VALUE")
        parser.add_argument("--sort", default="relevance", choices=list(SORTS))
        parser.add_argument("--engine", default="", help="embedded or elastic; without it the one in use")
        parser.add_argument("--limit", type=int, default=20)
        parser.add_argument("--now", type=moment, help="ISO date and time; the present by default")

    def handle(self, *args: Any, query: str, language: str, sort: str, limit: int, **options: Any) -> None:
        if not 0 <= limit <= MOST_SIZE:
            raise CommandError(f"--limit is a number from 0 to {MOST_SIZE}.", returncode=WRONG_USE)
        with translation.override(language):
            asked = read(_parameters(query, sort, options["filter"]))
        if asked.problems:
            raise CommandError(" ".join(asked.problems), returncode=WRONG_USE)
        today = timezone.localtime(options["now"] or timezone.now()).date()
        understood = understand(asked.text, language)
        question = asked.query(understood, today=today, size=limit)
        try:
            with current.opened(options["engine"]) as engine:
                answer = engine.search(OPPORTUNITIES.name, question)
        except current.NoSuchEngine as error:
            raise CommandError(str(error), returncode=WRONG_USE) from error
        except EngineDown as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps({"total": answer.total, "ids": answer.ids, "facets": answer.facets}))


def _parameters(query: str, sort: str, filters: list[str]) -> QueryDict:
    parameters = QueryDict(mutable=True)
    parameters["q"], parameters["sort"] = query, sort
    for one in filters:
        name, separator, value = one.partition("=")
        if not separator or name not in (*ALLOWED, "closed"):
            known = ", ".join((*ALLOWED, "closed"))
            raise CommandError(f"--filter takes NAME=VALUE; the names are {known}.", returncode=WRONG_USE)
        parameters.appendlist(name, value)
    return parameters
