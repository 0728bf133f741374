"""Each sample is loaded once, whole or not at all."""

import csv
import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import transaction

from demo.models import Sample

FOLDER = Path(__file__).resolve().parents[1]


def table(path: str) -> Iterator[dict[str, str]]:
    """Yield the lines of a table of samples (CSV with semicolons)."""
    with (FOLDER / path).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter=";")


def rows(path: str) -> list[dict[str, Any]]:
    """Return the rows of a JSON file, or of all those of a folder, in the order of their names."""
    found = FOLDER / path
    files = sorted(found.glob("*.json")) if found.is_dir() else [found]
    return [row for file in files for row in json.loads(file.read_text(encoding="utf-8"))]


class Samples:
    """Remembers which samples this run brought."""

    def __init__(self, *, now: dt.datetime, say: Callable[[str], None]) -> None:
        self.now = now
        self.say = say
        self.loaded = 0
        self._known = set(Sample.objects.values_list("key", flat=True))

    @contextmanager
    def new(self, key: str) -> Iterator[None]:
        """The transaction of one sample; its mark goes with it."""
        with transaction.atomic():
            yield
            Sample.objects.create(key=key, loaded_at=self.now)
        self._known.add(key)
        self.loaded += 1
        self.say(key)

    def has(self, key: str) -> bool:
        return key in self._known
