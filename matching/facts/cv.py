"""What a text about a person says in figures: languages with their level, years and level of a skill."""

from marketplace.profiles.cv.reading import findings
from matching.facts.words import Reader
from matching.ranking.facts import Skill, Spoken


def figures(text: str, reader: Reader) -> tuple[tuple[Skill, ...], tuple[Spoken, ...]]:
    """Skills of which the text gives years or a level, and the languages it names.

    Who names other languages only still speaks the one the text is written in, at a level that is not said.
    """
    skills: dict[str, Skill] = {}
    spoken: dict[str, Spoken] = {}
    for found in findings(text, link=reader.linker.link):
        if found.field == "skill" and (found.years or found.level):
            skills[found.value] = Skill(found.value, int(found.level) if found.level else None, found.years)
        elif found.field == "language":
            spoken.setdefault(found.value, Spoken(found.value, found.level or None))
    own = reader.read_one(text, "").language
    if spoken and own:
        spoken.setdefault(own, Spoken(own))
    return tuple(skills.values()), tuple(spoken.values())
