"""import_esco FOLDER: load ESCO from the official CSV files, or from the merged ones of a data set."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from foundation.taxonomy.models import Source
from foundation.taxonomy.operations import load
from foundation.taxonomy.sources.esco import NotEsco, read_official
from foundation.taxonomy.sources.merged import is_merged, read_merged
from foundation.taxonomy.sources.starter import LANGUAGES


class Command(BaseCommand):
    help = "Load ESCO: concepts merge by URI, our labels stay preferred, running it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--languages", default=",".join(LANGUAGES), help="a list such as fr,ar")

    def handle(self, *args: Any, folder: Path, languages: str, **options: Any) -> None:
        wanted = [language.strip() for language in languages.split(",") if language.strip()]
        if unknown := set(wanted) - set(LANGUAGES):
            raise CommandError(f"--languages knows {', '.join(LANGUAGES)}, not {', '.join(unknown)}.", returncode=2)
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.", returncode=2)
        try:
            reading = read_merged(folder, wanted) if is_merged(folder) else read_official(folder, wanted)
        except (NotEsco, OSError) as error:
            raise CommandError(str(error)) from error
        loaded = load(reading=reading, source=Source.ESCO, now=timezone.now(), progress=self._show)
        for file, line, why in reading.rejected:
            self.stderr.write(f"{file}:{line}: {why}")
        for uri in sorted(loaded.unknown):
            self.stderr.write(f"A relation names {uri}, which is no concept of the folder.")
        for kind, count in loaded.kinds.items():
            facts = {"created": count.created, "updated": count.updated, "unchanged": count.unchanged}
            self.stdout.write(json.dumps({"kind": kind, **facts, "rejected": count.rejected}))

    def _show(self, what: str, many: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"writing {many:,} × {what} …")
