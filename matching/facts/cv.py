"""What a text about a person says in figures: languages with their level, years and level of a skill."""

from marketplace.profiles.cv.reading import findings
from matching.facts.words import Reader
from matching.ranking.facts import Skill, Spoken


def figures(text: str, reader: Reader) -> tuple[tuple[Skill, ...], tuple[Spoken, ...]]:
    """Skills of which the text gives years or a level, and the languages it names or is written in."""
    skills: dict[str, Skill] = {}
    spoken: dict[str, Spoken] = {}
    for found in findings(text, link=reader.linker.link):
        if found.field == "skill" and (found.years or found.level):
            skills[found.value] = Skill(found.value, int(found.level) if found.level else None, found.years)
        elif found.field == "language":
            spoken.setdefault(found.value, Spoken(found.value, found.level or None))
    return tuple(skills.values()), with_written(tuple(spoken.values()), reader.read_one(text, "").language)


def with_written(languages: tuple[Spoken, ...], written: str) -> tuple[Spoken, ...]:
    """Who names other languages only still speaks the one she writes in, at a level that is not said."""
    if not languages or not written or any(spoken.language == written for spoken in languages):
        return languages
    return (*languages, Spoken(written))
