"""How many people answer a call as it stands, and which single change would find more: counts alone, nobody's name."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from matching.ranking.facts import Person
from matching.ranking.grade import ABLE
from matching.ranking.ranked import Match

REQUIRED = frozenset({"required_held", "required_implied", "required_near"})
LANGUAGES_SHOWN = 6
CHANGES_SHOWN = 5
Blocker = tuple[str, str]  # what stands between a person and the call, and which: ("skill", URI), ("language", "ar")


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the call, and how many more it would find; `spoken` is what most of those speak instead."""

    code: str  # skill, language, dates, mode or pay
    subject: str
    more: int
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """`languages` are (tag, how many of the qualified speak it), the most spoken first."""

    compared: int
    qualified: int
    languages: tuple[tuple[str, int], ...]
    changes: tuple[Change, ...]


def reach_of(matches: Iterable[Match]) -> Reach:
    """Count the matches of one call.

    Qualified is who has each required skill or one close to it, speaks the languages asked for, is not away on all the
    days, works in that way and does not ask for a fee where there is none. What a profile does not say stands in no
    one's way. A change counts those whom nothing else keeps from it.
    """
    compared = qualified = 0
    spoken: Counter[str] = Counter()
    alone: dict[Blocker, list[Person]] = defaultdict(list)
    for match in matches:
        compared += 1
        found = blockers(match)
        if found is None:
            continue
        if not found:
            qualified += 1
            spoken.update({language.language for language in match.person.languages})
        elif len(found) == 1:
            alone[next(iter(found))].append(match.person)
    changes = [
        Change(code, subject, len(people), _instead(people, subject) if code == "language" else "")
        for (code, subject), people in alone.items()
        if code != "skills"
    ]
    changes.sort(key=lambda change: (-change.more, change.code, change.subject))
    languages = sorted(spoken.items(), key=lambda pair: (-pair[1], pair[0]))
    return Reach(compared, qualified, tuple(languages[:LANGUAGES_SHOWN]), tuple(changes[:CHANGES_SHOWN]))


def blockers(match: Match) -> set[Blocker] | None:
    """Return what keeps a person from the call; None where the work is another one altogether."""
    codes = {reason.code for reason in match.reasons}
    if not codes & (REQUIRED if match.opportunity.required_skills else ABLE):
        return None
    found: set[Blocker] = set()
    for gap in match.gaps:
        if gap.code == "required_missing":
            found |= {("skill", uri) for uri in gap.concepts}
            if gap.params["count"] > len(gap.concepts):
                found.add(("skills", ""))  # more than one change could mend
        elif gap.code in ("language_missing", "language_short"):
            found.add(("language", gap.params["language"]))
        elif gap.code == "not_available":
            found.add(("dates", ""))
        elif gap.code == "work_mode_other":
            found.add(("mode", gap.params["mode"]))
        elif gap.code == "unpaid":
            found.add(("pay", ""))
    return found


def _instead(people: Iterable[Person], language: str) -> str:
    """Return the language that most of these speak beside the one they lack; "" where they share none."""
    spoken: Counter[str] = Counter()
    for person in people:
        spoken.update({row.language for row in person.languages} - {language})
    return min(spoken, key=lambda code: (-spoken[code], code), default="")
