"""A match in one word: what score, reasons and gaps together allow to say."""

from collections.abc import Iterable, Sequence
from typing import Literal

from matching.ranking.remarks import Remark

Grade = Literal["strong", "good", "some", "little"]

LITTLE = 0.12  # a pair of which nothing is known has 0.10: below, a list for reading says that nothing fits
STRONG, GOOD = 0.85, 0.5
# What nobody arranges: with one of these a match is good in part at best.
HARD = frozenset({"kind_other", "not_available", "ticket_short", "ticket_over"})
GRAVE = HARD | {"required_missing", "language_missing", "risk_high"}
# What speaks for a person where no skill is listed as required, and for an investor.
ABLE = frozenset({"mentioned_held", "trade_held", "occupation_same", "ticket", "sector_shared", "interest_shared"})


def grade(score: float, reasons: Sequence[Remark], gaps: Sequence[Remark]) -> Grade:
    """The score alone says too much: days and place may carry a person none of whose skills is asked for.

    "strong" needs half of the required skills and nothing grave against it; "good" one of them, with those that come
    close half of them, or the very trade, and at most one grave gap; "little" is below what a list shows, or has
    nothing of what is required.
    """
    if score < LITTLE or _nothing_asked_for(reasons, gaps):
        return "little"
    hard = any(gap.code in HARD or _mostly_away(gap) for gap in gaps)
    grave = sum(gap.code in GRAVE or _mostly_away(gap) for gap in gaps)
    plenty, enough = _able(reasons, gaps)
    if score >= STRONG and plenty and not hard and not grave and all(gap.code != "language_short" for gap in gaps):
        return "strong"
    return "good" if score >= GOOD and enough and not hard and grave <= 1 else "some"


def _nothing_asked_for(reasons: Sequence[Remark], gaps: Sequence[Remark]) -> bool:
    """Whether skills are required and none of them, nor anything near, is there: only days, place and languages are."""
    speaking = ABLE | {
        "required_held",
        "required_implied",
        "required_near",
        "desired_held",
        "mentioned_near",
        "occupation_near",
    }
    return any(gap.code == "required_missing" for gap in gaps) and not any(r.code in speaking for r in reasons)


def _able(reasons: Sequence[Remark], gaps: Sequence[Remark]) -> tuple[bool, bool]:
    """Whether what is required is met for the most part, and whether it is met well enough."""
    codes = {reason.code for reason in reasons}
    held = _count(reasons, "required_held")
    met = held + _count(reasons, "required_implied")
    near = _count(reasons, "required_near")
    asked = met + near + _count(gaps, "required_missing")
    if not asked:
        able = bool(codes & ABLE)
        return able, able
    return held > 0 and 2 * met >= asked, "occupation_same" in codes or (met > 0 and 2 * (met + near) >= asked)


def _count(remarks: Iterable[Remark], *codes: str) -> int:
    return sum(remark.params["count"] for remark in remarks if remark.code in codes)


def _mostly_away(gap: Remark) -> bool:
    return gap.code == "available_partly" and 2 * gap.params["free_days"] < gap.params["days"]
