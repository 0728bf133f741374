"""How many qualified people there are for a call as it stands in the editor, and what would find more, in words."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _

from foundation.taxonomy.queries import preferred_labels
from matching.candidates.queries import profiles_for
from matching.facts.pages import draft_for_ranking, opportunity_from
from matching.facts.people import person_from
from matching.facts.taxonomy import rates, taxonomy_graph
from matching.facts.words import reader
from matching.ranking.pool import Pool
from matching.ranking.ranked import ranked
from matching.ranking.reach import Change, Reach, reach_of
from matching.serving.names import Names

REMEMBERED_S = 300  # some milliseconds a person: an editor that is opened again does not wait again


@dataclass(frozen=True, slots=True)
class SaidChange:
    code: str
    text: str
    more: int


@dataclass(frozen=True, slots=True)
class SaidReach:
    """The counts of a `Reach` with names of languages and sentences; `says_enough` is False while nothing is asked."""

    compared: int
    qualified: int
    languages: list[tuple[str, int]]
    changes: list[SaidChange]
    says_enough: bool


def reach_of_page(page: Any, *, now: dt.datetime) -> tuple[Reach, bool]:
    """Count who consented to be found and was proposed for a call, in a number of queries that does not grow.

    Also returns whether the call says anything that somebody could be qualified for.

    Raises:
        EngineDown: the engine cannot propose candidates now.
    """
    graph, words = taxonomy_graph(), reader()
    opportunity = opportunity_from(draft_for_ranking(page), words)
    pool = Pool([opportunity], graph, rates=rates(now.date()))
    people = profiles_for(page, opportunity, graph)
    matches = (ranked(person_from(profile, words), pool)[0] for profile in people)
    return reach_of(matches), bool(pool.needs[0] or pool.said[0])


def reach_in_words(page: Any, *, language: str, now: dt.datetime) -> SaidReach:
    """Return the reach of a call in a language; the counts of one revision are remembered for a while.

    Raises:
        EngineDown: the engine cannot propose candidates now.
    """
    key = f"reach:{page.public_id}:{page.latest_revision_id}:{now.date()}"
    found, says_enough = cache.get(key) or reach_of_page(page, now=now)
    cache.set(key, (found, says_enough), REMEMBERED_S)
    skills = [change.subject for change in found.changes if change.code == "skill"]
    names = Names(language[:2], labels=preferred_labels(skills, language[:2]) if skills else {})
    return SaidReach(
        compared=found.compared,
        qualified=found.qualified,
        languages=[(names.spoken(code), count) for code, count in found.languages],
        changes=[SaidChange(change.code, _say(change, names), change.more) for change in found.changes],
        says_enough=says_enough,
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
