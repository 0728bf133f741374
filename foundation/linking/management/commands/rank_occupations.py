"""rank_occupations: JSON lines of job titles on stdin, the occupations they mean as JSON lines on stdout."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from foundation.linking import queries
from foundation.linking.asked import answer_each, whole_number
from foundation.text.language import detect_language


class Command(BaseCommand):
    help = (
        "Rank occupations for job titles: {id, language, text} per line → {id, occupations: [{uri, score}]}. "
        "Exit 1 when a line was not understood."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=whole_number, default=100, help="0 for all")

    def handle(self, *, limit: int, **options: Any) -> None:
        def answer(title: str, language: str | None) -> dict[str, Any]:
            ranked = queries.occupations().rank(title, language or detect_language(title) or "en", limit=limit)
            return {"occupations": [{"uri": uri, "score": score} for uri, score in ranked]}

        answer_each(sys.stdin.buffer, answer, out=self.stdout, err=self.stderr)
