"""import_opportunities FILE --format worldbank|afd|jisr --organisation SLUG [--publish|--preview] [--report FILE]."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from cms.agencies.models import AgencyPage
from cms.agencies.operations import arrange
from cms.importing.operations.agency_files import import_file, preview_file, said_twice
from cms.importing.operations.references import import_references
from cms.importing.operations.report import Outcome, Report
from cms.importing.sources import afd, worldbank
from cms.importing.sources.jisr import reading as jisr
from cms.importing.sources.rows import TornFile
from foundation.base.errors import DomainError
from foundation.base.moments import moment
from foundation.organisations.models import Organisation

SOURCES = {"afd": afd.read, "worldbank": worldbank.read}
LANGUAGES = [code for code, _name in settings.LANGUAGES]


class Command(BaseCommand):
    help = "Import projects as references, or an agency's own file as its drafts; running it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", required=True, choices=sorted([*SOURCES, "jisr"]))
        parser.add_argument("--organisation", required=True, metavar="SLUG")
        parser.add_argument("--publish", action="store_true", help="publish the pages; without it they are drafts")
        parser.add_argument(
            "--preview", action="store_true", help="jisr: say what would become of each line, and write nothing"
        )
        parser.add_argument("--report", type=Path, metavar="FILE", help="write what became of each line as JSON lines")
        parser.add_argument("--language", choices=LANGUAGES, default="en", help="jisr: in which errors are said")
        parser.add_argument("--now", type=moment, default=None, metavar="ISO")

    def handle(self, *args: Any, organisation: str, language: str, **options: Any) -> None:
        agency = self._agency(organisation)
        with translation.override(language):
            (self._agency_file if options["format"] == "jisr" else self._references)(agency, options)

    def _references(self, agency: AgencyPage, options: dict[str, Any]) -> None:
        if options["preview"]:
            raise CommandError("--preview is for --format jisr.")
        file: Path = options["file"]
        try:
            rows = list(SOURCES[options["format"]](file.read_bytes(), home_countries=settings.HOME_COUNTRIES))
            self._begin(options["report"])
        except (OSError, TornFile) as error:
            raise CommandError(f"{file}: {error}") from error
        report = import_references(
            rows=rows,
            agency=agency,
            publish=options["publish"],
            now=options["now"] or timezone.now(),
            progress=lambda done: self._say(done, len(rows)),
        )
        self._end(report, options)

    def _agency_file(self, agency: AgencyPage, options: dict[str, Any]) -> None:
        file: Path = options["file"]
        try:
            found = jisr.read(file.read_bytes())
            self._begin(options["report"])
            for name in found.unknown:
                self.stderr.write(f"{file}: the column {name!r} is not known and is not read")
            if options["preview"]:
                report = Report()
                for outcome in preview_file(rows=found.rows, twice=said_twice(rows=found.rows), agency=agency, by=None):
                    report.lines.append(outcome)
                    self.stdout.write(json.dumps(_said(outcome), ensure_ascii=False))
                self._write(report.lines, options["report"], file)
                self.stderr.write(json.dumps(report.counts()))
                return
            report = import_file(
                rows=found.rows,
                agency=agency,
                publish=options["publish"],
                by=None,
                now=options["now"] or timezone.now(),
                progress=lambda done: self._say(done, len(found.rows)),
            )
        except (OSError, DomainError) as error:
            raise CommandError(f"{file}: {error}") from error
        self._end(report, options)

    def _agency(self, slug: str) -> AgencyPage:
        organisation = Organisation.objects.filter(slug=slug).first()
        if organisation is None:
            raise CommandError(f"No organisation has the short name {slug!r}.")
        page = arrange(organisation=organisation) if organisation.is_verified else None
        if page is None:
            raise CommandError(f"{slug!r} is not verified: only a verified organisation publishes.")
        return page

    def _begin(self, report: Path | None) -> None:
        if report is not None:
            report.write_text("", encoding="utf-8")  # refused here rather than after the import

    def _say(self, done: int, all_lines: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{done}/{all_lines}", ending="\n" if done == all_lines else "")

    def _end(self, report: Report, options: dict[str, Any]) -> None:
        self._write(report.lines, options["report"], options["file"])
        self.stdout.write(json.dumps(report.counts()))

    def _write(self, lines: Iterable[Outcome], target: Path | None, file: Path) -> None:
        """Say the rejected lines on stderr, and every line in the report."""
        for line in lines:
            if line.outcome == "rejected":
                reasons = [*line.remarks, *(f"{column}: {text}" if column else text for column, text in line.errors)]
                self.stderr.write(f"{file}:{line.line}: {line.external_id}: {' '.join(reasons)}")
        if target is not None:
            said = (json.dumps(_said(line), ensure_ascii=False) + "\n" for line in lines)
            target.write_text("".join(said), encoding="utf-8")


def _said(line: Outcome) -> dict[str, Any]:
    """Return a line of the report; columns go by their key."""
    said: dict[str, Any] = {"line": line.line, "id": line.external_id, "outcome": line.outcome}
    said["remarks"] = list(line.remarks)
    if line.kind or line.title or line.errors or line.lacks:
        said |= {"kind": line.kind, "title": line.title}
        said |= {name: [{"column": c, "text": t} for c, t in getattr(line, name)] for name in ("errors", "lacks")}
    return said
