"""What became of the lines of a file."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

Progress = Callable[[int], None]  # how many lines are done
Said = tuple[str, str]  # the column it belongs to, or nothing, and a sentence
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one line: created, updated, unchanged or rejected, with remarks or the reason.

    Of an agency's file: `errors` say per column why it was rejected, `lacks` what keeps the page from being public.
    """

    line: int
    external_id: str
    outcome: str
    remarks: tuple[str, ...] = ()
    errors: tuple[Said, ...] = ()
    lacks: tuple[Said, ...] = ()
    kind: str = ""
    title: str = ""


@dataclass(slots=True)
class Report:
    lines: list[Outcome] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        names = ("created", "updated", "unchanged", "rejected")
        return {name: sum(1 for line in self.lines if line.outcome == name) for name in names}


def batches(*, rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the rows in lists of at most `size`."""
    lines = iter(rows)
    while batch := list(islice(lines, size)):
        yield batch
