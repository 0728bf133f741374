"""The sample people: experts enter through the CV reader, as anybody would; investors by their form's facts."""

import datetime as dt
from typing import Any

from demo.loading.accounts import account
from demo.loading.once import FOLDER, Samples, rows
from foundation.taxonomy.models import Concept, Kind
from marketplace.profiles.operations import accept_suggestions, add_concept, change_profile, read_cv, start_profile

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


def _account(row: dict[str, Any]) -> Any:
    return account(email=row["email"], name=row["name"], language=row["language"], home_country=row["home_country"])


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
