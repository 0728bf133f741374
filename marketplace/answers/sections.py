"""What a person lets an agency see of a profile, part by part, in lines that are read."""

from collections.abc import Iterable
from dataclasses import dataclass

from marketplace.answers.models import PARTS, Part, Submission
from marketplace.profiles.sections import Section

# Which sections of a profile make up a part; contact and CV are no sections.
SECTIONS: dict[str, tuple[str, ...]] = {
    Part.HEADLINE: ("about",),
    Part.OCCUPATIONS: ("occupations", "sectors"),
    Part.SKILLS: ("skills",),
    Part.LANGUAGES: ("languages",),
    Part.PLACE: ("place",),
    Part.AVAILABILITY: ("availability",),
    Part.SECTORS: ("sectors", "where"),
    Part.TICKET: ("ticket",),
    Part.TERMS: ("terms",),
}


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part of a profile that an agency may see: its lines, or a link to the file."""

    part: str
    label: str
    lines: list[str]
    url: str = ""
    link: str = ""


def shown_parts(submission: Submission, sections: Iterable[Section], *files: ShownPart) -> list[ShownPart]:
    """Return the granted parts that say anything, in the order of PARTS; `files` are parts made by the caller."""
    person = submission.person
    if person is None:
        return []
    said = {section.slug: section.lines for section in sections}
    made = {file.part: file for file in files}
    parts = []
    for part in PARTS[submission.kind]:
        lines = [line for slug in SECTIONS.get(part, ()) for line in said.get(slug, [])]
        if part == Part.CONTACT:
            lines = [person.email]
        parts.append(made.get(part) or ShownPart(part, str(part.label), lines))
    granted = submission.granted()
    return [part for part in parts if part.part in granted and (part.lines or part.url)]
