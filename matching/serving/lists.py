"""Ranked lists with their words: opportunities for a person, people for an opportunity, one pair by itself."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from foundation.accounts.models import User
from marketplace.profiles.queries import count_verified
from matching.candidates.queries import pages_for, profiles_for
from matching.facts.pages import opportunity_from, pages_for_ranking
from matching.facts.people import person_from
from matching.facts.taxonomy import rates, taxonomy_graph
from matching.facts.words import reader
from matching.impressions.served import seal
from matching.ranking.grade import LITTLE, Grade, grade
from matching.ranking.pool import Pool
from matching.ranking.ranked import Match, ranked
from matching.serving.names import Names, names_for
from matching.serving.wording import say

FIRST_REASONS, FIRST_GAPS = 6, 4  # the rest of a card stands behind a fold


@dataclass(frozen=True, slots=True)
class Said:
    """A reason or a gap in words."""

    code: str
    text: str
    concepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One match ready to be shown; `subject` is the page or the profile on the card."""

    subject: Any
    match: Match
    reasons: list[Said]
    gaps: list[Said]

    @property
    def id(self) -> str:
        return self.subject.public_id

    @property
    def score(self) -> float:
        return self.match.score

    @property
    def model(self) -> str:
        return self.match.model

    @property
    def strength(self) -> Grade:
        """The match in a word, since the score's decimals mean nothing to a reader."""
        return grade(self.score, self.match.reasons, self.match.gaps)

    @property
    def first(self) -> tuple[list[Said], list[Said]]:
        """The weightiest reasons and gaps."""
        return self.reasons[:FIRST_REASONS], self.gaps[:FIRST_GAPS]

    @property
    def rest(self) -> tuple[list[Said], list[Said]]:
        return self.reasons[FIRST_REASONS:], self.gaps[FIRST_GAPS:]

    @property
    def hidden(self) -> int:
        return sum(map(len, self.rest))


@dataclass(frozen=True, slots=True)
class RankedList:
    """Rows in order; `compared` is how many were looked at, `sealed` what the page sends back about cards seen."""

    rows: list[Row]
    compared: int
    sealed: str = ""


def ranked_for(
    profile: Any,
    *,
    language: str,
    now: dt.datetime,
    limit: int = 20,
    least: float = LITTLE,
    viewer: User | None = None,
    place: str = "for_you",
) -> RankedList:
    """The open opportunities that suit a profile, best first.

    Raises:
        EngineDown: the engine cannot propose candidates now.
    """
    graph, words = taxonomy_graph(), reader()
    person = person_from(profile, words)
    pages = {page.public_id: page for page in pages_for(profile, person, graph, now=now)}
    pool = Pool([opportunity_from(page, words) for page in pages.values()], graph, rates=rates(now.date()))
    matches = [match for match in ranked(person, pool, limit=limit) if _worth_showing(match, least)]
    names = names_for(matches, language=language, home_country=person.home_country)
    rows = [in_words(match, pages[match.opportunity.id], names) for match in matches]
    return RankedList(rows, len(pages), _sealed(matches, viewer, place, "opportunity", person.id, now))


def people_for(
    page: Any, *, language: str, now: dt.datetime, limit: int = 20, least: float = LITTLE, viewer: User | None = None
) -> RankedList:
    """The people who consented to be found and suit an opportunity, best first, in words for its agency.

    Raises:
        EngineDown: the engine cannot propose candidates now.
    """
    graph, words = taxonomy_graph(), reader()
    opportunity = opportunity_from(_alone(page), words)
    pool = Pool([opportunity], graph, rates=rates(now.date()))
    profiles = {profile.public_id: profile for profile in profiles_for(page, opportunity, graph)}
    matches = [ranked(person_from(profile, words), pool)[0] for profile in profiles.values()]
    matches.sort(key=lambda match: (-match.score, match.person.id))
    chosen = [match for match in matches[: limit or None] if _worth_showing(match, least)]
    names = names_for(chosen, language=language, home_country=opportunity.country)
    count_verified([profiles[match.person.id] for match in chosen])
    rows = [in_words(match, profiles[match.person.id], names, to_person=False) for match in chosen]
    return RankedList(rows, len(profiles), _sealed(chosen, viewer, "people", "person", opportunity.id, now))


def pair(profile: Any, page: Any, *, language: str, now: dt.datetime) -> Row:
    """One person and one opportunity: why it fits, and why not."""
    words = reader()
    pool = Pool([opportunity_from(_alone(page), words)], taxonomy_graph(), rates=rates(now.date()))
    (match,) = ranked(person_from(profile, words), pool)
    names = names_for([match], language=language, home_country=match.person.home_country)
    return in_words(match, page, names)


def _worth_showing(match: Match, least: float) -> bool:
    """Whether a list for reading shows a match; with `least` 0 nobody is left out."""
    return not least or (match.score >= least and grade(match.score, match.reasons, match.gaps) != "little")


def _alone(page: Any) -> Any:
    (found,) = pages_for_ranking(type(page).objects.filter(pk=page.pk))
    return found


def in_words(match: Match, subject: Any, names: Names, *, to_person: bool = True) -> Row:
    def said(remarks: Sequence[Any]) -> list[Said]:
        return [Said(remark.code, say(remark, names, to_person=to_person), remark.concepts) for remark in remarks]

    return Row(subject, match, said(match.reasons), said(match.gaps))


def _sealed(
    matches: list[Match], viewer: User | None, place: str, subject: str, query_id: str, now: dt.datetime
) -> str:
    if viewer is None or not matches:
        return ""
    return seal(matches, viewer=viewer, place=place, subject=subject, query_id=query_id, now=now)
