"""An opportunity's page becomes a document: its texts in all languages, its facts and what they imply, its place."""

import datetime as dt
import time
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from typing import Any

from django.db.models import Prefetch

from cms.opportunities.models import (
    OPPORTUNITY_TYPES,
    CallSkill,
    Claim,
    Investment,
    MissionCall,
    Opportunity,
    OpportunityQuerySet,
    Reference,
)
from cms.opportunities.queries import attach_agencies, plain
from foundation.base.places import country_name
from foundation.taxonomy.models import Concept, Region
from search.documents.amounts import Dated, bands
from search.documents.meaning import SECTOR, Meaning, Reading, all_above, current_meaning
from search.schema import Document, Passage

BATCH = 100
NEVER = dt.datetime(
    2000, 1, 1, tzinfo=dt.UTC
)  # a page made live without ever being published; only fixed rates are so old
LANGUAGES = ("fr", "ar", "en", "es")


def version_now() -> int:
    """Return a version for rows that are read after this call: microseconds of the clock.

    What a later event's consumer reads is newer than what any reading begun before that event saw: the last one wins.
    """
    return time.time_ns() // 1000


def row_name(page_id: int) -> str:
    """Return the schema's `row` of a page."""
    return f"page:{page_id}"


def public(model: type[Opportunity]) -> OpportunityQuerySet:
    """Return the pages that anybody may see, whether open or closed."""
    return model.objects.filter(live=True).of_live_agencies()


def all_opportunities() -> Iterator[Document]:
    """Yield the document of every public page, read a hundred at a time."""
    for model in OPPORTUNITY_TYPES:
        page_ids = list(public(model).order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(page_ids), BATCH):
            yield from _of_model(model, page_ids[start : start + BATCH])


def opportunities(page_ids: Iterable[int]) -> Iterator[Document]:
    """Yield the documents of those of the pages that are public opportunities."""
    wanted = sorted(set(page_ids))
    for start in range(0, len(wanted), BATCH):
        for model in OPPORTUNITY_TYPES:
            yield from _of_model(model, wanted[start : start + BATCH])


def _of_model(model: type[Opportunity], page_ids: Sequence[int]) -> Iterator[Document]:
    version = version_now()
    pages = list(_with_facts(public(model).filter(pk__in=page_ids).order_by("pk")))
    if not pages:
        return
    attach_agencies(pages)
    regions = {region.code: region for region in Region.objects.filter(code__in={page.region for page in pages})}
    sectors = _sectors(model, [page.pk for page in pages])
    goals = dict(Concept.objects.filter(kind="sdg").values_list("code", "uri"))
    dated: dict[dt.date, Dated] = {}
    meaning = current_meaning()
    for page in pages:
        day = (page.last_published_at or page.first_published_at or NEVER).date()
        amounts = dated.setdefault(day, Dated(day))
        facts = _facts(page, amounts, sectors.get(page.pk, []), regions.get(page.region), goals)
        yield _document(page, version, facts, meaning, _names(page, regions.get(page.region)))


def _with_facts(pages: OpportunityQuerySet) -> OpportunityQuerySet:
    pages = pages.select_related("opportunity_state").prefetch_related("texts")
    if pages.model is MissionCall:
        skills = CallSkill.objects.select_related("concept").order_by("sort_order", "pk")
        return pages.prefetch_related(Prefetch("skills", skills), "languages")
    if pages.model is Investment:
        return pages.prefetch_related(Prefetch("claims", Claim.objects.order_by("sort_order", "pk")))
    return pages


def _sectors(model: type[Opportunity], page_ids: Sequence[int]) -> dict[int, list[Concept]]:
    """Return the sectors of pages in one query (a page's own manager asks once per page)."""
    through = model._meta.get_field("sectors").remote_field.through
    own = f"{model._meta.model_name}_id"
    rows = through.objects.filter(**{f"{own}__in": page_ids}).select_related("concept").order_by("pk")
    found: dict[int, list[Concept]] = {}
    for row in rows:
        found.setdefault(getattr(row, own), []).append(row.concept)
    return found


def _facts(
    page: Opportunity, amounts: Dated, sectors: Sequence[Concept], region: Region | None, goals: dict[str, str]
) -> dict[str, Any]:
    state = page.state()
    first = page.first_published_at or page.last_published_at
    limit = getattr(page, "pending_limit", None)
    shut = state.closed_early_at is not None or (limit is not None and state.pending_count >= limit)
    facts: dict[str, Any] = {
        "kind": page.kind,
        "country": page.country,
        "region": page.region if region else "",
        "sector": [concept.code for concept in sectors],
        "sdg": [str(goal) for goal in page.sdgs],
        "language": page.written_languages(),
        "agency": page.agency.organisation.public_id,
        "closes_on": page.closes_on,
        "answers_by": page.answers_by,
        "starts_on": page.starts_on,
        "ends_on": page.ends_on,
        "newest": int(first.timestamp()) if first else 0,
        "row": row_name(page.pk),
        "stopped": shut or (state.paused_at is not None and state.paused_until is None),
        "paused_until": state.paused_until if state.paused_at is not None else None,
        "said": [concept.uri for concept in sectors] + [goals[str(goal)] for goal in page.sdgs if str(goal) in goals],
    }
    if isinstance(page, MissionCall):
        facts |= _mission(page, amounts, facts)
    elif isinstance(page, Investment):
        facts |= _investment(page, amounts)
    elif isinstance(page, Reference):
        facts |= _reference(page)
    return facts


def _mission(page: MissionCall, amounts: Dated, facts: dict[str, Any]) -> dict[str, Any]:
    """A mission's facts; `language` is what the work needs and, where nothing is said, what the call is written in."""
    state = page.state()
    full = page.seats is not None and state.seats_taken >= page.seats
    by_day = page.fee_unit == "day" or not page.fee_unit
    return {
        "language": [row.language for row in page.languages.all()] or facts["language"],
        "work_mode": page.work_mode,
        "compensation": page.compensation,
        "fee_eur_minor": amounts.eur_minor(page.fee_minor, page.currency) if by_day else None,
        "stopped": facts["stopped"] or full,
        "said": [row.concept.uri for row in page.skills.all()] + facts["said"],
    }


def _investment(page: Investment, amounts: Dated) -> dict[str, Any]:
    low = amounts.eur_minor(page.ticket_min_minor, page.currency)
    high = amounts.eur_minor(page.ticket_max_minor, page.currency)
    return {
        "ticket": bands(low, high),
        "ticket_min_eur_minor": low,
        "ticket_max_eur_minor": high,
        "instrument": list(page.instruments),
        "stage": page.stage,
        "risk": page.risk,
    }


def _reference(page: Reference) -> dict[str, Any]:
    """A reference has nothing to answer, so that no date hides it; it is as old as the project, not as its import."""
    begun = page.starts_on and dt.datetime(page.starts_on.year, page.starts_on.month, page.starts_on.day, tzinfo=dt.UTC)
    return {"closes_on": None, "newest": int(begun.timestamp()) if begun else 0}


def _names(page: Opportunity, region: Region | None) -> list[tuple[str, str]]:
    """Return (language, name) of the place and the agency, so that "Kayes" and "Sénégal" are found in any language."""
    organisation = page.agency.organisation
    names = [(language, country_name(page.country, language)) for language in LANGUAGES if page.country]
    names += [(language, getattr(organisation, f"name_{language}")) for language in LANGUAGES]
    if region:
        names += [(language, region.name(language)) for language in LANGUAGES]
    if page.city:
        names.append((page.source_language, page.city))
    return names


def _document(
    page: Opportunity, version: int, facts: dict[str, Any], meaning: Meaning, names: list[tuple[str, str]]
) -> Document:
    titles, bodies, around = Reading(), Reading(), Reading()
    passages: list[Passage] = []
    rows = {row.language: row for row in page.texts.all()}
    for language in page.written_languages():
        row = rows[language]
        meaning.read(titles, row.title, language)
        passages.append(meaning.read(bodies, body_text(page, row), language))
    for language, name in names:
        meaning.read(around, name, language)
    said = list(dict.fromkeys((*facts["said"], *titles.said, *bodies.said)))
    values = facts | {
        "title": list(titles.terms),
        "body": list(bodies.terms | around.terms),
        "said_in_title": list(titles.said),
        "said": said,
        "broader": all_above(meaning, said),
        "sector": _with_above(meaning, facts["sector"]),
    }
    return Document(page.public_id, version, values, tuple(passages))


def body_text(page: Opportunity, row: Any) -> str:
    """Return the words of a text beside its title, as plain text."""
    parts = [row.summary, unescape(plain(row.body)), getattr(row, "risk_text", "")]
    if isinstance(page, Investment):
        parts += [getattr(claim, f"text_{row.language}") for claim in page.claims.all()]
    return "\n".join(part.strip() for part in parts if part and part.strip())


def _with_above(meaning: Meaning, codes: Sequence[str]) -> list[str]:
    """Return ISIC codes with the sections they lie in: who filters by "A" finds what says "01"."""
    uris = [f"{SECTOR}{code}" for code in codes]
    above = (uri.removeprefix(SECTOR) for uri in all_above(meaning, uris) if uri.startswith(SECTOR))
    return list(dict.fromkeys((*codes, *above)))
