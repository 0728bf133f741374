"""The starter set: the CSV files that ship with the project, in `foundation/taxonomy/starter/`."""

import csv
from collections.abc import Iterator
from pathlib import Path

from foundation.taxonomy.sources.rows import ConceptRow, Reading, split

FOLDER = Path(__file__).resolve().parents[1] / "starter"
ESCO_SKILL = "http://data.europa.eu/esco/skill/"
LANGUAGES = ("fr", "ar", "en", "es")
WORDS = "words"  # the folder with the words of skills that most occupations ask for
LISTS = ("isic", "sdg", "regions", "asked")


def isic_uri(code: str) -> str:
    return f"urn:un:isic:4:{code}"


def sdg_uri(code: str) -> str:
    return f"http://metadata.un.org/sdg/{code}"


def rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def read_starter() -> Reading:
    """Read sectors, goals, the concepts of every field, and the words of ESCO's commonest skills, with their relations.

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
    for name in sorted(f"{WORDS}/{path.stem}" for path in (FOLDER / WORDS).glob("*.csv")):
        for row in rows(name):
            _add_words(reading, row)
            reading.relations |= {(row["uri"], uris[key], "broader") for key in split(row["broader"])}
    for row in rows("asked"):
        for kind in ("essential", "optional"):
            reading.relations |= {(row["occupation"], ESCO_SKILL + skill, kind) for skill in split(row[kind])}
    return reading


def _add_words(reading: Reading, row: dict[str, str]) -> None:
    """Add a skill of `words/`; where a field file has it already, that leads and these words stand beside."""
    known = reading.concepts.get(row["uri"])
    if known is None:
        _add(reading, row, uri=row["uri"], kind="skill", code="")
        return
    for language in LANGUAGES:
        own = known.alternatives.setdefault(language, [])
        said = {text.casefold() for text in (known.preferred.get(language, ""), *own)}
        own += [
            text
            for text in (row[language].strip(), *split(row.get(f"{language}_alt")))
            if text and text.casefold() not in said
        ]


def _add(reading: Reading, row: dict[str, str], *, uri: str, kind: str, code: str) -> None:
    reading.concepts[uri] = ConceptRow(
        uri=uri,
        kind=kind,
        code=code,
        preferred={language: row[language].strip() for language in LANGUAGES if row[language].strip()},
        alternatives={language: split(row.get(f"{language}_alt")) for language in LANGUAGES},
    )
