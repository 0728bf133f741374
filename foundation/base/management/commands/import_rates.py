"""import_rates FILE: load dated exchange rates from CSV (currency, per_euro, on, source)."""

import csv
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from foundation.base.operations import import_rates


class Command(BaseCommand):
    help = "Load dated exchange rates from a CSV file: currency, per_euro, on, source."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        try:
            with open(file, encoding="utf-8-sig", newline="") as lines:
                report = import_rates(lines=lines)
        except (OSError, ValueError, csv.Error) as error:
            raise CommandError(f"{file}: {error}") from error
        for line, why in report.rejected:
            self.stderr.write(f"{file}:{line}: {why}")
        counts = {"created": report.created, "updated": report.updated, "unchanged": report.unchanged}
        self.stdout.write(json.dumps({"kind": "rate", **counts, "rejected": len(report.rejected)}))
