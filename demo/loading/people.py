"""The sample people: experts enter through the CV reader, as anybody would; investors by their form's facts."""

import datetime as dt
from typing import Any

from demo.loading.accounts import account
from demo.loading.once import FOLDER, Samples, rows
from foundation.taxonomy.models import Concept, Kind
from marketplace.profiles.operations import (
    accept_suggestions,
    make_expert,
    make_investor,
    read_cv,
    save_expert,
    save_investor,
)

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
    profile = make_expert(user=_account(row), now=now)
    facts = {name: row[name] for name in EXPERT} | {"available_from": dt.date.fromisoformat(row["available_from"])}
    profile = save_expert(profile=profile, facts=facts | {"consent": True}, now=now)
    name = f"{row['slug']}.txt"
    read_cv(profile=profile, content=(FOLDER / "people" / name).read_bytes(), name=name, now=now)
    accept_suggestions(profile=profile, now=now)


def _investor(row: dict[str, Any], now: dt.datetime) -> None:
    profile = make_investor(user=_account(row), now=now)
    facts = {name: row[name] for name in INVESTOR} | {"consent": True}
    facts["sectors"] = list(Concept.objects.filter(kind=Kind.SECTOR, code__in=row["sectors"]))
    save_investor(profile=profile, facts=facts, now=now)
