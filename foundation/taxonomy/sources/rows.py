"""What every source of the taxonomy is read into before anything is written."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class ConceptRow:
    """One concept; `preferred` by language, `alternatives` by every language it was read in, without the preferred.

    `descriptions` has a text for each language that describes it.
    """

    uri: str
    kind: str
    code: str = ""
    skill_type: str = ""
    reuse_level: str = ""
    preferred: dict[str, str] = field(default_factory=dict)
    alternatives: dict[str, list[str]] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Reading:
    """All of a source: concepts by URI, relations as (source URI, target URI, kind), and the lines refused."""

    concepts: dict[str, ConceptRow] = field(default_factory=dict)
    relations: set[tuple[str, str, str]] = field(default_factory=set)
    rejected: list[tuple[str, int, str]] = field(default_factory=list)  # file, line, sentence
    rejected_kinds: dict[str, int] = field(default_factory=dict)

    def refuse(self, kind: str, file: str, line: int, why: str) -> None:
        self.rejected.append((file, line, why))
        self.rejected_kinds[kind] = self.rejected_kinds.get(kind, 0) + 1


def split(cell: str | None, separator: str = "|") -> list[str]:
    """Return the parts of a list cell, white space folded, without empty ones and repeats."""
    parts = (" ".join(part.split()) for part in (cell or "").split(separator))
    return list(dict.fromkeys(part for part in parts if part))
