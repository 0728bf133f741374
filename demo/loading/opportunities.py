"""The sample calls and investments: written by hand, published as an agency publishes, marked as samples."""

import datetime as dt
import html
import uuid
from typing import Any

from cms.agencies.models import AgencyPage
from cms.opportunities.models import (
    CallLanguage,
    CallSkill,
    Claim,
    Investment,
    InvestmentText,
    MissionCall,
    MissionText,
    NeededMission,
)
from demo.loading.agencies import moderator_of
from demo.loading.applications import first_sent
from demo.loading.once import Samples, rows
from foundation.taxonomy.models import Concept, Kind
from foundation.taxonomy.queries import concept_by_label

MARK = {
    "fr": "Exemple inventé pour la démonstration.",
    "ar": "مثال متخيَّل لغرض العرض.",
    "en": "Sample, invented for the demonstration.",
    "es": "Ejemplo inventado para la demostración.",
}
COMMON = ("source_language", "region", "city", "sdgs")
MISSION = (
    "work_mode", "days_per_week", "seats", "compensation", "fee_minor", "fee_unit", "currency", "covers",
    "pending_limit",
)  # fmt: skip
INVESTMENT = (
    "capital_minor", "ticket_min_minor", "ticket_max_minor", "currency", "instruments", "stage", "horizon_years",
    "return_min_percent", "return_max_percent", "risk", "jobs",
)  # fmt: skip


def load_opportunities(samples: Samples) -> None:
    """Load missions, then the investments that need them.

    Raises:
        LookupError: a skill of a sample is no label of the taxonomy.
    """
    pages: dict[str, MissionCall] = {}
    sent = first_sent()
    for row in rows("opportunities/missions"):
        key = f"mission/{row['slug']}"
        if not samples.has(key):
            with samples.new(key):
                pages[row["slug"]] = _mission(row, samples.now, days=sent.get(row["slug"]))
    for row in rows("opportunities/investments"):
        key = f"investment/{row['slug']}"
        if not samples.has(key):
            with samples.new(key):
                _investment(row, pages, samples.now, days=sent.get(row["slug"]))


def _mission(row: dict[str, Any], now: dt.datetime, *, days: int | None) -> MissionCall:
    """Publish a call, since some days where somebody has applied to it meanwhile."""
    call = MissionCall(**_common(row, now), **{name: row[name] or _nothing(MissionCall, name) for name in MISSION})
    if days is not None:
        call.first_published_at = now - dt.timedelta(days=row.get("published_days_ago", days + 3))
    call.texts = [
        MissionText(language=language, title=text["title"], summary=text["summary"], body=_body(text["body"], language))
        for language, text in row["texts"].items()
    ]
    call.skills = [
        CallSkill(
            concept=concept_by_label(skill["label"], kind=Kind.SKILL),
            importance=importance,
            level=skill["level"],
            sort_order=order,
        )
        for importance in ("required", "desired")
        for order, skill in enumerate(row[f"{importance}_skills"])
    ]
    call.languages = [CallLanguage(**language) for language in row["languages"]]
    return _publish(call, row)


def _investment(
    row: dict[str, Any], missions: dict[str, MissionCall], now: dt.datetime, *, days: int | None
) -> Investment:
    page = Investment(**_common(row, now), **{name: row[name] or _nothing(Investment, name) for name in INVESTMENT})
    if days is not None:
        page.first_published_at = now - dt.timedelta(days=days + 3)
    page.texts = [
        InvestmentText(
            language=language,
            title=text["title"],
            summary=text["summary"],
            risk_text=row["risk_text"].get(language, ""),
            body=_body(text["body"], language),
        )
        for language, text in row["texts"].items()
    ]
    page.claims = [
        Claim(
            **{f"text_{language}": text for language, text in claim["text"].items()},
            checked_by=claim["checked_by"] or "",
            checked_on=_day(now, -claim["checked_on_days_ago"]) if claim["checked_by"] else None,
            sort_order=order,
        )
        for order, claim in enumerate(row["claims"])
    ]
    page.needed_missions = [
        NeededMission(mission=missions[slug], sort_order=order)
        for order, slug in enumerate(row["needs_missions"])
        if slug in missions
    ]
    return _publish(page, row)


def _common(row: dict[str, Any], now: dt.datetime) -> dict[str, Any]:
    dates = {
        "closes_on": _day(now, row["closes_in_days"]),
        "answers_by": _day(now, row["answers_in_days"]),
        "starts_on": _day(now, row["starts_in_days"]),
        "ends_on": _day(now, row["ends_in_days"]),
    }
    return {name: row[name] for name in COMMON} | dates | {"live": False}


def _day(now: dt.datetime, offset: int) -> dt.date:
    return (now + dt.timedelta(days=offset)).date()


def _nothing(model: type, name: str) -> Any:
    """What an empty fact is in a column: null where it may be, else the empty value of its kind."""
    field = model._meta.get_field(name)  # type: ignore[attr-defined]
    return None if field.null else field.get_default()


def _body(parts: list[Any], language: str) -> list[dict[str, Any]]:
    """Return the stream of a text, and at its end the sentence that marks it as a sample."""
    blocks = [_block(part) for part in parts]
    blocks.append({"type": "paragraph", "value": f"<p><i>{MARK[language]}</i></p>"})
    return [{**block, "id": str(uuid.uuid4())} for block in blocks]


def _block(part: str | dict[str, Any]) -> dict[str, Any]:
    if isinstance(part, str):
        return {"type": "paragraph", "value": f"<p>{html.escape(part, quote=False)}</p>"}
    if "heading" in part:
        return {"type": "heading", "value": part["heading"]}
    items = "".join(f"<li>{html.escape(item, quote=False)}</li>" for item in part["list"])
    return {"type": "paragraph", "value": f"<ul>{items}</ul>"}


def _publish(page: Any, row: dict[str, Any]) -> Any:
    agency = AgencyPage.objects.select_related("organisation").get(organisation__slug=row["agency"])
    by = moderator_of(agency.organisation)
    page.owner = by
    page.sectors.set(Concept.objects.filter(kind=Kind.SECTOR, code__in=row["sectors"]))
    agency.add_child(instance=page)
    page.save_revision(user=by).publish(user=by)
    return page
