"""The hand-written ranker keeps the contract, and a few promises of its own."""

import numpy as np
import pytest

from matching.ranking.baseline import POINTS, Baseline
from matching.ranking.facts import Skill, Spoken
from matching.ranking.features import FEATURES
from matching.ranking.pool import Pool
from matching.ranking.ranked import ranked
from tests.matching.ranking import world
from tests.matching.ranking.contract import RankerContract


class TestBaseline(RankerContract):
    @pytest.fixture
    def ranker(self):
        return Baseline()


def scored(person, *opportunities):
    pool = Pool(opportunities, world.graph(), rates=world.RATES)
    return {match.opportunity.id: match.score for match in ranked(person, pool)}


def test_every_feature_has_its_points():
    assert set(POINTS) == set(FEATURES)


def test_a_missing_fact_adds_no_points():
    assert Baseline().points(np.full((1, len(FEATURES)), np.nan)).tolist() == [[0.0] * len(FEATURES)]


def test_one_more_required_skill_held_raises_the_score():
    mission = world.call("m", "haccp", "food-audit")
    scores = [
        scored(world.expert(*skills), mission)["m"] for skills in (["nursing"], ["haccp"], ["haccp", "food-audit"])
    ]
    assert scores == sorted(scores)
    assert scores[0] < scores[2]


def test_a_closer_relation_scores_higher():
    held = ["wiring", "dairy", "microbiology"]
    scores = [scored(world.expert(skill), world.call("m", "microbiology"))["m"] for skill in held]
    assert scores == sorted(scores)
    assert len(set(scores)) == 3


def test_a_rare_skill_tells_more_than_a_common_one():
    found = scored(
        world.expert("microbiology", "communication"),
        world.text_call("rare", "microbiology", "nursing"),
        world.text_call("common", "communication", "nursing"),
    )
    assert found["rare"] > found["common"]


def test_a_fit_of_three_concepts_beats_a_fit_of_one():
    found = scored(
        world.expert("hydraulics", "pumping", "network-design", "tax"),
        world.text_call("one", "tax"),
        world.text_call("three", "hydraulics", "pumping", "network-design"),
    )
    assert found["three"] > found["one"]


def test_a_language_two_steps_short_costs_more_than_one_step():
    calls = [world.call(level, "haccp", languages=(Spoken("ar", level),)) for level in ("B1", "B2", "C1", "C2")]
    found = scored(world.expert("haccp", languages=(Spoken("ar", "B1"),)), *calls)
    assert found["B1"] > found["B2"] > found["C1"] > found["C2"]


def test_perfect_conditions_do_not_make_up_for_the_wrong_trade():
    easy = world.call("easy", "nursing", languages=(Spoken("fr", "B2"),), country="SN", work_mode="remote")
    hard = world.call("hard", "haccp", "food-audit", languages=(Spoken("ar", "A2"),), country="MA", work_mode="onsite")
    person = world.expert(
        "haccp",
        "food-audit",
        languages=(Spoken("fr", "native"), Spoken("ar", "A1")),
        home_country="SN",
        work_modes=frozenset({"remote"}),
    )
    found = scored(person, easy, hard)
    assert found["hard"] > found["easy"]


def test_an_investment_is_not_for_an_expert_and_a_reference_for_nobody():
    found = scored(
        world.expert("haccp"), world.call("m", "haccp"), world.project("i"), world.call("r", "haccp", kind="reference")
    )
    assert found["m"] > 0.5 > found["i"]
    assert found["r"] < 0.05


def test_an_expert_level_asked_is_met_by_an_expert_more_than_by_a_beginner():
    mission = world.call("m", required_skills=(Skill("haccp", level=4),))
    beginner = scored(world.expert(skills=(Skill("haccp", level=1),)), mission)["m"]
    master = scored(world.expert(skills=(Skill("haccp", level=4),)), mission)["m"]
    assert master > beginner


def test_the_nearer_ticket_comes_first_and_a_fitting_one_before_all():
    projects = [world.project(f"p{m}", ticket_min_minor=m * 1_000_000) for m in (20, 30, 60, 500)]
    found = scored(world.investor(), *projects)  # 60,000 CAD are 26,238,280 XOF
    assert found["p20"] > found["p30"] > found["p60"] > found["p500"]
