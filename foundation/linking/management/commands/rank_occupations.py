"""rank_occupations: JSON lines of job titles on stdin, the occupations they mean as JSON lines on stdout."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from foundation.base import json_lines
from foundation.linking import queries
from foundation.linking.asked import asked, whole_number
from foundation.text.language import detect_language


class Command(BaseCommand):
    help = (
        "Rank occupations for job titles: {id, language, text} per line → {id, occupations: [{uri, score}]}. "
        "Exit 1 when a line was not understood."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=whole_number, default=100, help="0 for all")

    def handle(self, **options: Any) -> None:
        bad = 0
        for number, line in enumerate(sys.stdin.buffer, 1):
            if not line.strip():
                continue
            try:
                row = asked(line)
            except ValueError as error:
                bad += 1
                self.stderr.write(f"line {number}: {error}")
                continue
            language = row.get("language") or detect_language(row["text"]) or "en"
            ranked = queries.occupations().rank(row["text"], language, limit=options["limit"])
            found = [{"uri": uri, "score": score} for uri, score in ranked]
            self.stdout.write(json_lines.written({"id": row.get("id"), "occupations": found}))
        if bad:
            sys.exit(1)
