"""load_starter: load the taxonomy that ships with the project (sectors, goals, skills, occupations, regions)."""

import json
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from foundation.taxonomy.operations import load_starter


class Command(BaseCommand):
    help = "Load the taxonomy that ships with the project; running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        for kind, count in load_starter(now=timezone.now()).kinds.items():
            facts = {"created": count.created, "updated": count.updated, "unchanged": count.unchanged}
            self.stdout.write(json.dumps({"kind": kind, **facts, "rejected": count.rejected}))
