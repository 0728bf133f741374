"""A reason or a gap as data: a code, its figures and the concepts it speaks of."""

from dataclasses import dataclass, field
from typing import Any


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
        def order(remark: Remark) -> tuple[float, str, tuple[str, ...]]:
            return (-remark.weight, remark.code, remark.concepts)

        return Remarks(sorted(self.reasons, key=order), sorted(self.gaps, key=order))
