"""Opportunity pages as the ranker wants them."""

from typing import Any

from cms.opportunities.models import CallSkill, Investment, MissionCall, Reference
from matching.facts.words import read_texts
from matching.ranking.facts import Opportunity, Skill, Spoken

Page = MissionCall | Investment | Reference
COMMON_ROWS = ("texts", "sectors")
MISSION_ROWS = (*COMMON_ROWS, "skills__concept", "languages")


def pages_for_ranking(pages: Any) -> Any:
    """The queryset with everything `opportunity_from` reads, in a number of queries that does not grow."""
    return pages.prefetch_related(*(MISSION_ROWS if pages.model is MissionCall else COMMON_ROWS))


def opportunity_from(page: Page) -> Opportunity:
    """One page; all its languages are read, since each may say what another leaves out."""
    rows = sorted(page.texts.all(), key=lambda row: (row.language != page.source_language, row.language))
    common: dict[str, Any] = {
        "id": page.public_id,
        "kind": page.kind,
        "texts": read_texts((_words(row), row.language) for row in rows),
        "country": page.country,
        "region": page.region,
        "sectors": frozenset(concept.code for concept in page.sectors.all()),
        "sdgs": frozenset(str(goal) for goal in page.sdgs),
        "currency": getattr(page, "currency", ""),
        "starts_on": page.starts_on,
        "ends_on": page.ends_on,
    }
    if isinstance(page, MissionCall):
        return Opportunity(**common, **_mission(page))
    if isinstance(page, Investment):
        return Opportunity(**common, **_investment(page))
    return Opportunity(**common)


def _words(row: Any) -> str:
    """Title, summary and body, each a sentence of its own."""
    body = row.body.stream_block.get_searchable_content(row.body) if row.body else []
    return ".\n".join(part for part in (row.title, getattr(row, "summary", ""), *body) if part)


def _mission(page: MissionCall) -> dict[str, Any]:
    skills = sorted(page.skills.all(), key=lambda row: row.concept.uri)
    asked = {
        importance: tuple(Skill(row.concept.uri, row.level) for row in skills if row.importance == importance)
        for importance in CallSkill.Importance.values
    }
    return {
        "required_skills": asked[CallSkill.Importance.REQUIRED],
        "desired_skills": asked[CallSkill.Importance.DESIRED],
        "languages": tuple(
            sorted((Spoken(row.language, row.level) for row in page.languages.all()), key=lambda s: s.language)
        ),
        "work_mode": page.work_mode,
        "days_per_week": page.days_per_week,
        "compensation": page.compensation,
        "fee_minor": page.fee_minor,
        "fee_unit": page.fee_unit,
    }


def _investment(page: Investment) -> dict[str, Any]:
    return {
        "capital_minor": page.capital_minor,
        "ticket_min_minor": page.ticket_min_minor,
        "ticket_max_minor": page.ticket_max_minor,
        "instruments": frozenset(page.instruments),
        "stage": page.stage,
        "horizon_years": page.horizon_years,
        "risk": page.risk,
    }
