"""The concept profile: what is said, and what that implies."""

import pytest

from foundation.linking.profile import implied, profile


@pytest.mark.parametrize("text", ["ingénieure agronome", "مهندسة زراعية", "agronomist"])
def test_an_occupation_implies_its_skills_without_a_span(linker, text):
    mentions = linker.link(text)
    found = {mention.uri: mention for mention in implied(mentions, linker.lexicon, linker.graph)}
    assert {uri: mention.via for uri, mention in found.items()} == {"irrigation": "essential", "accounting": "optional"}
    assert all((mention.start, mention.end, mention.said) == (None, None, False) for mention in found.values())
    assert found["irrigation"].weight > found["accounting"].weight


@pytest.mark.parametrize("text", ["irrigation", "الري"])
def test_a_skill_implies_its_broader_concept_and_sector_at_lower_weight(linker, text):
    (mention,) = linker.link(text)
    found = {one.uri: one.via for one in implied([mention], linker.lexicon, linker.graph)}
    assert found == {"water": "broader", "food": "sector"}
    assert all(one.weight < mention.weight for one in implied([mention], linker.lexicon, linker.graph))


def test_what_is_said_is_not_implied_again(linker):
    mentions = linker.link("Agronomist with irrigation")
    assert "irrigation" not in {mention.uri for mention in implied(mentions, linker.lexicon, linker.graph)}


@pytest.mark.parametrize("text", ["An agronomist is not required", "لا يشترط مهندس زراعي"])
def test_what_is_negated_implies_nothing_and_weighs_nothing(linker, text):
    found = profile(linker.link(text), linker.lexicon, linker.graph)
    assert (found.said, found.implied, found.negated) == ({}, {}, frozenset({"agronomist"}))


def test_a_wish_weighs_half_and_repetition_a_little_more(linker):
    def weight(text):
        return profile(linker.link(text), linker.lexicon, linker.graph).said["solar"]

    once = weight("Solar energy.")
    assert weight("Solar energy is an asset.") == pytest.approx(once / 2, abs=0.001)
    assert once < weight("Solar energy. Solar energy.") < 1.5 * once


def test_what_many_occupations_ask_for_tells_less(linker):
    weights = {mention.uri: mention.weight for mention in linker.link("accounting and solar energy")}
    assert weights["accounting"] < weights["solar"]
