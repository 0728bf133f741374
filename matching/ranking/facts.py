"""What a ranker knows of a person and of an opportunity: plain facts, each of which may be missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

PersonKind = Literal["expert", "investor"]
OpportunityKind = Literal["mission", "investment", "reference"]

# The kind of opportunity that is meant for a kind of person; a reference is meant for nobody.
SUITS: dict[PersonKind, OpportunityKind] = {"expert": "mission", "investor": "investment"}

CEFR = ("A1", "A2", "B1", "B2", "C1", "C2", "native")
RISKS = ("low", "medium", "high")
STAGES = ("idea", "launch", "growth", "established")


def cefr_number(level: str | None) -> int:
    """1 for A1 up to 7 for a native speaker; 0 when nothing is known."""
    return CEFR.index(level) + 1 if level in CEFR else 0


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill somebody states: level 1 (basic) to 4 (expert), years of practice."""

    uri: str
    level: int | None = None
    years: float | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language with its CEFR level ("native" above C2)."""

    language: str
    level: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What was found in somebody's own words.

    `said` are concepts with a weight of 0 to 1 that the text states; `optional` those it calls an advantage. What a
    text denies is in neither. `terms` are analysed tokens with their number of occurrences.
    """

    said: Mapping[str, float] = field(default_factory=dict)
    optional: Mapping[str, float] = field(default_factory=dict)
    terms: Mapping[str, float] = field(default_factory=dict)
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An expert or an investor. Empty and None mean "not known", never "none"."""

    id: str
    kind: PersonKind
    texts: Texts = field(default_factory=Texts)
    country: str = ""
    city: str = ""
    home_country: str = ""
    home_regions: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    sdgs: frozenset[str] = frozenset()
    currency: str = ""
    # expert
    occupations: tuple[str, ...] = ()
    skills: tuple[Skill, ...] = ()
    verified: frozenset[str] = frozenset()  # skills that an organisation has seen at work
    languages: tuple[Spoken, ...] = ()
    available_from: date | None = None
    available_until: date | None = None
    days_per_week: float | None = None
    work_modes: frozenset[str] = frozenset()
    compensation_wish: str = ""
    fee_minor: int | None = None
    # investor
    ticket_min_minor: int | None = None
    ticket_max_minor: int | None = None
    instruments: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    horizon_years: float | None = None
    risk: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunity:
    """A mission call, an investment or a reference. Empty and None mean "not known"."""

    id: str
    kind: OpportunityKind | None
    texts: Texts = field(default_factory=Texts)
    country: str = ""
    region: str = ""
    sectors: frozenset[str] = frozenset()
    sdgs: frozenset[str] = frozenset()
    currency: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    # mission
    required_skills: tuple[Skill, ...] = ()
    desired_skills: tuple[Skill, ...] = ()
    languages: tuple[Spoken, ...] = ()
    work_mode: str = ""
    days_per_week: float | None = None
    compensation: str = ""
    fee_minor: int | None = None
    fee_unit: str = ""
    # investment
    capital_minor: int | None = None
    ticket_min_minor: int | None = None
    ticket_max_minor: int | None = None
    instruments: frozenset[str] = frozenset()
    stage: str = ""
    horizon_years: float | None = None
    risk: str = ""
