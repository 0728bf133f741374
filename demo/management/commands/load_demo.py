"""load_demo: sample agencies, calls, investments and people; what is there already is kept."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from demo.loading.accounts import PASSWORD, load_desks
from demo.loading.agencies import load_agencies, load_assessor, load_coordinator, trust_agencies
from demo.loading.applications import load_applications
from demo.loading.once import FOLDER, Samples
from demo.loading.opportunities import load_opportunities
from demo.loading.people import load_people
from demo.loading.talks import load_talks
from foundation.base.operations import import_rates
from foundation.clocks.operations import tick
from foundation.linking.queries import counterparts
from foundation.taxonomy.operations import load_starter

ACCOUNTS = [
    ("expert", "awa@example.org", "fr"),
    ("expert", "youssef@example.org", "ar"),
    ("investor", "karim@example.org", "fr"),
    ("agency_editor", "redaction@souss-territoires.example", "fr"),
    ("agency_moderator", "moderation@souss-territoires.example", "fr"),
    ("focal_point", "focal.ma@jisr.example", "fr"),
    ("administrator", "admin@jisr.example", "fr"),
    ("assessor", "evaluation@souss-territoires.example", "fr"),
    ("coordinator", "coordination@jisr.example", "fr"),
]


class Command(BaseCommand):
    help = "Load the sample content; running it again keeps what is there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--accounts", type=Path, help="where to write the addresses and the password of the samples"
        )

    def handle(self, *args: Any, accounts: Path | None, **options: Any) -> None:
        samples = Samples(now=timezone.now(), say=self._show)
        load_starter(now=samples.now)
        counterparts()  # kept on the shelf: the first search need not wait for them
        with (FOLDER / "rates.csv").open(encoding="utf-8", newline="") as lines:
            import_rates(lines=lines)
        load_desks(samples)
        load_agencies(samples)
        self._work()  # verified agencies get their pages
        trust_agencies(samples)
        load_assessor(samples)
        load_coordinator(samples)
        self._work()  # and, once trusted, the right to publish
        load_opportunities(samples)
        load_people(samples)
        load_applications(samples)
        load_talks(samples)
        self._work()
        if accounts:
            self._write(accounts)
        self.stdout.write(f"{samples.loaded} samples loaded")

    def _work(self) -> None:
        while any(tick(now=timezone.now()).values()):
            continue

    def _write(self, path: Path) -> None:
        rows = [
            {"role": role, "email": email, "password": PASSWORD, "language": language}
            for role, email, language in ACCOUNTS
        ]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    def _show(self, key: str) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"  {key}")
