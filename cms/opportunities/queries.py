"""Reads across pages and taxonomy: a public page, the skills of a call, suggestions from a text, agencies of a list."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db.models import Q, prefetch_related_objects
from django.utils.html import strip_tags
from wagtail.models import Page, TaskState

from cms.agencies.models import AgencyApproval, AgencyPage
from cms.opportunities.facts.reading import Place
from cms.opportunities.models import OPPORTUNITY_TYPES, Opportunity
from foundation.base.locales import cldr_locale
from foundation.base.places import country_name
from foundation.linking.queries import link
from foundation.organisations.models import FocalPoint
from foundation.taxonomy.models import Concept, Region
from foundation.taxonomy.queries import Found, named, preferred_labels

LANGUAGES = ("fr", "ar", "en", "es")
MOST_SUGGESTED = 12
MOST_OWN = 200
REMEMBERED = 4096  # paragraphs; a ranked list reads those of the list before


def public_page(public_id: str) -> Opportunity | None:
    """Return the opportunity of an id, if anybody may see it."""
    for model in OPPORTUNITY_TYPES:
        if page := model.objects.filter(public_id=public_id, live=True).of_live_agencies().first():
            return page
    return None


def said_by(page: Any) -> str:
    """Return the plain words of a page in its source language: title, summary, body."""
    row = page.text(page.source_language)
    if row is None:
        return ""
    return "\n".join((row.title, row.summary, plain(row.body))).strip()


def plain(body: Any) -> str:
    """Return the words of a body; each block and paragraph on a line of its own."""
    # The stored text of a paragraph: rendering it for the eye takes a template and adds no word.
    texts = [getattr(block.value, "source", None) or str(block.value) for block in body if block.block_type != "image"]
    return "\n".join(line for line in map(_words, texts) if line)


@lru_cache(maxsize=REMEMBERED)
def _words(html: str) -> str:
    html = html.replace("</p>", "</p>\n").replace("</li>", "</li>\n").replace("<br/>", "\n")
    return strip_tags(html).strip()


def suggested_skills(page: Any, language: str) -> list[Found]:
    """Return the skills the source text speaks of that the call does not list yet, heaviest first."""
    listed = {row.concept_id for row in page.skills.all()}
    mentions = [m for m in link(said_by(page), page.source_language) if m.kind == "skill" and not m.negated]
    weights: dict[str, float] = {}
    for mention in mentions:
        weights[mention.uri] = max(weights.get(mention.uri, 0.0), mention.weight)
    pks = dict(Concept.objects.filter(uri__in=weights).values_list("uri", "pk"))
    order = sorted((uri for uri in weights if uri in pks), key=lambda uri: (-weights[uri], uri))
    return named([pks[uri] for uri in order if pks[uri] not in listed][:MOST_SUGGESTED], language)


@dataclass(frozen=True, slots=True)
class Asked:
    """A skill a call asks for, in words."""

    uri: str
    label: str
    level: str
    required: bool


def skills_of(page: Any, language: str) -> list[Asked]:
    rows = list(page.skills.all())
    names = {found.pk: found for found in named([row.concept_id for row in rows], language)}
    return [
        Asked(
            names[row.concept_id].uri,
            names[row.concept_id].label,
            str(row.get_level_display()) if row.level else "",
            row.importance == "required",
        )
        for row in rows
        if row.concept_id in names
    ]


def subjects_of(page: Any, language: str) -> dict[str, list[str]]:
    """Return the labels of a page's sectors and of its goals."""
    sectors = sorted(page.sectors.all(), key=lambda concept: concept.code)
    goals = list(Concept.objects.filter(kind="sdg", code__in=[str(code) for code in page.sdgs]))
    labels = preferred_labels([concept.uri for concept in (*sectors, *goals)], language)
    return {
        "sectors": [labels.get(concept.uri, concept.code) for concept in sectors],
        "sdgs": [
            f"{concept.code}. {labels.get(concept.uri, '')}" for concept in sorted(goals, key=lambda c: int(c.code))
        ],
    }


def region_name(code: str, language: str) -> str:
    region = Region.objects.filter(code=code).first() if code else None
    return region.name(language) if region else ""


def needed_missions(page: Any, language: str) -> list[Any]:
    """Return the public mission calls an investment needs, in the order given there."""
    rows = page.needed_missions.select_related("mission").prefetch_related("mission__texts")
    return [row.mission for row in rows if row.mission.live]


def skill_in(line: str, language: str) -> tuple[Concept, str] | None:
    """Return the skill that a line of terms of reference names, and the words that do.

    It is the longest one that the line does not say is not needed.
    """
    mentions = [m for m in link(line, language) if m.kind == "skill" and not m.negated]
    if not mentions:
        return None
    best = max(mentions, key=lambda m: ((m.end or 0) - (m.start or 0), m.weight))
    concept = Concept.objects.filter(uri=best.uri).first()
    return (concept, line[best.start : best.end]) if concept else None


def places_of(country: str) -> list[Place]:
    """Return the regions of a country and all home countries, under each of their names."""
    places = [
        Place("region", region.code, region.name(language))
        for region in Region.objects.filter(country=country)
        for language in LANGUAGES
    ]
    codes = settings.HOME_COUNTRIES
    return places + [Place("country", code, country_name(code, language)) for code in codes for language in LANGUAGES]


def language_names() -> list[tuple[str, str]]:
    """Return (tag, name) of the world's languages, named in each of ours."""
    return [
        (tag, name) for ours in LANGUAGES for tag, name in cldr_locale(ours).languages.items() if len(tag) in (2, 3)
    ]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A first call that waits for a focal point: its draft, its agency, since when."""

    state: TaskState
    page: Any
    agency: AgencyPage


def waiting_for(user: Any) -> list[Waiting]:
    """Return the first calls that a person may approve as the focal point of a country, the oldest first."""
    if not user.is_authenticated:
        return []
    countries = FocalPoint.objects.filter(user=user).values("country")
    tasks = AgencyApproval.objects.filter(
        organisation__standing__first_call_approved_at=None, organisation__country__in=countries
    )
    states = TaskState.objects.filter(task__in=tasks, status=TaskState.STATUS_IN_PROGRESS)
    waiting = []
    for state in states.select_related("revision", "workflow_state").order_by("started_at", "pk"):
        page = state.revision.as_object()
        if hasattr(page, "public_id"):
            waiting.append(Waiting(state, page, page.agency))
    return waiting


def own_pages(user: Any) -> list[Any]:
    """Return the pages of the agencies of which a person is a member, the latest change first; references last."""
    agencies = AgencyPage.objects.filter(organisation__memberships__user=user)
    if not agencies:
        return []
    below = reduce(or_, (Q(path__startswith=agency.path, depth=agency.depth + 1) for agency in agencies))
    pages = list(Page.objects.filter(below).order_by("-latest_revision_created_at", "pk")[:MOST_OWN].specific())
    prefetch_by_kind(pages)
    return [page.get_latest_revision_as_object() if page.has_unpublished_changes else page for page in pages]


def prefetch_by_kind(pages: list[Any]) -> None:
    """Read the texts of pages of several types, one query per type."""
    kinds: dict[type, list[Any]] = {}
    for page in pages:
        kinds.setdefault(type(page), []).append(page)
    for same in kinds.values():
        prefetch_related_objects(same, "texts")


def attach_agencies(pages: Iterable[Any]) -> list[Any]:
    """Return the pages with `agency` filled in, in one query for all."""
    pages = list(pages)
    paths = {page.path[: -Page.steplen] for page in pages}
    agencies = {a.path: a for a in AgencyPage.objects.filter(path__in=paths).select_related("organisation")}
    for page in pages:
        page.agency = agencies[page.path[: -Page.steplen]]
    return pages
