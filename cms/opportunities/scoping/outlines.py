"""Templates per kind of mission: what such a call usually says, in four languages, read from `outlines.toml`."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parent / "outlines.toml"
LANGUAGES = ("fr", "ar", "en", "es")


@dataclass(frozen=True, slots=True)
class Outline:
    """One kind in one language; what stands in square brackets is left to the agency."""

    kind: str
    language: str
    label: str
    title: str
    summary: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]  # (heading, lines)

    def body(self) -> list[dict[str, str]]:
        """Return the blocks of the text as a stream holds them: a heading and a list for each part."""
        blocks = []
        for heading, lines in self.parts:
            blocks.append({"type": "heading", "value": heading})
            blocks.append({"type": "paragraph", "value": f"<ul>{''.join(_item(line) for line in lines)}</ul>"})
        return blocks


@cache
def outlines() -> dict[tuple[str, str], Outline]:
    """Return all templates by (kind, language), in the order of the file."""
    data = _data()
    return {
        (kind, language): Outline(
            kind=kind,
            language=language,
            label=said["label"],
            title=said["title"],
            summary=said["summary"],
            parts=tuple((words, tuple(said[part])) for part, words in data["headings"][language].items()),
        )
        for kind, languages in data["kinds"].items()
        for language, said in languages.items()
    }


def kinds() -> list[str]:
    return list(_data()["kinds"])


def questions(kind: str) -> list[dict[str, str]]:
    """Return the questions of a kind, each by language: one question has its words in every language at once."""
    said: Iterable[tuple[str, ...]] = zip(
        *(_data()["kinds"][kind][code]["questions"] for code in LANGUAGES), strict=True
    )
    return [dict(zip(LANGUAGES, words, strict=True)) for words in said]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(SOURCE.read_text(encoding="utf-8"))


def _item(line: str) -> str:
    return f"<li>{escape(line, quote=False)}</li>"
