"""A reason or a gap as data: a code, its figures and the concepts it speaks of."""

from dataclasses import dataclass, field
from typing import Any

# Reasons are read in this order: what a person can do or bring, then what follows from it, then what can be arranged.
SUBJECTS = (
    (
        "occupation_same",
        "required_held",
        "mentioned_held",
        "trade_held",
        "desired_held",
        "required_near",
        "mentioned_near",
        "required_implied",
        "mentioned_implied",
        "occupation_near",
        "verified",
        "level_met",
        "years",
        "field_near",
        "interest_shared",
        "ticket",
    ),
    ("sector_shared", "sector_near"),
    ("languages_met",),
    ("home_region", "home_country", "lives_there", "place_region", "place_country"),
    ("available",),
    ("work_mode",),
    ("days_met",),
    ("fee_met", "volunteer"),
    ("instrument", "stage", "horizon", "risk", "impact"),
)
SUBJECT_OF = {code: place for place, codes in enumerate(SUBJECTS) for code in codes}


@dataclass(frozen=True, slots=True)
class Remark:
    """`weight` orders remarks, `params` are raw figures and codes, `concepts` URIs; words are made elsewhere."""

    code: str
    weight: float
    params: dict[str, Any] = field(default_factory=dict)
    concepts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remarks:
    """What speaks for a match and what against it."""

    reasons: list[Remark] = field(default_factory=list)
    gaps: list[Remark] = field(default_factory=list)

    def reason(self, code: str, weight: float, concepts: tuple[str, ...] = (), **params: Any) -> None:
        self.reasons.append(Remark(code, round(weight, 4), params, concepts))

    def gap(self, code: str, weight: float, concepts: tuple[str, ...] = (), **params: Any) -> None:
        self.gaps.append(Remark(code, round(weight, 4), params, concepts))

    def best_first(self) -> "Remarks":
        """Reasons by subject and in it by weight; gaps by weight alone: what stands in the way most comes first."""

        def order(remark: Remark) -> tuple[float, str, tuple[str, ...]]:
            return (-remark.weight, remark.code, remark.concepts)

        reasons = sorted(self.reasons, key=lambda remark: (SUBJECT_OF[remark.code], *order(remark)))
        return Remarks(reasons, sorted(self.gaps, key=order))
