"""How many qualified people there are for a call as it stands in the editor, and what would find more, in words."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _

from cms.opportunities.models import CallSkill
from foundation.taxonomy.queries import preferred_labels
from matching.candidates.crowd import reach_for
from matching.candidates.queries import applied_to
from matching.facts.pages import draft_for_ranking, opportunity_from
from matching.facts.taxonomy import taxonomy_graph
from matching.facts.words import reader
from matching.ranking.needs import needs_of
from matching.ranking.quick import Quick
from matching.ranking.reach import Change, Reach
from matching.serving.names import Names

REMEMBERED_S = 300  # an editor that is opened again does not wait again
UNREAD_REMEMBERED_S = 30  # meanwhile some more may have been read


@dataclass(frozen=True, slots=True)
class SaidChange:
    code: str
    text: str
    more: int


@dataclass(frozen=True, slots=True)
class SaidReach:
    """The counts of a `Reach` with names of languages and sentences; `says_enough` is False while nothing is asked.

    `applied` have sent something to the call and are in no other count. `is_listed` says whether skills are required.
    """

    compared: int
    qualified: int
    unread: int
    applied: int
    languages: list[tuple[str, int]]
    unsaid: int
    changes: list[SaidChange]
    says_enough: bool
    is_listed: bool


def reach_of_page(page: Any) -> tuple[Reach, bool]:
    """Count everybody who can be found for a call, in a number of queries that does not grow.

    Also returns whether the call says anything that somebody could be qualified for; where it does not, nobody is read.
    """
    graph, words = taxonomy_graph(), reader()
    opportunity = opportunity_from(draft_for_ranking(page), words)
    needs, said = needs_of(opportunity, graph, graph.rarity)
    if not (needs or said):
        return Reach(compared=0, qualified=0), False
    return reach_for(page, Quick(opportunity, graph), graph, words), True


def reach_in_words(page: Any, *, language: str, now: dt.datetime) -> SaidReach:
    """Return the reach of a call in a language; the counts of one revision are remembered for a while."""
    applied = applied_to(page.pk).values("person").distinct().count()
    key = f"counted:{page.public_id}:{page.latest_revision_id}:{applied}:{now.date()}"
    counted = cache.get(key)
    if counted is None:
        counted = reach_of_page(page)
        cache.set(key, counted, UNREAD_REMEMBERED_S if counted[0].unread else REMEMBERED_S)
    found, says_enough = counted
    skills = [change.subject for change in found.changes if change.code == "skill"]
    names = Names(language[:2], labels=preferred_labels(skills, language[:2]) if skills else {})
    return SaidReach(
        compared=found.compared,
        qualified=found.qualified,
        unread=found.unread,
        applied=applied,
        languages=[(names.spoken(code), count) for code, count in found.languages],
        unsaid=found.unsaid,
        changes=[SaidChange(change.code, _say(change, names), change.more) for change in found.changes],
        says_enough=says_enough,
        is_listed=any(row.importance == CallSkill.Importance.REQUIRED for row in page.skills.all()),
    )


def _say(change: Change, names: Names) -> str:
    if change.code == "skill":
        return _("Ask for “%(skill)s” as desired, not required") % {"skill": names.concept(change.subject)}
    if change.code == "language":
        lacking = names.spoken(change.subject)
        if change.spoken:
            spoken = names.spoken(change.spoken)
            return _("Let %(spoken)s do instead of %(lacking)s") % {"spoken": spoken, "lacking": lacking}
        return _("Do without %(lacking)s, or ask for a lower level") % {"lacking": lacking}
    if change.code == "mode":
        remote = change.subject == "remote"
        return _("Let the work be done on site too") if remote else _("Allow remote work, at least in part")
    return _("Move the dates") if change.code == "dates" else _("Pay a fee")
