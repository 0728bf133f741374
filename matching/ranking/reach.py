"""How many people answer a call as it stands, and which single change would find more: counts alone, nobody's name."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from matching.ranking.facts import Opportunity, Person
from matching.ranking.grade import ABLE
from matching.ranking.remarks import Remarks

REQUIRED = frozenset({"required_held", "required_implied", "required_near"})
LANGUAGES_SHOWN = 12
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
    """`languages` are (tag, how many of the qualified speak it), the most spoken first.

    `unsaid` of the qualified name no language. `unread` people might be qualified or might not: their own words were
    not read yet, and they are in none of the other counts but `compared`.
    """

    compared: int
    qualified: int
    languages: tuple[tuple[str, int], ...] = ()
    unsaid: int = 0
    changes: tuple[Change, ...] = ()
    unread: int = 0


def reach_of(found: Iterable[tuple[Person, set[Blocker] | None]], *, compared: int, unread: int = 0) -> Reach:
    """Count people by what keeps them from a call, as `blockers` says it.

    Who is in nobody's way need not be among `found`: `compared` says how many there are in all. A change counts those
    whom nothing else keeps from the call.
    """
    qualified = unsaid = 0
    spoken: Counter[str] = Counter()
    alone: dict[Blocker, list[Person]] = defaultdict(list)
    for person, keeping in found:
        if keeping is None:
            continue
        if not keeping:
            qualified += 1
            unsaid += not person.languages
            spoken.update({language.language for language in person.languages})
        elif len(keeping) == 1:
            alone[next(iter(keeping))].append(person)
    changes = [
        Change(code, subject, len(people), _instead(people, subject) if code == "language" else "")
        for (code, subject), people in alone.items()
    ]
    changes.sort(key=lambda change: (-change.more, change.code, change.subject))
    languages = tuple(sorted(spoken.items(), key=lambda pair: (-pair[1], pair[0])))
    return Reach(compared, qualified, languages[:LANGUAGES_SHOWN], unsaid, tuple(changes[:CHANGES_SHOWN]), unread)


def blockers(opportunity: Opportunity, remarks: Remarks) -> set[Blocker] | None:
    """Return what keeps a person from the call; None where the work is another one altogether.

    Nothing keeps who has each required skill or one close to it, speaks the languages asked for, is not away on all the
    days, works in that way and does not ask for a fee where there is none. What a profile does not say stands in no
    one's way.
    """
    codes = {reason.code for reason in remarks.reasons}
    if not codes & (REQUIRED if opportunity.required_skills else ABLE):
        return None
    return practical(remarks) | {
        ("skill", uri) for gap in remarks.gaps if gap.code == "required_missing" for uri in gap.concepts
    }


def practical(remarks: Remarks) -> set[Blocker]:
    """Return what of that has nothing to do with what she can do."""
    found: set[Blocker] = set()
    for gap in remarks.gaps:
        if gap.code in ("language_missing", "language_short"):
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
