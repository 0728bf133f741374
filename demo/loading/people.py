"""The sample people: some experts enter through the CV reader, as anybody would, the others by their form's facts."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.text import slugify

from demo.loading.accounts import account
from demo.loading.once import FOLDER, Samples, rows, table
from foundation.taxonomy.models import Concept, Kind
from foundation.taxonomy.queries import concept_by_label
from marketplace.profiles.operations.answering import accept_suggestions
from marketplace.profiles.operations.keeping import change_profile, start_profile
from marketplace.profiles.operations.lists import add_concept, put_language, put_skill
from marketplace.profiles.operations.suggesting import read_cv

ADDRESS = ("country", "city", "home_regions")
EXPERT = (*ADDRESS, "available_from", "days_per_week", "work_modes", "compensation_wish", "fee_minor", "currency")
INVESTOR = (
    *ADDRESS, "headline", "biography", "ticket_min_minor", "ticket_max_minor", "currency", "instruments", "countries",
    "regions", "stages", "horizon_years", "risk", "sdgs",
)  # fmt: skip


def load_people(samples: Samples) -> None:
    for row in rows("people/people.json"):
        key = f"person/{row['slug']}"
        if not samples.has(key):
            with samples.new(key):
                (_expert if row["kind"] == "expert" else _investor)(row, samples.now)
    for name, load in (("experts", _listed_expert), ("investors", _listed_investor)):
        for listed in table(f"people/{name}.csv"):
            slug = slugify(listed["name"])
            key = f"person/{slug}"
            if not samples.has(key):
                with samples.new(key):
                    load({**listed, "email": f"{slug}@example.org"}, samples.now)


def _account(row: Mapping[str, Any]) -> Any:
    home = row.get("home_country") or row["home"]
    return account(email=row["email"], name=row["name"], language=row["language"], home_country=home)


def _expert(row: dict[str, Any], now: dt.datetime) -> None:
    profile: Any = start_profile(user=_account(row), kind="expert", now=now)
    facts = {name: row[name] for name in EXPERT if row[name] is not None}
    facts |= {"available_from": dt.date.fromisoformat(row["available_from"]), "consent": True}
    profile = change_profile(profile=profile, changes=facts, now=now)
    name = f"{row['slug']}.txt"
    read_cv(profile=profile, content=(FOLDER / "people" / name).read_bytes(), name=name, now=now)
    accept_suggestions(profile=profile, now=now)


def _investor(row: dict[str, Any], now: dt.datetime) -> None:
    profile: Any = start_profile(user=_account(row), kind="investor", now=now)
    facts = {name: row[name] for name in INVESTOR} | {"consent": True}
    profile = change_profile(profile=profile, changes=facts, now=now)
    for sector in Concept.objects.filter(kind=Kind.SECTOR, code__in=row["sectors"]).order_by("code"):
        add_concept(profile=profile, field="sectors", concept=sector, now=now)


def _listed_expert(row: Mapping[str, str], now: dt.datetime) -> None:
    """Load a line of `experts.csv`; a skill is `label:level:years`, the last two where she says so."""
    profile: Any = start_profile(user=_account(row), kind="expert", now=now)
    facts: dict[str, Any] = {
        "country": row["country"],
        "city": row["city"],
        "home_regions": [row["region"]],
        "headline": row["headline"],
        "days_per_week": int(row["days"]),
        "work_modes": row["modes"].split("|"),
        "compensation_wish": "fee" if row["fee"] else "volunteer",
        "consent": True,
    }
    if row["fee"]:
        facts |= {"fee_minor": int(row["fee"]), "currency": row["currency"]}
    profile = change_profile(profile=profile, changes=facts, now=now)
    occupation = concept_by_label(row["occupation"], kind=Kind.OCCUPATION)
    add_concept(profile=profile, field="occupations", concept=occupation, now=now)
    for said in row["skills"].split("|"):
        label, level, years, *_ = [*said.split(":"), "", ""]
        skill = concept_by_label(label, kind=Kind.SKILL)
        put_skill(
            profile=profile,
            concept=skill,
            level=int(level) if level else None,
            years=int(years) if years else None,
            now=now,
        )
    for spoken in row["languages"].split("|"):
        language, level = spoken.split(":")
        put_language(profile=profile, language=language, level=level, now=now)


def _listed_investor(row: Mapping[str, str], now: dt.datetime) -> None:
    """Load a line of `investors.csv`; tickets are in minor units of the currency."""
    profile: Any = start_profile(user=_account(row), kind="investor", now=now)
    facts: dict[str, Any] = {
        "country": row["country"],
        "city": row["city"],
        "home_regions": [row["region"]],
        "headline": row["headline"],
        "biography": row["biography"],
        "ticket_min_minor": int(row["ticket_min"]),
        "ticket_max_minor": int(row["ticket_max"]),
        "currency": row["currency"],
        "instruments": row["instruments"].split("|"),
        "countries": [row["home"]],
        "regions": [row["region"]],
        "stages": row["stages"].split("|"),
        "horizon_years": int(row["horizon"]),
        "risk": row["risk"],
        "sdgs": row["sdgs"].split("|"),
        "consent": True,
    }
    profile = change_profile(profile=profile, changes=facts, now=now)
    for sector in Concept.objects.filter(kind=Kind.SECTOR, code__in=row["sectors"].split("|")).order_by("code"):
        add_concept(profile=profile, field="sectors", concept=sector, now=now)
