"""import_opportunities FILE --format worldbank|afd --organisation SLUG [--publish] [--report FILE]."""

import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cms.agencies.models import AgencyPage
from cms.agencies.operations import arrange
from cms.importing.operations import Report, import_references
from cms.importing.sources import afd, worldbank
from cms.importing.sources.rows import TornFile
from foundation.base.moments import moment
from foundation.organisations.models import Organisation

FORMATS = {"afd": afd.read, "worldbank": worldbank.read}


class Command(BaseCommand):
    help = "Import projects as reference pages of an organisation; running it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", required=True, choices=sorted(FORMATS))
        parser.add_argument("--organisation", required=True, metavar="SLUG")
        parser.add_argument("--publish", action="store_true", help="publish the pages; without it they are drafts")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write what became of each line as JSON lines")
        parser.add_argument("--now", type=moment, default=None, metavar="ISO")

    def handle(self, *args: Any, file: Path, organisation: str, publish: bool, **options: Any) -> None:
        agency = self._agency(organisation)
        try:
            rows = list(FORMATS[options["format"]](file.read_bytes(), home_countries=settings.HOME_COUNTRIES))
            if options["report"] is not None:
                options["report"].write_text("", encoding="utf-8")  # refused here rather than after the import
        except (OSError, TornFile) as error:
            raise CommandError(f"{file}: {error}") from error
        report = import_references(
            rows=rows,
            agency=agency,
            publish=publish,
            now=options["now"] or timezone.now(),
            progress=lambda done: self._say(done, len(rows)),
        )
        self._write(report, options["report"], file)
        self.stdout.write(json.dumps(report.counts()))

    def _agency(self, slug: str) -> AgencyPage:
        organisation = Organisation.objects.filter(slug=slug).first()
        if organisation is None:
            raise CommandError(f"No organisation has the short name {slug!r}.")
        page = arrange(organisation=organisation) if organisation.is_verified else None
        if page is None:
            raise CommandError(f"{slug!r} is not verified: only a verified organisation publishes.")
        return page

    def _say(self, done: int, all_lines: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{done}/{all_lines}", ending="\n" if done == all_lines else "")

    def _write(self, report: Report, target: Path | None, file: Path) -> None:
        """Say the rejected lines on stderr, and every line in the report."""
        for line in report.lines:
            if line.outcome == "rejected":
                self.stderr.write(f"{file}:{line.line}: {line.external_id}: {' '.join(line.remarks)}")
        if target is not None:
            lines = (
                {"line": row.line, "id": row.external_id, "outcome": row.outcome, "remarks": list(row.remarks)}
                for row in report.lines
            )
            target.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
