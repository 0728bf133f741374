"""The World Bank's list of projects as CSV (CC BY 4.0): one row becomes one project, or is rejected with a reason.

Columns as in the bank's download of 2024-08. Sector names become ISIC Rev.4 divisions by `worldbank_sectors.csv`, a
table made by hand: a name stands for the activity that is paid for; where it is too broad for one, it has none.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

import pycountry

from cms.importing.sources.rows import ProjectRow, RejectedLine, TornFile
from foundation.text.folding import fold

SOURCE = "worldbank"
CURRENCY = "USD"
COLUMNS = (
    *("id", "countryname", "projectstatusdisplay", "project_name", "pdo", "url", "boardapprovaldate", "closingdate"),
    *("curr_total_commitment", "sector1", "sector2", "sector3"),
)
STATUS = {"Pipeline": "pipeline", "Active": "active", "Closed": "closed", "Dropped": "dropped"}
PAGE = "https://projects.worldbank.org/en/projects-operations/project-detail/{id}"
LONGEST_TITLE = 200


def read(content: bytes, *, home_countries: Iterable[str]) -> Iterator[ProjectRow | tuple[int, str, str]]:
    """Yield a project, or (line, id, reason) where a line is rejected. The whole file is checked before the first.

    Raises:
        TornFile: not UTF-8, a NUL, a missing column, a line with too few or too many cells, a quote never closed.
    """
    rows = _rows(content)
    countries = _country_names(tuple(home_countries))
    seen: dict[str, int] = {}
    for line, cells in rows:
        external_id = cells["id"].strip()
        try:
            if external_id in seen:
                raise RejectedLine(f"The number stands already in line {seen[external_id]}.")
            row = _project(line, cells, countries)
        except RejectedLine as reason:
            yield line, external_id, str(reason)
            continue
        seen[external_id] = line
        yield row


def _rows(content: bytes) -> list[tuple[int, dict[str, str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise TornFile(f"Line {line} is not UTF-8: save the file as UTF-8 and try again.") from None
    if "\0" in text:  # PostgreSQL stores none
        raise TornFile(f"Line {text[: text.index(chr(0))].count(chr(10)) + 1} holds a NUL character: it is torn.")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, dict[str, str]]] = []
    try:
        header = next(reader, [])
        if missing := [name for name in COLUMNS if name not in header]:
            raise TornFile(f"The file lacks the columns {', '.join(missing)}.")
        for cells in reader:
            if cells and len(cells) != len(header):
                raise TornFile(f"Line {reader.line_num} has {len(cells)} cells instead of {len(header)}: it is torn.")
            if cells:
                rows.append((reader.line_num, dict(zip(header, cells, strict=True))))
    except csv.Error as error:
        raise TornFile(f"Line {reader.line_num} cannot be read as CSV ({error}): it is torn.") from None
    return rows


def _project(line: int, cells: dict[str, str], countries: dict[str, str]) -> ProjectRow:
    external_id, title = cells["id"].strip(), " ".join(cells["project_name"].split())
    if not external_id or len(external_id) > 60:
        raise RejectedLine("The row has no usable number.")
    if not title:
        raise RejectedLine("The project has no name.")
    country = countries.get(_folded(cells["countryname"]))
    if country is None:
        raise RejectedLine(f"{cells['countryname'].strip() or 'No country'} is none of the home countries.")
    status = STATUS.get(cells["projectstatusdisplay"].strip())
    if status is None:
        raise RejectedLine(f"{cells['projectstatusdisplay']!r} is no known status.")
    starts_on, ends_on = _day(cells["boardapprovaldate"]), _day(cells["closingdate"])
    remarks = []
    if starts_on and ends_on and ends_on < starts_on:
        remarks.append("The closing date lies before the approval and is left out.")
        ends_on = None
    sectors, unknown = _sectors(cells)
    remarks += [f"The sector {name!r} is not in the table." for name in unknown]
    url = cells["url"].strip()
    return ProjectRow(
        line=line,
        source=SOURCE,
        external_id=external_id,
        country=country,
        language="en",
        title=title[:LONGEST_TITLE],
        text=cells["pdo"].strip(),
        url=PAGE.format(id=external_id) if not url.startswith("http") or "/null" in url else url[:300],
        status=status,
        starts_on=starts_on,
        ends_on=ends_on,
        amount_minor=_cents(cells["curr_total_commitment"]),
        currency=CURRENCY,
        sectors=sectors,
        raw=cells,
        remarks=tuple(remarks),
    )


def _day(written: str) -> dt.date | None:
    written = written.strip()
    if not written:
        return None
    try:
        return dt.date.fromisoformat(written[:10])
    except ValueError:
        raise RejectedLine(f"{written!r} is no date.") from None


def _cents(written: str) -> int | None:
    """Return US cents; nothing where the bank says nothing or zero."""
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


def _sectors(cells: dict[str, str]) -> tuple[tuple[str, ...], list[str]]:
    table = _table()
    codes: dict[str, None] = {}
    unknown = []
    for name in dict.fromkeys(cells[column].strip() for column in ("sector1", "sector2", "sector3")):
        if name and name not in table:
            unknown.append(name)
        codes |= dict.fromkeys(table.get(name, ()))
    return tuple(codes), unknown


@cache
def _table() -> dict[str, tuple[str, ...]]:
    with Path(__file__).with_name("worldbank_sectors.csv").open(encoding="utf-8", newline="") as lines:
        return {row["name"]: tuple(filter(None, row["isic"].split("|"))) for row in csv.DictReader(lines)}


@cache
def _country_names(codes: tuple[str, ...]) -> dict[str, str]:
    """Return folded name → code, under every name ISO 3166-1 gives a country."""
    names = {}
    for code in codes:
        country: Any = pycountry.countries.get(alpha_2=code)
        for name in (country.name, getattr(country, "official_name", ""), getattr(country, "common_name", "")):
            names[_folded(name)] = code
    return names


def _folded(name: str) -> str:
    return "".join(fold(word) for word in name.split())
