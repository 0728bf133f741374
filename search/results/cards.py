"""Opportunities as cards: what a list shows of each, in a number of queries that does not grow with the list."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cms.opportunities.lifecycle import Openness
from cms.opportunities.models import OPPORTUNITY_TYPES, Investment, MissionCall, Opportunity, Reference
from cms.opportunities.queries import attach_agencies
from foundation.base.places import country_name
from foundation.taxonomy.models import Concept, Region
from foundation.taxonomy.queries import preferred_labels
from search.schema import Hit

MOST_SECTORS = 2


@dataclass(frozen=True, slots=True)
class Card:
    """What `components/_opportunity_card.html` shows. `language` is that of title and summary, not the reader's."""

    id: str
    kind: str
    url: str
    language: str
    title: str
    summary: str
    agency: str
    place: str
    closes_on: dt.date | None
    answers_by: dt.date | None
    money: str
    work_mode: str
    sectors: tuple[str, ...]
    closed: str  # the reason in words, empty while one can answer
    is_reference: bool = False
    is_translated: bool = True  # the title is in the reader's language
    snippet: tuple[tuple[str, bool], ...] = ()
    snippet_language: str = ""
    page: Any = field(default=None, compare=False, repr=False)


def visible(ids: Iterable[str], user: Any) -> dict[str, Opportunity]:
    """Return those of the opportunities that a person may see, by public id, with their agencies."""
    wanted = list(ids)
    found: dict[str, Opportunity] = {}
    for model in OPPORTUNITY_TYPES:
        found |= {
            page.public_id: page for page in model.objects.filter(public_id__in=wanted).visible_to(user).for_lists()
        }
    attach_agencies(found.values())
    return {public_id: found[public_id] for public_id in wanted if public_id in found}


def cards(
    pages: Sequence[Opportunity],
    *,
    request: HttpRequest | None,
    language: str,
    today: dt.date,
    hits: Mapping[str, Hit] | None = None,
) -> list[Card]:
    """Return a card per page, in order; pages come from `visible`, or `for_lists()` and `attach_agencies`.

    `hits` are those whose snippet shows why they were found, by public id.
    """
    regions = {row.code: row.name(language) for row in Region.objects.filter(code__in={page.region for page in pages})}
    sectors = _sectors(pages)
    labels = preferred_labels([uri for uris in sectors.values() for uri in uris], language)
    named = {pk: tuple(capfirst(labels[uri]) for uri in uris if uri in labels) for pk, uris in sectors.items()}
    return [
        _card(page, request, language, today, regions, named.get(page.pk, ()), (hits or {}).get(page.public_id))
        for page in pages
    ]


def _sectors(pages: Sequence[Opportunity]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for model in OPPORTUNITY_TYPES:
        own = f"{model._meta.model_name}_id"
        page_ids = [page.pk for page in pages if isinstance(page, model)]
        through = model._meta.get_field("sectors").remote_field.through
        rows = through.objects.filter(**{f"{own}__in": page_ids}).order_by("pk") if page_ids else ()
        uris = (
            dict(Concept.objects.filter(pk__in={row.concept_id for row in rows}).values_list("pk", "uri"))
            if rows
            else {}
        )
        for row in rows:
            found.setdefault(getattr(row, own), []).append(uris[row.concept_id])
    return {pk: uris[:MOST_SECTORS] for pk, uris in found.items()}


def _card(
    page: Opportunity,
    request: HttpRequest | None,
    language: str,
    today: dt.date,
    regions: Mapping[str, str],
    sectors: tuple[str, ...],
    hit: Hit | None,
) -> Card:
    text = page.text(language)
    openness = page.openness(today)
    is_open = openness in (Openness.OPEN, Openness.REFERENCE)
    place = [page.city, regions.get(page.region, ""), country_name(page.country, language) if page.country else ""]
    return Card(
        id=page.public_id,
        kind=page.kind,
        url=page.get_url(request) or "",
        language=text.language if text else page.source_language,
        title=text.title if text else page.title,
        summary=text.summary if text else "",
        agency=page.agency.organisation.name(language),
        place=" · ".join(dict.fromkeys(filter(None, place))),
        closes_on=page.closes_on,
        answers_by=page.answers_by,
        money=money_words(page, language),
        work_mode=str(page.get_work_mode_display()) if isinstance(page, MissionCall) else "",
        sectors=sectors,
        closed="" if is_open else str(openness.label),
        is_reference=isinstance(page, Reference),
        is_translated=text is None or text.language == language,
        snippet=hit.snippet if hit else (),
        snippet_language=hit.language if hit else "",
        page=page,
    )


def money_words(page: Opportunity, language: str) -> str:
    """Return the fee of a mission, the tickets of an investment or the amount of a reference, in words."""
    if isinstance(page, MissionCall):
        if page.compensation == "volunteer":
            return _("Volunteer")
        if page.fee is None:
            return ""
        amount = page.fee.words(language)
        return _("%(amount)s a day") % {"amount": amount} if page.fee_unit == "day" else amount
    if isinstance(page, Investment):
        low, high = page.ticket_min, page.ticket_max
        if low and high:
            return _("Tickets from %(low)s to %(high)s") % {"low": low.words(language), "high": high.words(language)}
        if low:
            return _("Tickets from %(low)s") % {"low": low.words(language)}
        return _("Tickets up to %(high)s") % {"high": high.words(language)} if high else ""
    return page.amount.words(language) if isinstance(page, Reference) and page.amount else ""
