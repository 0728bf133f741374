"""How long ranking takes and how well it orders unseen texts, each against a plain reference in the same run.

Speed: 100 made-up profiles against 2,500 made-up opportunities on a graph of ESCO's size, with features, scores and
the reasons of the first 20; the reference counts shared concepts with Python sets. Order: mean reciprocal rank of the
fitting call for the French CVs and Arabic calls of `tests/matching/texts`; the reference is the same count.
"""

import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # before this folder, which holds a matching.py too

from matching.ranking.facts import Opportunity, Person, Skill, Spoken, Texts
from matching.ranking.graph import Concept, Graph, Relation
from matching.ranking.pool import Background, Pool
from matching.ranking.ranked import ranked

SEED = 20261123
SKILLS, OCCUPATIONS, PROFILES, OPPORTUNITIES = 14_000, 3_000, 100, 2_500


def graph(chance: random.Random) -> Graph:
    concepts = [Concept(f"s{n}", "skill") for n in range(SKILLS)]
    concepts += [Concept(f"o{n}", "occupation", str(1000 + n % 2000)) for n in range(OCCUPATIONS)]
    relations = [Relation(f"s{n}", f"s{n // 8}", "broader") for n in range(1, SKILLS)]
    for n in range(OCCUPATIONS):
        relations += [Relation(f"o{n}", f"s{chance.randrange(SKILLS)}", "essential") for _ in range(40)]
    return Graph(concepts, relations)


def texts(chance: random.Random, skills: int) -> Texts:
    said = {f"s{chance.randrange(SKILLS)}": 1.0 for _ in range(skills)} | {f"o{chance.randrange(OCCUPATIONS)}": 1.0}
    terms = {f"w{chance.randrange(5000)}": 1.0 for _ in range(120)}
    return Texts(said=said, terms=terms, language="fr")


def shared(person: Person, opportunities: list[Opportunity]) -> list[str]:
    """The reference: opportunities by the number of concepts both texts say."""
    own = set(person.texts.said)
    return [o.id for o in sorted(opportunities, key=lambda o: (-len(own & set(o.texts.said)), o.id))]


def speed() -> None:
    chance = random.Random(SEED)
    whole = graph(chance)
    opportunities = [
        Opportunity(
            id=str(n),
            kind="mission",
            texts=texts(chance, 10),
            required_skills=tuple(Skill(f"s{chance.randrange(SKILLS)}", 3) for _ in range(3)),
            languages=(Spoken("ar", "B2"),),
            country="MA",
        )
        for n in range(OPPORTUNITIES)
    ]
    people = [
        Person(id=str(n), kind="expert", texts=texts(chance, 20), languages=(Spoken("ar", "B1"),), home_country="MA")
        for n in range(PROFILES)
    ]
    pool_s = timed(lambda: Pool(opportunities, whole))
    pool = Pool(opportunities, whole)
    ranked_s = timed(lambda: [ranked(person, pool, limit=20) for person in people])
    reference_s = timed(lambda: [shared(person, opportunities) for person in people])
    say("prepare 2,500 opportunities", pool_s, "s", None, OPPORTUNITIES)
    say("rank 100 × 2,500 with reasons of 20", pool_s + ranked_s, "s", reference_s, PROFILES * OPPORTUNITIES)


def timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def order() -> None:
    from tests.matching.texts.test_unseen_texts import BLIND, SETS, read_set, starter

    whole, reader = starter()
    for name in (*SETS, BLIND):
        sent = read_set(name)
        calls = [
            Opportunity(id=call["id"], kind="mission", texts=reader.read([(call["text"], "ar")]))
            for call in sent["opportunities"]
        ]
        pool = Pool(calls, whole, background=Background.of(calls))
        ours, reference = [], []
        for row in sent["people"]:
            person = Person(id=row["id"], kind="expert", texts=reader.read([(row["text"], "fr")]))
            ours.append(reciprocal([match.opportunity.id for match in ranked(person, pool)], row["fitting"]))
            reference.append(reciprocal(shared(person, calls), row["fitting"]))
        say(f"order {name}", mean(ours), "MRR", mean(reference), len(ours))


def reciprocal(ids: list[str], fitting: list[str]) -> float:
    return 1 / (1 + min(ids.index(one) for one in fitting))


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def say(metric: str, value: float, unit: str, reference: float | None, n: int) -> None:
    ratio = None if not reference else round(value / reference, 3)
    line = {
        "name": "matching",
        "metric": metric,
        "value": round(value, 4),
        "unit": unit,
        "reference": None if reference is None else round(reference, 4),
        "ratio": ratio,
        "n": n,
        "seed": SEED,
    }
    print(json.dumps(line, ensure_ascii=False))


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    django.setup()
    speed()
    order()
