"""The World Bank's list of projects as CSV (CC BY 4.0): one row becomes one project, or is rejected with a reason.

Columns as in the bank's download of 2024-08. Sector names become ISIC Rev.4 divisions by `worldbank_sectors.csv`, a
table made by hand: a name stands for the activity that is paid for; where it is too broad for one, it has none.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import pycountry

from cms.importing.sources.cells import cents, day, sectors
from cms.importing.sources.rows import ProjectRow, RejectedLine
from cms.importing.sources.tables import read_csv
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
    rows = read_csv(content, columns=COLUMNS)
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


def _project(line: int, cells: dict[str, str], countries: dict[str, str]) -> ProjectRow:
    external_id, title = cells["id"].strip(), " ".join(cells["project_name"].split())
    if not external_id or len(external_id) > 60:
        raise RejectedLine("The row has no usable number.")
    if not title:
        raise RejectedLine("The project has no name.")
    country = countries.get(fold(cells["countryname"]))
    if country is None:
        raise RejectedLine(f"{cells['countryname'].strip() or 'No country'} is none of the home countries.")
    status = STATUS.get(cells["projectstatusdisplay"].strip())
    if status is None:
        raise RejectedLine(f"{cells['projectstatusdisplay']!r} is no known status.")
    starts_on, ends_on = day(cells["boardapprovaldate"]), day(cells["closingdate"])
    remarks = []
    if starts_on and ends_on and ends_on < starts_on:
        remarks.append("The closing date lies before the approval and is left out.")
        ends_on = None
    codes, unknown = sectors((cells[name] for name in ("sector1", "sector2", "sector3")), "worldbank_sectors.csv")
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
        amount_minor=cents(cells["curr_total_commitment"]),
        currency=CURRENCY,
        sectors=codes,
        raw=cells,
        remarks=tuple(remarks),
    )


@cache
def _country_names(codes: tuple[str, ...]) -> dict[str, str]:
    """Return folded name → code, under every name ISO 3166-1 gives a country."""
    names = {}
    for code in codes:
        country: Any = pycountry.countries.get(alpha_2=code)
        for name in (country.name, getattr(country, "official_name", ""), getattr(country, "common_name", "")):
            names[fold(name)] = code
    return names
