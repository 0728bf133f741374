"""Years and levels that the hand-labelled CVs give a skill or a language are the ones that are suggested."""

from functools import cache
from typing import Any

import pytest

from benchmarks.material.taxonomy import whole_linker
from benchmarks.material.texts import texts
from foundation.linking.lexicon import LANGUAGES
from foundation.linking.linker import Linker
from foundation.taxonomy.sources.starter import read_starter
from marketplace.profiles.cv.reading import Finding, findings


@cache
def linker() -> Linker:
    return whole_linker([read_starter()])


def labelled_cvs(language: str) -> list[tuple[dict[str, Any], list[Finding]]]:
    rows = [row for half in ("tuned", "untouched") for row in texts(language, half) if row["kind"] == "cv"]
    return [(row, findings(row["text"], link=linker().link)) for row in rows]


@pytest.mark.parametrize("language", LANGUAGES)
def test_years_beside_a_skill_are_never_read_wrongly(language: str) -> None:
    read, wrong = 0, []
    for row, found in labelled_cvs(language):
        skills = {one.value: one for one in found if one.field == "skill"}
        for labelled in row["mentions"]:
            suggested = next((skills[uri] for uri in labelled["concepts"] if uri in skills), None)
            if suggested and suggested.years and labelled.get("years"):
                read += 1
                if suggested.years != labelled["years"]:
                    wrong.append((row["id"], labelled["words"], suggested.years))
    assert read >= 4 and wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_levels_of_languages_are_read(language: str) -> None:
    said = right = 0
    for row, found in labelled_cvs(language):
        levels = [one.level for one in found if one.field == "language"]
        for labelled in row["mentions"]:
            if isinstance(labelled.get("level"), str):
                said += 1
                right += labelled["level"] in levels
    assert right / said >= 0.75, f"{right} of {said} levels are read"
