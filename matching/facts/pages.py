"""Opportunity pages as the ranker wants them."""

from typing import Any

from cms.opportunities.models import CallSkill, Investment, MissionCall, Reference
from foundation.taxonomy.models import Concept
from matching.facts.words import Reader
from matching.ranking.facts import Opportunity, Skill, Spoken
from search.documents.opportunities import body_text

Page = MissionCall | Investment | Reference


def pages_for_ranking(pages: Any) -> list[Any]:
    """The pages of a queryset with everything `opportunity_from` reads, in a number of queries that does not grow."""
    rows = ("texts", "skills__concept", "languages") if pages.model is MissionCall else ("texts",)
    if pages.model is Investment:
        rows = (*rows, "claims")
    found = list(pages.select_related("opportunity_state").prefetch_related(*rows))
    through = pages.model._meta.get_field("sectors").remote_field.through
    own = f"{pages.model._meta.model_name}_id"
    codes: dict[int, set[str]] = {page.pk: set() for page in found}
    # A page's own manager of sectors asks once per page.
    for key, code in through.objects.filter(**{f"{own}__in": list(codes)}).values_list(own, "concept__code"):
        codes[key].add(code)
    for page in found:
        page.sector_codes = frozenset(codes[page.pk])
    return found


def draft_for_ranking(page: MissionCall) -> MissionCall:
    """A call as the editor holds it, its rows perhaps not stored, with what `opportunity_from` reads: two queries."""
    rows = list(page.skills.all())
    concepts = Concept.objects.in_bulk([row.concept_id for row in rows])
    for row in rows:
        row.concept = concepts[row.concept_id]
    page.sector_codes = frozenset(sector.code for sector in page.sectors.all())
    return page


def opportunity_from(page: Page, reader: Reader) -> Opportunity:
    """One page of `pages_for_ranking`; all its languages are read, since each may say what another leaves out."""
    rows = sorted(page.texts.all(), key=lambda row: (row.language != page.source_language, row.language))
    common: dict[str, Any] = {
        "id": page.public_id,
        "kind": page.kind,
        "texts": reader.read((f"{row.title}.\n{body_text(page, row)}", row.language) for row in rows),
        "country": page.country,
        "region": page.region,
        "sectors": page.sector_codes,
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
