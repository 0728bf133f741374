"""ESCO in one file per kind with all languages side by side, as research data sets carry it."""

from pathlib import Path

from foundation.taxonomy.sources.esco import add_concept, add_description, add_labels, add_relation, lines_of
from foundation.taxonomy.sources.rows import Reading, split

SKILL = "http://data.europa.eu/esco/skill/"
OCCUPATION = "http://data.europa.eu/esco/occupation/"
KINDS = {"e": "essential", "o": "optional"}
CONCEPTS = {
    "skills_multilingual.csv.gz": "skill",
    "occupations_multilingual.csv.gz": "occupation",
    "skill_groups.csv": "skill",
    "isco_groups.csv": "occupation",
}


def is_merged(folder: Path) -> bool:
    return (folder / "skills_multilingual.csv.gz").exists()


def read_merged(folder: Path, languages: list[str]) -> Reading:
    """Read the merged files; missing ones are passed over, bad lines refused by file and number."""
    reading = Reading()
    for name, kind in CONCEPTS.items():
        path = folder / name
        if not path.exists():
            continue
        group = "groups" in name
        for line, row in lines_of(path, {"en", "code" if name == "isco_groups.csv" else "uri"}, reading, kind):
            uri = row.get("uri") or f"http://data.europa.eu/esco/isco/C{row['code']}"
            skill_type = "group" if group else (row.get("type") or "").rsplit("/", 1)[-1]
            if not add_concept(reading, uri, kind, name, line, code=_code(row, kind), skill_type=skill_type):
                continue
            concept = reading.concepts[uri.strip()]
            concept.reuse_level = row.get("reuse") or ""
            for language in languages:
                add_labels(concept, language, row.get(language) or "", split(row.get(f"{language}_alt")))
                add_description(concept, language, row.get(f"{language}_desc"))
    _read_relations(folder, reading)
    return reading


def _code(row: dict[str, str], kind: str) -> str:
    return row.get("isco") or row.get("code") or "" if kind == "occupation" else ""


def _read_relations(folder: Path, reading: Reading) -> None:
    path = folder / "occupation_skill.csv.gz"
    if path.exists():
        for line, row in lines_of(path, {"occ", "rel", "skill"}, reading, "relation"):
            source, target = OCCUPATION + row["occ"], SKILL + row["skill"]
            add_relation(reading, source, target, KINDS.get(row["rel"], ""), path.name, line)
    path = folder / "skill_skill.csv.gz"
    if path.exists():
        for line, row in lines_of(path, {"uri", "rel", "related"}, reading, "relation"):
            add_relation(reading, row["uri"], row["related"], KINDS.get(row["rel"], ""), path.name, line)
    for name in ("skill_broader.csv.gz", "occupation_broader.csv.gz"):
        path = folder / name
        if path.exists():
            for line, row in lines_of(path, {"uri", "broader"}, reading, "relation"):
                add_relation(reading, row["uri"], row["broader"], "broader", path.name, line)
