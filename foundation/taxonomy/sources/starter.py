"""The starter set: the CSV files that ship with the project, in `foundation/taxonomy/starter/`."""

import csv
from collections.abc import Iterator
from pathlib import Path

from foundation.taxonomy.sources.rows import ConceptRow, Reading, split

FOLDER = Path(__file__).resolve().parents[1] / "starter"
LANGUAGES = ("fr", "ar", "en", "es")
LISTS = ("isic", "sdg", "regions")


def isic_uri(code: str) -> str:
    return f"urn:un:isic:4:{code}"


def sdg_uri(code: str) -> str:
    return f"http://metadata.un.org/sdg/{code}"


def rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def read_starter() -> Reading:
    """Read sectors, goals, and the concepts of every field, with their relations.

    Raises:
        ValueError: a file names a key that no file defines, or a key twice: the project is broken.
    """
    reading = Reading()
    for row in rows("isic"):
        _add(reading, row, uri=isic_uri(row["code"]), kind="sector", code=row["code"])
        if row["parent"]:
            reading.relations.add((isic_uri(row["code"]), isic_uri(row["parent"]), "broader"))
    for row in rows("sdg"):
        _add(reading, row, uri=sdg_uri(row["code"]), kind="sdg", code=row["code"])
    fields = sorted(path.stem for path in FOLDER.glob("*.csv") if path.stem not in LISTS)
    concepts = [row for name in fields for row in rows(name)]
    uris = {row["key"]: row["uri"] for row in concepts}
    if len(uris) != len(concepts):
        keys = [row["key"] for row in concepts]
        raise ValueError(f"Keys defined twice: {sorted({key for key in keys if keys.count(key) > 1})}")
    for row in concepts:
        _add(reading, row, uri=row["uri"], kind=row["kind"], code=row["isco"])
        for kind in ("broader", "related", "essential", "optional"):
            for key in split(row[kind]):
                if key not in uris:
                    raise ValueError(f"{row['key']} names {key!r}, which no file defines.")
                reading.relations.add((row["uri"], uris[key], kind))
        reading.relations |= {(row["uri"], isic_uri(code), "sector") for code in split(row["sectors"])}
        reading.relations |= {(row["uri"], sdg_uri(code), "sdg") for code in split(row["sdgs"])}
    return reading


def _add(reading: Reading, row: dict[str, str], *, uri: str, kind: str, code: str) -> None:
    reading.concepts[uri] = ConceptRow(
        uri=uri,
        kind=kind,
        code=code,
        preferred={language: row[language].strip() for language in LANGUAGES if row[language].strip()},
        alternatives={language: split(row.get(f"{language}_alt")) for language in LANGUAGES},
    )
