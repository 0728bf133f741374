"""Who and what is worth comparing: the engine proposes by concepts and words, the database keeps the hard rules.

The hard rules are consent, open, blocked and already applied: the first two are the querysets `findable` and `open`,
the last two are filtered here in both directions. `open` respects what remains: a page whose places are taken or whose
list is full is proposed to nobody. Everything else is left to the ranking and told as a gap.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from cms.agencies.models import AgencyPage
from cms.opportunities.models import Investment, MissionCall
from marketplace.answers.lifecycle import Status
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
    open_pages = _not_answered(_of_others(kind.objects.open(now), profile.user_id), profile.user_id)
    newest = open_pages.order_by("-first_published_at", "-pk").values_list("public_id", flat=True)[:NEWEST]
    wanted = [*ids, *newest]
    return pages_for_ranking(open_pages.filter(public_id__in=wanted).order_by("pk"))


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
    """Without what the person has sent something to; a draft, or what she took back, leaves it there."""
    sent = Submission.objects.sent().exclude(status=Status.WITHDRAWN).filter(person=user_id)
    return pages.exclude(pk__in=sent.values("opportunity"))


def not_applied(profiles: Any, page_id: int) -> Any:
    """Without the people who have sent something to the page: they stand in its list of applications."""
    return profiles.exclude(user__in=applied_to(page_id).values("person"))


def applied_to(page_id: int) -> Any:
    """What people sent to a page and did not take back."""
    return Submission.objects.sent().exclude(status=Status.WITHDRAWN).filter(opportunity=page_id, person__isnull=False)


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
