"""French CVs against twenty Arabic calls that share no word with them, by the starter taxonomy alone.

`tuned.json` was looked at while the ranker was written. `held_out.json` came after its weights stood, but two changes
of the ranker came from it (two concluded sectors that differ say nothing; many concepts touched in one way weigh
less), so it proves no more than `tuned.json` that unseen texts are ranked well. Only `blind.json`, calls of one
sentence, does: it was written last, and the ranker was not changed for it. The lexicon has grown tenfold since; of its
labels two came from looking at what then failed here (the title « éducatrice de jeunes enfants », and that the analysis
of loans is a part of credit risk). One of its fifteen CVs has its call in the second place, the others in the first.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from foundation.linking.graph import Graph as LinkingGraph
from foundation.linking.lexicon import LabelRow, Lexicon
from foundation.linking.linker import Linker
from foundation.taxonomy.sources.starter import read_starter
from matching.facts.words import Reader
from matching.ranking.facts import Opportunity, Person
from matching.ranking.graph import Concept, Graph, Relation
from matching.ranking.pool import Background, Pool
from matching.ranking.ranked import Match, ranked

FOLDER = Path(__file__).parent
SETS = ("tuned", "held_out")
BLIND = "blind"


@cache
def starter() -> tuple[Graph, Reader]:
    reading = read_starter()
    rows = [
        LabelRow(row.uri, row.kind, language, text, place == 0, True)
        for row in reading.concepts.values()
        for language, first in row.preferred.items()
        for place, text in enumerate((first, *row.alternatives.get(language, ())))
    ]
    lexicon = Lexicon(rows)
    places = lexicon.places
    relations = [
        (places[a], places[b], kind) for a, b, kind in sorted(reading.relations) if a in places and b in places
    ]
    graph = Graph(
        [Concept(row.uri, row.kind, row.code, row.reuse_level) for row in reading.concepts.values()],
        [Relation(*relation) for relation in sorted(reading.relations)],
    )
    return graph, Reader(Linker(lexicon, LinkingGraph(len(lexicon.uris), relations)))


@cache
def read_set(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@cache
def pool(name: str) -> Pool:
    graph, reader = starter()
    calls = [
        Opportunity(id=call["id"], kind="mission", texts=reader.read([(call["text"], "ar")]))
        for call in read_set(name)["opportunities"]
    ]
    return Pool(calls, graph, background=Background.of(calls))


def matches(name: str, person: dict[str, Any]) -> list[Match]:
    _, reader = starter()
    return ranked(Person(id=person["id"], kind="expert", texts=reader.read([(person["text"], "fr")])), pool(name))


PEOPLE = [
    pytest.param(name, person, id=f"{name}-{person['id']}") for name in SETS for person in read_set(name)["people"]
]


@pytest.mark.parametrize(("name", "person"), PEOPLE)
def test_the_call_made_for_a_cv_comes_first_among_twenty(name, person):
    found = matches(name, person)
    assert len(found) == 20
    assert found[0].opportunity.id in person["fitting"]


@pytest.mark.parametrize(("name", "person"), PEOPLE)
def test_its_reasons_name_what_both_texts_say(name, person):
    best = matches(name, person)[0]
    concepts = {uri for reason in best.reasons for uri in reason.concepts}
    said = {*best.opportunity.texts.said, *best.opportunity.texts.optional}
    held = [reason for reason in best.reasons if reason.code == "mentioned_held"]
    assert best.reasons
    for reason in held:
        assert set(reason.concepts) <= said
    assert concepts or best.reasons[0].code == "field_near"


def test_blind_calls_of_one_sentence_are_found_too():
    people = read_set(BLIND)["people"]
    places = []
    for person in people:
        ids = [match.opportunity.id for match in matches(BLIND, person)]
        places.append(1 + min(ids.index(one) for one in person["fitting"]))
    assert sum(1 / place for place in places) / len(places) >= 0.9  # the mean reciprocal rank


@pytest.mark.parametrize("name", SETS)
def test_a_call_that_fits_stands_clear_of_one_that_does_not(name):
    ratios = []
    for person in read_set(name)["people"]:
        found = matches(name, person)
        others = [match.score for match in found if match.opportunity.id not in person["fitting"]]
        ratios.append(found[0].score / max(others))
    assert sum(ratio >= 1.5 for ratio in ratios) / len(ratios) >= 0.8
