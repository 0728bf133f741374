"""ESCO as the European Commission hands it out: one CSV per kind and language."""

import csv
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from foundation.taxonomy.sources.rows import ConceptRow, Reading, split

RELATIONS = {"essential": "essential", "optional": "optional"}
CONCEPT_FILES = {  # file stem: kind, type when the file has no column for it
    "skills": ("skill", ""),
    "occupations": ("occupation", ""),
    "skillGroups": ("skill", "group"),
    "ISCOGroups": ("occupation", "group"),
}
RELATION_FILES = {  # file stem: source column, target column, relation column or ""
    "occupationSkillRelations": ("occupationUri", "skillUri", "relationType"),
    "skillSkillRelations": ("originalSkillUri", "relatedSkillUri", "relationType"),
    "broaderRelationsSkillPillar": ("conceptUri", "broaderUri", ""),
    "broaderRelationsOccPillar": ("conceptUri", "broaderUri", ""),
}
LONGEST_LABEL = 300
LONGEST_DESCRIPTION = 4000


class NotEsco(ValueError):
    """The folder holds no file of ESCO, or one without a column it must have."""


def read_official(folder: Path, languages: list[str]) -> Reading:
    """Read the official layout; a bad line is refused by file and number, the others are kept.

    Raises:
        NotEsco: there is no skills or occupations file in any of the languages, or a column is missing.
    """
    reading = Reading()
    found = False
    for stem, (kind, fixed_type) in CONCEPT_FILES.items():
        for language in languages:
            path = _present(folder, f"{stem}_{language}.csv")
            if path is None:
                continue
            found = found or stem in ("skills", "occupations")
            for line, row in lines_of(path, {"conceptUri", "preferredLabel"}, reading, kind):
                _read_concept(reading, row, kind, fixed_type, language, path.name, line)
    if not found:
        raise NotEsco(f"{folder} holds no file such as skills_fr.csv or occupations_fr.csv.")
    for stem, (source, target, relation) in RELATION_FILES.items():
        path = _present(folder, f"{stem}_en.csv") or _present(folder, f"{stem}.csv")
        path = path or next(iter(sorted(folder.glob(f"{stem}_*.csv"))), None)
        if path is None:
            continue
        for line, row in lines_of(path, {source, target} | ({relation} if relation else set()), reading, "relation"):
            kind = RELATIONS.get(row[relation] or "", "") if relation else "broader"
            add_relation(reading, row[source], row[target], kind, path.name, line)
    return reading


def _present(folder: Path, name: str) -> Path | None:
    path = folder / name
    return path if path.exists() else None


def open_text(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def lines_of(path: Path, needed: set[str], reading: Reading, kind: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number, row) of the whole lines of a file; torn ones are refused.

    Raises:
        NotEsco: a needed column is missing, or a packed file is spoilt.
    """
    with open_text(path) as text:
        reader = csv.DictReader(text, strict=True, restval=None, restkey="")
        try:
            if missing := needed - set(reader.fieldnames or ()):
                raise NotEsco(f"{path.name} lacks the columns {', '.join(sorted(missing))}.")
            width = len(reader.fieldnames or ())
            for row in reader:
                if len(row) != width or None in row.values():
                    reading.refuse(kind, path.name, reader.line_num, "The line does not have all its columns.")
                    continue
                if any("\0" in cell for cell in row.values()):  # PostgreSQL stores none
                    reading.refuse(kind, path.name, reader.line_num, "The line holds a NUL character.")
                    continue
                yield reader.line_num, row
        except (csv.Error, UnicodeDecodeError, EOFError) as error:
            reading.refuse(kind, path.name, reader.line_num + 1, f"The file is torn here: {error}.")
        except (gzip.BadGzipFile, zlib.error) as error:
            raise NotEsco(f"{path.name} is no sound gzip file: {error}.") from error


def _read_concept(
    reading: Reading, row: dict[str, str], kind: str, fixed_type: str, language: str, file: str, line: int
) -> None:
    skill_type = fixed_type or _short(row.get("skillType"))
    code = row.get("code") or row.get("iscoGroup") or "" if kind == "occupation" else ""
    if not add_concept(reading, row["conceptUri"], kind, file, line, code=code, skill_type=skill_type):
        return
    concept = reading.concepts[row["conceptUri"].strip()]
    concept.reuse_level = concept.reuse_level or _short(row.get("reuseLevel"))
    others = split(row.get("altLabels"), "\n") + split(row.get("hiddenLabels"), "\n")
    add_labels(concept, language, row["preferredLabel"], others)
    add_description(concept, language, row.get("description"))


def _short(cell: str | None) -> str:
    return (cell or "").strip().rsplit("/", 1)[-1][:30]


def add_concept(
    reading: Reading, uri: str, kind: str, file: str, line: int, *, code: str = "", skill_type: str = ""
) -> bool:
    """Add a concept once; refuse a line whose URI is none. Return whether it stands."""
    uri = uri.strip()
    if not uri.startswith("http") or len(uri) > 120 or " " in uri:
        reading.refuse(kind, file, line, f"{uri[:80]!r} is not the URI of a concept.")
        return False
    concept = reading.concepts.setdefault(uri, ConceptRow(uri=uri, kind=kind, skill_type=skill_type))
    concept.code = concept.code or code.strip()[:12]
    return True


def add_labels(concept: ConceptRow, language: str, preferred: str, others: list[str]) -> None:
    preferred = " ".join(preferred.split())[:LONGEST_LABEL]
    if preferred:
        concept.preferred.setdefault(language, preferred)
    known = concept.alternatives.setdefault(language, [])
    known += [text for text in others if text != preferred and text not in known and len(text) <= LONGEST_LABEL]


def add_description(concept: ConceptRow, language: str, text: str | None) -> None:
    if described := " ".join((text or "").split()):
        concept.descriptions.setdefault(language, described[:LONGEST_DESCRIPTION])


def add_relation(reading: Reading, source: str, target: str, kind: str, file: str, line: int) -> None:
    source, target = source.strip(), target.strip()
    if not (kind and source and target):
        reading.refuse("relation", file, line, "A relation needs two URIs and a known kind.")
    elif source != target:
        reading.relations.add((source, target, kind))
