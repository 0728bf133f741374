"""A small taxonomy and people whose right order is known by construction."""

from datetime import date
from decimal import Decimal
from typing import Any

from matching.ranking.facts import Opportunity, Person, Skill, Spoken, Texts
from matching.ranking.graph import Concept, Graph, Relation
from matching.ranking.money import Rates

RATES = Rates(
    on=date(2026, 11, 2),
    per_euro={"EUR": Decimal(1), "XOF": Decimal("655.957"), "CAD": Decimal("1.5"), "MAD": Decimal("10.8")},
    exponents={"XOF": 0},
)

SKILLS = """
    haccp food-audit microbiology dairy drip-irrigation basin-irrigation irrigation hydraulics pumping network-design
    leak-detection python sql web-design accounting tax audit payroll nursing midwifery teaching solar wiring
    communication
"""
OCCUPATIONS = {
    "food-engineer": ("2145", "haccp food-audit microbiology communication"),
    "quality-inspector": ("7515", "food-audit haccp communication"),
    "water-engineer": ("2142", "hydraulics pumping network-design communication"),
    "agronomist": ("2132", "irrigation drip-irrigation communication"),
    "developer": ("2512", "python sql communication"),
    "accountant": ("2411", "accounting tax audit communication"),
    "bookkeeper": ("3313", "accounting payroll communication"),
    "nurse": ("2221", "nursing communication"),
    "midwife": ("2222", "midwifery nursing communication"),
    "electrician": ("7411", "wiring solar communication"),
}
BROADER = {"drip-irrigation": "irrigation", "basin-irrigation": "irrigation", "leak-detection": "network-design"}
SECTORS = {"haccp": "10", "dairy": "10", "irrigation": "01", "hydraulics": "36", "python": "62", "accounting": "69"}


def graph() -> Graph:
    concepts = [Concept(name, "skill") for name in SKILLS.split()]
    concepts += [Concept(name, "occupation", code) for name, (code, _) in OCCUPATIONS.items()]
    concepts += [Concept(f"isic:{code}", "sector", code) for code in sorted(set(SECTORS.values()))]
    relations = [Relation(n, skill, "essential") for n, (_, skills) in OCCUPATIONS.items() for skill in skills.split()]
    relations += [Relation(narrow, broad, "broader") for narrow, broad in BROADER.items()]
    relations += [Relation(skill, f"isic:{code}", "related") for skill, code in SECTORS.items()]
    relations += [Relation("microbiology", "dairy", "related")]
    return Graph(concepts, relations)


def expert(*skills: str, **facts: Any) -> Person:
    facts = {"id": "awa", "kind": "expert", "skills": tuple(Skill(s) for s in skills), **facts}
    return Person(**facts)


def call(identifier: str, *skills: str, **facts: Any) -> Opportunity:
    facts = {"id": identifier, "kind": "mission", "required_skills": tuple(Skill(s) for s in skills), **facts}
    return Opportunity(**facts)


def text_call(identifier: str, *concepts: str, **facts: Any) -> Opportunity:
    return Opportunity(id=identifier, kind="mission", texts=Texts(said=dict.fromkeys(concepts, 0.9)), **facts)


def investor(**facts: Any) -> Person:
    return Person(**{"id": "karim", "kind": "investor", "currency": "CAD", "ticket_max_minor": 60_000_00, **facts})


def project(identifier: str, **facts: Any) -> Opportunity:
    return Opportunity(**{"id": identifier, "kind": "investment", "currency": "XOF", **facts})


MISSIONS = [
    call("food", "haccp", "food-audit"),
    call("water", "hydraulics", "pumping"),
    call("leaks", "network-design", languages=(Spoken("ar", "B2"),)),
    call("farm", "irrigation", country="SN", region="SN-SL"),
    call("code", "python", "sql"),
    call("books", "accounting", "tax", compensation="volunteer"),
    call("health", "nursing", starts_on=date(2027, 1, 4), ends_on=date(2027, 1, 29)),
    text_call("bare", "midwifery"),
    Opportunity(id="nothing", kind="mission"),
]
EXPERTS = {  # person → the calls that must come first, in any order
    "food": (expert("haccp", "food-audit", "microbiology"), {"food"}),
    "water": (expert("hydraulics", "pumping", "network-design"), {"water", "leaks"}),
    "code": (expert("python", "sql"), {"code"}),
    "farm": (expert("drip-irrigation"), {"farm"}),
    "care": (expert(occupations=("midwife",)), {"bare", "health"}),
    "accounts": (Person(id="p", kind="expert", texts=Texts(said={"bookkeeper": 0.8, "payroll": 0.8})), {"books"}),
}
