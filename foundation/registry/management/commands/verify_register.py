"""verify_register: prove that nothing of a year of a register is missing, double or changed."""

import json
import re
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from foundation.registry.models import Office
from foundation.registry.proving import prove

SEAL = re.compile(r"[0-9a-f]{64}")


class Command(BaseCommand):
    help = "Read a year of an office's register, number by number and seal by seal; ends with 1 if something is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--office", required=True, metavar="CODE", help="code of the office, such as RSK")
        parser.add_argument("--year", required=True, type=int, help="year of the numbers")
        parser.add_argument(
            "--expect", default="", metavar="SEAL", help="seal of an entry, from a receipt or book on paper"
        )

    def handle(self, *args: Any, office: str, year: int, expect: str = "", **options: Any) -> None:
        found = Office.objects.filter(code=office.upper()).first()
        if found is None:
            raise CommandError(f"No office has the code {office}.")
        paper = "".join(expect.split()).lower()
        if paper and not SEAL.fullmatch(paper):
            raise CommandError("A seal has 64 digits, 0 to 9 and a to f.")
        proof = prove(office=found, year=year, paper=paper)
        line = {"entries": proof.entries, "valid": proof.is_valid, "first_bad": proof.first_bad}
        if paper:
            line["expected"] = proof.holds_paper
        self.stdout.write(json.dumps(line))
        if not proof.is_valid:
            sys.exit(1)
