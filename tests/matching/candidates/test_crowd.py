"""The count from the database is that of ranking everybody who can be found, with the words of their profiles."""

import datetime as dt
import random

import pytest
from django.core.cache import cache

from cms.opportunities.models import CallSkill
from foundation.taxonomy.models import Concept, Relation
from marketplace.applications.models import Application
from marketplace.profiles.models import Block, ExpertProfile
from matching.candidates.crowd import reach_for
from matching.facts.pages import draft_for_ranking, opportunity_from
from matching.facts.people import experts_for_ranking, person_from
from matching.facts.taxonomy import taxonomy_graph
from matching.facts.words import reader
from matching.ranking.pool import Pool
from matching.ranking.quick import Quick
from matching.ranking.ranked import ranked
from matching.ranking.reach import Reach, blockers, reach_of
from matching.ranking.remarks import Remarks
from matching.readings.models import ReadConcept
from matching.readings.operations import read_waiting
from tests.cms import makers as cms
from tests.marketplace.answers import makers as applications
from tests.matching import makers
from tests.matching.makers import NOW

pytestmark = pytest.mark.django_db
NAMES = (
    "soudure",
    "tuyauterie",
    "apiculture",
    "menuiserie",
    "irrigation",
    "comptabilité",
    "topographie",
    "pisciculture",
)


def relate(source: Concept, target: Concept, kind: str) -> None:
    Relation.objects.create(source=source, target=target, kind=kind)


def ranked_all(page) -> Reach:
    """Everybody by the full ranking, whoever may be found for the page."""
    graph, words = taxonomy_graph(), reader()
    opportunity = opportunity_from(draft_for_ranking(page), words)
    pool = Pool([opportunity], graph)
    away = Block.objects.filter(organisation=page.agency.organisation_id).values("user")
    sent = Application.objects.filter(opportunity=page).values("person")
    people = (
        ExpertProfile.objects.filter(consent=True, user__is_active=True).exclude(user__in=away).exclude(user__in=sent)
    )
    found = []
    for profile in experts_for_ranking(people):
        match = ranked(person_from(profile, words), pool)[0]
        found.append((match.person, blockers(opportunity, Remarks(match.reasons, match.gaps))))
    return reach_of(found, compared=len(found))


def counted(page) -> Reach:
    graph, words = taxonomy_graph(), reader()
    opportunity = opportunity_from(draft_for_ranking(page), words)
    return reach_for(page, Quick(opportunity, graph), graph, words)


@pytest.mark.parametrize("required", [0, 1, 2])
@pytest.mark.parametrize("seed", range(4))
def test_the_count_is_that_of_ranking_everybody(seed, required):
    chance = random.Random(f"{seed} {required}")
    cache.clear()
    skills = [cms.skill(name) for name in NAMES]
    trades = [Concept.objects.create(uri=f"urn:test:trade:{n}", kind="occupation", code=f"214{n}") for n in range(3)]
    sectors = [Concept.objects.create(uri=f"urn:test:isic:{n}", kind="sector", code=f"0{n + 1}") for n in range(2)]
    for n in range(1, len(skills)):
        relate(skills[n], skills[n // 2], chance.choice(("broader", "related")))
    for trade in trades:
        for skill in chance.sample(skills, 3):
            relate(trade, skill, "essential")
    agency = cms.agency("Souss")
    call = makers.call(
        agency,
        *chance.sample(skills, required),
        texts={"fr": f"Mission de {chance.choice(NAMES)} et de {chance.choice(NAMES)}"},
        languages=chance.choice(({}, {"fr": "B2"})),
        work_mode=chance.choice(("onsite", "remote")),
    )
    call.skills.add(
        CallSkill(
            concept=chance.choice([s for s in skills if s.pk not in call.skills.values_list("concept", flat=True)]),
            importance="desired",
        )
    )
    call.sectors.set([sectors[0]])
    call.save_revision().publish()
    call.refresh_from_db()
    profiles = []
    for number in range(40):
        profile = makers.expert(
            *chance.sample(skills, chance.randint(0, 3)),
            languages={
                tag: chance.choice(("A2", "C1")) for tag in chance.sample(("fr", "ar", "wo"), chance.randint(0, 2))
            },
            headline=chance.choice(("", f"Spécialiste : {chance.choice(NAMES)}")),
            biography=chance.choice(
                ("", f"J'ai travaillé dix ans en {chance.choice(NAMES)} et en {chance.choice(NAMES)}.")
            ),
            text_language=chance.choice(("fr", "")),
            work_modes=chance.choice(([], ["onsite"], ["remote"])),
            available_from=chance.choice((None, cms.FACTS["ends_on"] + dt.timedelta(days=3))),
            consent=number % 10 != 9,
        )
        profile.occupations.set(chance.sample(trades, chance.randint(0, 1)))
        profile.sectors.set(chance.sample(sectors, chance.randint(0, 1)))
        profiles.append(profile)
    Block.objects.create(user=profiles[0].user, organisation=agency.organisation, since=NOW)
    applications.application(call, profiles[1].user)
    expected = ranked_all(call)
    assert expected.compared == 34
    assert counted(call) == expected  # with words that are read on the spot
    assert read_waiting(now=NOW) > 0
    assert ReadConcept.objects.exists()
    assert counted(call) == expected  # with words that were read before
    assert read_waiting(now=NOW) == 0
    for profile in profiles[2:12]:  # they write something else; what was read of them counts no longer
        profile.headline, profile.updated_at = f"Formatrice en {chance.choice(NAMES)}", NOW + dt.timedelta(days=1)
        profile.save()
    expected = ranked_all(call)
    assert counted(call) == expected
    assert read_waiting(now=NOW) == 9
    assert counted(call) == expected
