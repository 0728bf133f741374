"""Who and what is worth comparing: the engine proposes by concepts and words, the database keeps the hard rules.

The hard rules are consent, open, blocked and already applied: the first two are the querysets `findable` and `open`,
the last two are filtered here in both directions. `open` respects what remains: a page whose places are taken or whose
list is full is proposed to nobody. Everything else is left to the ranking and told as a gap.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Count, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from cms.agencies.models import AgencyPage
from cms.opportunities.models import CallSkill, Investment, MissionCall
from marketplace.answers.models import Submission
from marketplace.profiles.models import Block, ExpertProfile, InvestorProfile
from matching.facts.pages import pages_for_ranking
from matching.facts.people import experts_for_ranking, investors_for_ranking
from matching.ranking.facts import Opportunity, Person
from matching.ranking.graph import Graph
from matching.ranking.needs import needs_of
from matching.ranking.profile import reach, said_by
from search.engines.current import search_engine
from search.schema import ConceptUnit, Query, TermUnit, Unit

MOST = 200  # compared at one request
NEWEST = 60  # of those, the newest ones whatever they say, so that a bare text is not overlooked
CONCEPTS = 40
TERMS = 16
NEAR_ENOUGH = 0.5
PAGES = {"expert": MissionCall, "investor": Investment}
PROFILES = {"mission": ExpertProfile, "investment": InvestorProfile}


def pages_for(profile: Any, person: Person, graph: Graph, *, now: dt.datetime) -> list[Any]:
    """Open pages worth comparing with a profile, read as `person`; ready for `opportunity_from`.

    Raises:
        EngineDown: the engine cannot answer now.
    """
    kind = PAGES[person.kind]
    ids = _proposed("opportunities", _units(_held(person, graph), person.texts.terms), {"kind": frozenset({kind.kind})})
    open_pages = open_to(profile.user_id, kind, now=now)
    newest = open_pages.order_by("-first_published_at", "-pk").values_list("public_id", flat=True)[:NEWEST]
    wanted = [*ids, *newest]
    return pages_for_ranking(open_pages.filter(public_id__in=wanted).order_by("pk"))


def open_to(user_id: int, kind: Any, *, now: dt.datetime) -> Any:
    """Open pages of a kind to which a person has sent nothing yet; none of an agency she keeps away from."""
    return _not_answered(_of_others(kind.objects.open(now), user_id), user_id)


def nearest_to(page: Any, pages: Any) -> Any:
    """Pages of the same kind (a queryset), those nearest to one first, then the newest; without the engine.

    A skill or a sector in common counts two, its region two, its country one.
    """
    through = page._meta.get_field("sectors").remote_field.through
    own = f"{page._meta.model_name}_id"
    sectors = through.objects.filter(**{own: page.pk}).values("concept")
    near = 2 * _shared(through.objects.filter(concept__in=sectors), own)
    if isinstance(page, MissionCall):
        skills = CallSkill.objects.filter(page=page.pk).values("concept")
        near += 2 * _shared(CallSkill.objects.filter(concept__in=skills).order_by(), "page_id")
    near += _one_if(country=page.country)
    if page.region:
        near += 2 * _one_if(region=page.region)
    return pages.annotate(near=near).order_by("-near", "-first_published_at", "-pk")


def _shared(rows: Any, own: str) -> Any:
    """How many of some rows belong to the page of the outer query."""
    counted = rows.filter(**{own: OuterRef("pk")}).values(own).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _one_if(**facts: Any) -> Any:
    return Case(When(**facts, then=Value(1)), default=Value(0), output_field=IntegerField())


def profiles_for(page: Any, opportunity: Opportunity, graph: Graph) -> list[Any]:
    """Profiles of people who consented to be found, worth comparing with a page, read as `opportunity`.

    Raises:
        EngineDown: the engine cannot answer now.
    """
    model = PROFILES[opportunity.kind or "mission"]
    person_kind = "expert" if model is ExpertProfile else "investor"
    ids = _proposed(
        "people", _units(_asked(opportunity, graph), opportunity.texts.terms), {"kind": frozenset({person_kind})}
    )
    findable = not_applied(not_blocking(model.objects.findable(), page.agency.organisation_id), page.pk)
    newest = findable.order_by("-updated_at", "-pk").values_list("public_id", flat=True)[:NEWEST]
    chosen = findable.filter(public_id__in=[*ids, *newest]).order_by("pk")
    return list(experts_for_ranking(chosen) if model is ExpertProfile else investors_for_ranking(chosen))


def _of_others(pages: Any, user_id: int) -> Any:
    """Without the pages of agencies the person keeps away from."""
    blocked = Block.objects.filter(user=user_id).values("organisation")
    away = Q()
    for path in AgencyPage.objects.filter(organisation__in=blocked).values_list("path", flat=True):
        away |= Q(path__startswith=path)
    return pages.exclude(away) if away else pages


def not_blocking(profiles: Any, organisation_id: int) -> Any:
    """Without the people who keep away from the agency."""
    return profiles.exclude(user__in=Block.objects.filter(organisation=organisation_id).values("user"))


def _not_answered(pages: Any, user_id: int) -> Any:
    """Without what the person has sent something to; a draft, and what stands no more, leaves it there."""
    sent = Submission.objects.sent().standing().filter(person=user_id)
    return pages.exclude(pk__in=sent.values("opportunity"))


def not_applied(profiles: Any, page_id: int) -> Any:
    """Without the people who have sent something to the page: they stand in its list of applications."""
    return profiles.exclude(user__in=applied_to(page_id).values("person"))


def applied_to(page_id: int) -> Any:
    """What people sent to a page and still stands: neither withdrawn nor an offer that ended."""
    return Submission.objects.sent().standing().filter(opportunity=page_id, person__isnull=False)


def _held(person: Person, graph: Graph) -> list[str]:
    """What the person holds and what that reaches closely, the most telling first."""
    held = reach(graph, said_by(person, graph))
    worth = held.strengths * graph.rarity
    order = sorted((held.strengths >= NEAR_ENOUGH).nonzero()[0].tolist(), key=lambda node: (-worth[node], node))
    return [graph.concepts[node].uri for node in order[:CONCEPTS]]


def _asked(opportunity: Opportunity, graph: Graph) -> list[str]:
    """What the opportunity asks for or names, the most telling first."""
    needs, said = needs_of(opportunity, graph, graph.rarity)
    weights = {need.node: need.weight for need in needs} | said
    order = sorted(weights, key=lambda node: (-weights[node] * float(graph.rarity[node]), node))
    return [graph.concepts[node].uri for node in order[:CONCEPTS]]


def _units(uris: Iterable[str], terms: Any) -> tuple[Unit, ...]:
    """The concepts, and the longest words beside them: names and standards that no label holds."""
    words = sorted(terms, key=lambda term: (-len(term), term))[:TERMS]
    return (*(ConceptUnit(uri) for uri in uris), *(TermUnit((word,)) for word in words))


def _proposed(index: str, units: tuple[Unit, ...], filters: dict[str, frozenset[str]]) -> list[str]:
    if not units:
        return []
    return search_engine().search(index, Query(units=units, any_unit=True, filters=filters, size=MOST)).ids
