"""Profiles as the ranker wants them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch

from marketplace.profiles.models import ExpertProfile, InvestorProfile, VerifiedSkill
from matching.facts.cv import with_written
from matching.facts.words import Reader
from matching.ranking.facts import Person, Skill, Spoken, Texts

VERIFIED = Prefetch("verified_skills", VerifiedSkill.objects.select_related("concept").order_by("pk"))
EXPERT_ROWS = ("sectors", "occupations", "skills__concept", "languages", VERIFIED)


def person_from(profile: ExpertProfile | InvestorProfile, reader: Reader) -> Person:
    """One profile; its rows are read unless they were prefetched."""
    if isinstance(profile, ExpertProfile):
        return _expert(profile, reader)
    return _investor(profile, reader)


def experts_for_ranking(profiles: Any) -> Any:
    """The queryset with everything `person_from` reads, in a number of queries that does not grow."""
    return profiles.select_related("user").prefetch_related(*EXPERT_ROWS)


def investors_for_ranking(profiles: Any) -> Any:
    return profiles.select_related("user").prefetch_related("sectors")


def _common(profile: ExpertProfile | InvestorProfile, reader: Reader) -> dict[str, Any]:
    return {
        "id": profile.public_id,
        "texts": texts_from(profile, reader),
        "country": profile.country,
        "city": profile.city,
        "home_country": profile.home_country,
        "home_regions": frozenset(profile.home_regions),
        "sectors": _codes(profile.sectors.all()),
        "currency": profile.currency,
    }


def texts_from(profile: ExpertProfile | InvestorProfile, reader: Reader) -> Texts:
    """What somebody says in her own words."""
    return reader.read(((profile.headline, profile.text_language), (profile.biography, profile.text_language)))


def _codes(concepts: Iterable[Any]) -> frozenset[str]:
    return frozenset(concept.code for concept in concepts)


def _expert(profile: ExpertProfile, reader: Reader) -> Person:
    spoken = [Spoken(row.language, row.level) for row in profile.languages.all()]
    return Person(
        kind="expert",
        **_common(profile, reader),
        occupations=tuple(sorted(concept.uri for concept in profile.occupations.all())),
        skills=tuple(
            sorted((Skill(s.concept.uri, s.level, s.years) for s in profile.skills.all()), key=lambda s: s.uri)
        ),
        verified=frozenset(row.concept.uri for row in profile.verified_skills.all()),
        languages=with_written(tuple(sorted(spoken, key=lambda s: s.language)), profile.text_language),
        available_from=profile.available_from,
        available_until=profile.available_until,
        days_per_week=profile.days_per_week,
        work_modes=frozenset(profile.work_modes),
        compensation_wish=profile.compensation_wish,
        fee_minor=profile.fee_minor,
    )


def _investor(profile: InvestorProfile, reader: Reader) -> Person:
    return Person(
        kind="investor",
        **_common(profile, reader),
        sdgs=frozenset(str(goal) for goal in profile.sdgs),
        ticket_min_minor=profile.ticket_min_minor,
        ticket_max_minor=profile.ticket_max_minor,
        instruments=frozenset(profile.instruments),
        countries=frozenset(profile.countries),
        regions=frozenset(profile.regions),
        stages=frozenset(profile.stages),
        horizon_years=profile.horizon_years,
        risk=profile.risk,
    )
