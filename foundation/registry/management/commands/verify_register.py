"""verify_register: prove that nothing of a year of a register is missing, double or changed."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from foundation.registry.models import Office
from foundation.registry.proving import prove


class Command(BaseCommand):
    help = "Read a year of an office's register, number by number and seal by seal; ends with 1 if something is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--office", required=True, metavar="CODE", help="code of the office, such as RSK")
        parser.add_argument("--year", required=True, type=int, help="year of the numbers")

    def handle(self, *args: Any, office: str, year: int, **options: Any) -> None:
        found = Office.objects.filter(code=office.upper()).first()
        if found is None:
            raise CommandError(f"No office has the code {office}.")
        proof = prove(office=found, year=year)
        line = {"entries": proof.entries, "valid": proof.is_valid, "first_bad": proof.first_bad}
        self.stdout.write(json.dumps(line))
        if not proof.is_valid:
            sys.exit(1)
