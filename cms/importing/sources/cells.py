"""What stands in one cell of a source: a day, an amount, the names of sectors."""

import csv
import datetime as dt
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from cms.importing.sources.rows import RejectedLine


def day(written: str) -> dt.date | None:
    """Return the day of an ISO date or moment; nothing where nothing is written."""
    written = written.strip()
    if not written:
        return None
    try:
        return dt.date.fromisoformat(written[:10])
    except ValueError:
        raise RejectedLine(f"{written!r} is no date.") from None


def cents(written: str) -> int | None:
    """Return hundredths of a currency with two decimals; nothing where the source says nothing or zero."""
    written = written.strip()
    if not written:
        return None
    try:
        amount = Decimal(written)
    except InvalidOperation:
        raise RejectedLine(f"{written!r} is no amount.") from None
    if not amount.is_finite() or not 0 <= amount < 10**13:
        raise RejectedLine(f"{written!r} is no amount.")
    return int((amount * 100).to_integral_value()) or None


def sectors(names: Iterable[str], table: str) -> tuple[tuple[str, ...], list[str]]:
    """Return the ISIC Rev.4 codes of the names, each once, and the names that the table does not know."""
    known = _sector_table(table)
    codes: dict[str, None] = {}
    unknown = []
    for name in dict.fromkeys(name.strip() for name in names):
        if name and name not in known:
            unknown.append(name)
        codes |= dict.fromkeys(known.get(name, ()))
    return tuple(codes), unknown


@cache
def _sector_table(file: str) -> dict[str, tuple[str, ...]]:
    with Path(__file__).with_name(file).open(encoding="utf-8", newline="") as lines:
        return {row["name"]: tuple(filter(None, row["isic"].split("|"))) for row in csv.DictReader(lines)}
