"""What every source of projects is read into, and why a file or a line cannot be."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class TornFile(Exception):
    """The file is not what its format says; the sentence names the line. Nothing is imported of it."""


class RejectedLine(Exception):
    """One line cannot become a page, with the reason; the others can."""


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One project of a source.

    `amount_minor` is in minor units of `currency`; `country` is empty where there are several; `raw` is the line as it
    came, or all lines of the project under "lines".
    """

    line: int
    source: str
    external_id: str
    country: str
    language: str
    title: str
    text: str
    url: str
    status: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    amount_minor: int | None
    currency: str
    sectors: tuple[str, ...]  # ISIC Rev.4 codes
    raw: Mapping[str, Any] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of everything that is shown or kept: the same row gives the same digest."""
        said = [getattr(self, name) for name in self.__slots__ if name not in ("line", "remarks")]
        return hashlib.sha256(json.dumps(said, default=str, sort_keys=True).encode()).hexdigest()
