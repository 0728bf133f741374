"""Counting from a few facts gives what ranking everybody gives, whoever they are and whatever is asked."""

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from matching.ranking.facts import CEFR, Opportunity, Person, Skill, Spoken, Texts
from matching.ranking.graph import Concept, Graph, Relation
from matching.ranking.pool import Pool
from matching.ranking.profile import read_from, said_by, said_sectors
from matching.ranking.quick import Quick, answering
from matching.ranking.ranked import ranked
from matching.ranking.reach import blockers, reach_of
from matching.ranking.reasons_concepts import NEAR
from matching.ranking.remarks import Remarks

DAY = date(2027, 3, 1)
SKILLS, OCCUPATIONS, SECTORS = 60, 14, 4


def graph(chance: random.Random) -> Graph:
    """A taxonomy with every kind of relation, wide fields, trades of one unit group and skills of a sector."""
    concepts = [Concept(f"s{n}", "skill", reuse=chance.choice(("", "transversal"))) for n in range(SKILLS)]
    concepts += [Concept(f"o{n}", "occupation", str(2140 + n % 5)) for n in range(OCCUPATIONS)]
    concepts += [Concept("major", "occupation", "2")]
    concepts += [Concept(f"i{n}", "sector", f"0{n + 1}") for n in range(SECTORS)]
    relations = [Relation(f"s{n}", f"s{n // chance.choice((3, 20))}", "broader") for n in range(1, SKILLS)]
    for _ in range(40):
        one, other = chance.sample(range(SKILLS), 2)
        relations.append(Relation(f"s{one}", f"s{other}", chance.choice(("related", "essential", "optional"))))
    for n in range(OCCUPATIONS):
        for skill in chance.sample(range(SKILLS), 5):
            relations.append(Relation(f"o{n}", f"s{skill}", chance.choice(("essential", "optional"))))
    relations += [Relation(f"o{n}", f"o{n // 3}", "broader") for n in range(1, OCCUPATIONS)]
    relations += [Relation(f"s{n}", f"i{n % SECTORS}", "related") for n in range(0, SKILLS, 7)]
    return Graph(concepts, relations)


def words(chance: random.Random, most: int) -> Texts:
    names = [f"s{n}" for n in range(SKILLS)] + [f"o{n}" for n in range(OCCUPATIONS)] + [f"i{n}" for n in range(SECTORS)]
    said = {
        name: chance.choice((0.3, 0.5, 0.78, 1.0)) for name in chance.sample([*names, "major"], chance.randint(0, most))
    }
    return Texts(said=said, terms={"eau": 1.0}, language="fr")


def languages(chance: random.Random) -> tuple[Spoken, ...]:
    tags = sorted(chance.sample(("ar", "en", "es", "fr"), chance.randint(0, 3)))
    return tuple(Spoken(tag, chance.choice((*CEFR, None))) for tag in tags)


def person(chance: random.Random, number: int) -> Person:
    names = chance.sample(range(SKILLS), chance.randint(0, 6))
    first, length = DAY + timedelta(days=chance.randint(-90, 90)), chance.randint(0, 90)
    return Person(
        id=str(number),
        kind="expert",
        texts=words(chance, 6),
        sectors=frozenset(chance.sample(("01", "02", "03"), chance.randint(0, 1))),
        occupations=tuple(f"o{n}" for n in chance.sample(range(OCCUPATIONS), chance.randint(0, 1))),
        skills=tuple(Skill(f"s{n}", chance.choice((None, 1, 4)), chance.choice((None, 7))) for n in sorted(names)),
        languages=languages(chance),
        available_from=chance.choice((None, first)),
        available_until=chance.choice((None, first + timedelta(days=length))),
        work_modes=frozenset(chance.sample(("onsite", "remote", "hybrid"), chance.randint(0, 2))),
        compensation_wish=chance.choice(("", "fee", "volunteer", "any")),
    )


def opportunity(chance: random.Random, *, required: int) -> Opportunity:
    return Opportunity(
        id="call",
        kind="mission",
        texts=words(chance, 5),
        sectors=frozenset(chance.sample(("01", "04"), chance.randint(0, 1))),
        starts_on=chance.choice((None, DAY)),
        ends_on=DAY + timedelta(days=20),
        required_skills=tuple(Skill(f"s{n}", 3) for n in sorted(chance.sample(range(SKILLS), required))),
        desired_skills=tuple(Skill(f"s{n}") for n in chance.sample(range(SKILLS), chance.randint(0, 2))),
        languages=chance.choice(((), (Spoken("fr", "B2"),), (Spoken("ar", None), Spoken("fr", "C1")))),
        work_mode=chance.choice(("", "onsite", "remote")),
        compensation=chance.choice(("", "fee", "volunteer")),
    )


def lean(someone: Person, whole: Graph, telling: Any) -> tuple[Person, dict[int, float], frozenset[str]]:
    """What counting reads of a person: facts, the concepts that tell, and the sectors."""
    said = {node: weight for node, weight in said_by(someone, whole).items() if node in telling}
    mentioned = {whole.number[uri]: weight for uri, weight in someone.texts.said.items()}
    sectors = someone.sectors | said_sectors(whole, mentioned)
    bare = replace(someone, texts=Texts(), sectors=frozenset(), skills=(), occupations=())
    return bare, said, sectors


@pytest.mark.parametrize("required", [0, 1, 2, 3, 9])
@pytest.mark.parametrize("seed", range(12))
def test_the_counts_are_those_of_ranking_everybody(seed, required):
    chance = random.Random(f"{seed} {required}")
    whole = graph(chance)
    call = opportunity(chance, required=required)
    people = [person(chance, number) for number in range(60)]
    pool = Pool([call], whole)
    expected = []
    for someone in people:
        match = ranked(someone, pool)[0]
        expected.append((someone, blockers(call, Remarks(match.reasons, match.gaps))))
    quick = Quick(call, whole)
    found = []
    for someone in people:
        bare, said, sectors = lean(someone, whole, quick.telling)
        found.append((bare, quick.outcome(bare, said, sectors).blockers))
    assert [kept for _, kept in found] == [kept for _, kept in expected]
    assert reach_of(found, compared=60) == reach_of(expected, compared=60)


@pytest.mark.parametrize("required", [0, 1, 3])
@pytest.mark.parametrize("seed", range(12))
def test_what_is_settled_without_her_words_stays_so_with_them(seed, required):
    chance = random.Random(f"words {seed} {required}")
    whole = graph(chance)
    call = opportunity(chance, required=required)
    quick = Quick(call, whole)
    settled = 0
    for number in range(100):
        someone = person(chance, number)
        bare, said, sectors = lean(someone, whole, quick.telling)
        silent = lean(replace(someone, texts=Texts()), whole, quick.telling)
        without = quick.outcome(*silent)
        whole_of_it = quick.outcome(bare, said, sectors)
        if without.open:
            continue
        settled += 1
        assert _counted(without.blockers) == _counted(whole_of_it.blockers)
    assert settled


def _counted(found: Any) -> Any:
    """What of it counts: nothing in the way, or one thing; several, or another work, are in no count."""
    return found if found is not None and len(found) < 2 else None


@pytest.mark.parametrize("seed", range(6))
def test_every_concept_worth_enough_for_another_is_known(seed):
    whole = graph(random.Random(seed))
    for node in range(len(whole)):
        expected = []
        for source in range(len(whole)):
            near = whole.neighbours(source)
            for place in np.flatnonzero(near.nodes == node):
                if float(near.strengths[place]) >= NEAR:
                    expected.append((source, near.strengths[place], near.hows[place]))
        if whole.concepts[node].kind in ("skill", "occupation"):
            assert answering(whole, node) == expected


def test_what_words_give_is_what_a_person_says_without_facts():
    chance = random.Random(7)
    whole = graph(chance)
    for number in range(40):
        someone = replace(person(chance, number), skills=(), occupations=())
        assert said_by(someone, whole) == read_from(someone.texts, whole)
