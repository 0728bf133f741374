"""The financings of the Agence française de développement as CSV (Licence Ouverte): those of a project become one.

Columns as in the agency's open data of 2024. A line is one financing ("Id. Concours") of a project ("Id. Projet"): the
amounts of a project are summed, the first grant is its first day, every line is kept. Sector labels (CAD-5, and the
CICID label where that names none) become ISIC Rev.4 divisions by `afd_sectors.csv`, a table made by hand.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import cache

import pycountry

from cms.importing.sources.cells import cents, day, sectors
from cms.importing.sources.rows import ProjectRow, RejectedLine
from cms.importing.sources.tables import Line, read_csv
from foundation.base.places import country_name
from foundation.text.folding import fold

SOURCE = "afd"
CURRENCY = "EUR"
FINANCING, PROJECT, TITLE, TEXT = "Id. Concours", "Id. Projet", "Titre du projet", "Description du projet"
STATE, GRANTED, COUNTRY, ADDRESS = "Etat du projet", "Date d'octroi", "Pays de réalisation", "Lien_Fiche_Projet"
SECTOR, FIELD, AMOUNT = "Libellé secteur économique (CAD-5)", "Libellé CICID", "Engagements bruts (euro)"
COLUMNS = (FINANCING, PROJECT, TITLE, TEXT, STATE, GRANTED, COUNTRY, ADDRESS, SECTOR, FIELD, AMOUNT)
STATUS = {"Exécution": "active", "Achevé": "closed"}
SEVERAL = "MULTI-PAYS"
# What the agency calls a country otherwise than CLDR does in French.
OTHER_NAMES = {
    "BIRMANIE (MYANMAR)": "MM",
    "CAP-VERT": "CV",
    "CENTRAFRICAINE, REPUBLIQUE": "CF",
    "CONGO": "CG",
    "CONGO, REPUBLIQUE DEMOCRATIQUE DU": "CD",
    "COREE, REPUBLIQUE DE": "KR",
    "DOMINICAINE, REPUBLIQUE": "DO",
    "IRAN, REPUBLIQUE ISLAMIQUE D'": "IR",
    "IRAQ": "IQ",
    "LAOS, REPUBLIQUE DEMOCRATIQUE POPULAIRE": "LA",
    "MACEDOINE": "MK",
    "MOLDAVIE, REPUBLIQUE DE": "MD",
    "REPUBLIQUE DEMOCRATIQUE DU CONGO": "CD",
    "ROYAUME DU CAMBODGE": "KH",
    "SWAZILAND": "SZ",
    "SYRIENNE, REPUBLIQUE ARABE": "SY",
    "TANZANIE, REPUBLIQUE UNIE": "TZ",
    "TERRITOIRES AUTONOMES PALESTINIENS": "PS",
    "TIMOR-LESTE": "TL",
}
LONGEST_TITLE, LONGEST_ADDRESS = 200, 300
TABLE = "afd_sectors.csv"


def read(content: bytes, *, home_countries: Iterable[str]) -> Iterator[ProjectRow | tuple[int, str, str]]:
    """Yield a project of any country, or (line, id, reason) where it is rejected. The whole file is checked before.

    A project with one unreadable line is rejected whole, at that line: a part of its amount would mislead.

    Raises:
        TornFile: see `read_csv`.
    """
    projects: dict[str, list[Line]] = {}
    seen: dict[str, int] = {}
    for line, cells in read_csv(content, columns=COLUMNS):
        financing, project = cells[FINANCING].strip(), cells[PROJECT].strip()
        if not project or len(project) > 60:
            yield line, financing, "The row has no usable number of its project."
        elif not financing:
            yield line, project, "The row has no number of its financing."
        elif financing in seen:
            yield line, financing, f"The financing stands already in line {seen[financing]}."
        else:
            seen[financing] = line
            projects.setdefault(project, []).append((line, cells))
    for external_id, lines in projects.items():
        at = lines[0][0]
        try:
            amounts, days = [], []
            for at, cells in lines:  # noqa: B007  # the rejection names the line it stopped at
                amounts.append(cents(cells[AMOUNT]))
                days.append(day(cells[GRANTED]))
                if cells[STATE].strip() not in STATUS:
                    raise RejectedLine(f"{cells[STATE]!r} is no known status.")
            yield _project(external_id, lines, sum(filter(None, amounts)), min(filter(None, days), default=None))
        except RejectedLine as reason:
            yield at, external_id, str(reason)


def _project(external_id: str, lines: list[Line], amount: int, granted: dt.date | None) -> ProjectRow:
    line, first = lines[0]
    title = " ".join(first[TITLE].split())
    if not title:
        raise RejectedLine("The project has no name.")
    country, remarks = _country(lines)
    codes, unknown = sectors((cells[SECTOR] for _line, cells in lines), TABLE)
    remarks += [f"The sector {name!r} is not in the table." for name in unknown]
    url = first[ADDRESS].strip()
    return ProjectRow(
        line=line,
        source=SOURCE,
        external_id=external_id,
        country=country,
        language="fr",
        title=title[:LONGEST_TITLE],
        text=first[TEXT].strip(),
        url=url if url.startswith("http") and len(url) <= LONGEST_ADDRESS else "",
        status="active" if any(STATUS[cells[STATE].strip()] == "active" for _line, cells in lines) else "closed",
        starts_on=granted,
        ends_on=None,
        amount_minor=amount or None,
        currency=CURRENCY,
        sectors=codes or sectors((cells[FIELD] for _line, cells in lines), TABLE)[0],
        raw={"lines": [cells for _line, cells in lines]},
        remarks=tuple(remarks),
    )


def _country(lines: list[Line]) -> tuple[str, list[str]]:
    """Return the ISO 3166-1 code of the one country of a project, or none and a remark that says why."""
    codes: dict[str, None] = {}
    for _line, cells in lines:
        name = " ".join(cells[COUNTRY].split())
        code = _codes().get(fold(name))
        if code is None:
            raise RejectedLine(f"{name or 'Nothing'} is no known country.")
        codes[code] = None
    if "" in codes or len(codes) > 1:
        return "", ["The project lies in several countries: its page has none."]
    return next(iter(codes)), []


@cache
def _codes() -> dict[str, str]:
    """Return folded French name → code; the projects of several countries have the empty one."""
    known = {fold(country_name(country.alpha_2, "fr")): country.alpha_2 for country in pycountry.countries}
    return known | {fold(name): code for name, code in OTHER_NAMES.items()} | {fold(SEVERAL): ""}
