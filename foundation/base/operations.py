"""Exchange rates come in by file."""

import csv
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from babel.core import get_global
from django.db import transaction

from foundation.base.models import ExchangeRate
from foundation.base.rates import FIXED

COLUMNS = {"currency", "per_euro", "on", "source"}


@dataclass(slots=True)
class Report:
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[tuple[int, str]] = field(default_factory=list)  # line number, sentence


@transaction.atomic
def import_rates(*, lines: Iterable[str]) -> Report:
    """Load rates from CSV lines with the columns currency, per_euro, on (ISO date), source.

    A bad line is rejected with its number and reason; the others are loaded. Running it again changes nothing.

    Raises:
        ValueError: a column is missing.
    """
    reader = csv.DictReader(lines)
    if missing := COLUMNS - set(reader.fieldnames or ()):
        raise ValueError(f"The file lacks the columns {', '.join(sorted(missing))}.")
    report = Report()
    for row in reader:
        try:
            currency, per_euro, on, source = _checked(row)
        except ValueError as error:
            report.rejected.append((reader.line_num, str(error)))
            continue
        rate, created = ExchangeRate.objects.get_or_create(
            currency=currency, on=on, defaults={"per_euro": per_euro, "source": source}
        )
        if created:
            report.created += 1
        elif (rate.per_euro, rate.source) == (per_euro, source):
            report.unchanged += 1
        else:
            rate.per_euro, rate.source = per_euro, source
            rate.save(update_fields=["per_euro", "source"])
            report.updated += 1
    return report


def _checked(row: dict[str, str | None]) -> tuple[str, Decimal, dt.date, str]:
    cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
    if cells["currency"] not in get_global("all_currencies"):
        raise ValueError(f"{cells['currency']!r} is not an ISO 4217 currency.")
    if cells["currency"] in FIXED:
        raise ValueError(f"{cells['currency']} has a fixed rate of {FIXED[cells['currency']][0]} per euro.")
    try:
        per_euro = Decimal(cells["per_euro"]).quantize(Decimal("0.00000001"))
    except InvalidOperation:
        raise ValueError(f"{cells['per_euro']!r} is not a number.") from None
    if not per_euro.is_finite() or not 0 < per_euro < 10**9:
        raise ValueError("A rate is a number above zero.")
    if not cells["source"] or "\0" in cells["source"]:
        raise ValueError("A rate needs its source.")
    return cells["currency"], per_euro, dt.date.fromisoformat(cells["on"]), cells["source"][:200]
