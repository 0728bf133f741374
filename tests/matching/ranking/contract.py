"""What every ranker must hold, the hand-written one and every released model; subclass and give `ranker`."""

import random

import numpy as np
import pytest

from matching.ranking.baseline import Ranker
from matching.ranking.facts import Opportunity, Person
from matching.ranking.features import FEATURES, PLACE_OF, features
from matching.ranking.pool import Pool
from matching.ranking.ranked import ranked
from tests.matching.ranking import world


class RankerContract:
    """Tests over data whose right answer is known by construction."""

    @pytest.fixture
    def ranker(self) -> Ranker:
        raise AssertionError("A suite of this contract names its ranker.")

    @pytest.fixture
    def pool(self) -> Pool:
        return Pool(world.MISSIONS, world.graph(), rates=world.RATES)

    def test_it_has_a_name_that_a_match_can_be_traced_to(self, ranker):
        assert ranker.name
        assert ranker.name == ranker.name.strip().lower()

    @pytest.mark.parametrize("name", sorted(world.EXPERTS))
    def test_the_calls_made_for_a_person_come_first(self, ranker, pool, name):
        person, first = world.EXPERTS[name]
        order = [match.opportunity.id for match in ranked(person, pool, ranker=ranker)]
        assert set(order[: len(first)]) == first

    def test_scores_lie_between_nothing_and_one(self, ranker, pool):
        for person, _ in world.EXPERTS.values():
            scores = ranker.scores(features(person, pool))
            assert scores.shape == (len(pool),)
            assert ((scores >= 0) & (scores <= 1)).all()

    @pytest.mark.parametrize("name", FEATURES)
    def test_more_of_a_feature_never_lowers_the_score(self, ranker, name):
        generator = np.random.default_rng(7)
        rows = generator.random((40, len(FEATURES)))
        rows[generator.random(rows.shape) < 0.4] = np.nan
        steps = []
        for value in np.linspace(0, 1, 11):
            rows[:, PLACE_OF[name]] = value
            steps.append(ranker.scores(rows))
        assert (np.diff(np.array(steps), axis=0) >= 0).all()

    def test_the_same_input_gives_the_same_scores(self, ranker, pool):
        person, _ = world.EXPERTS["water"]
        first = ranker.scores(features(person, pool))
        again = ranker.scores(features(person, Pool(world.MISSIONS, world.graph(), rates=world.RATES)))
        assert first.tolist() == again.tolist()

    def test_the_order_of_the_list_changes_nothing(self, ranker):
        def order(calls: list[Opportunity], person: Person) -> list[tuple[str, float]]:
            pool = Pool(calls, world.graph(), rates=world.RATES)
            return [(match.opportunity.id, match.score) for match in ranked(person, pool, ranker=ranker)]

        shuffled = list(world.MISSIONS)
        random.Random(5).shuffle(shuffled)
        for person, _ in world.EXPERTS.values():
            assert order(shuffled, person) == order(world.MISSIONS, person)

    def test_a_pair_has_the_same_score_alone_and_in_a_list(self, ranker, pool):
        person, _ = world.EXPERTS["food"]
        listed = {match.opportunity.id: match.score for match in ranked(person, pool, ranker=ranker)}
        for mission in world.MISSIONS:
            (alone,) = ranked(person, Pool([mission], world.graph(), rates=world.RATES), ranker=ranker)
            assert alone.score == listed[mission.id]

    def test_nobody_is_lost(self, ranker, pool):
        for person, _ in world.EXPERTS.values():
            found = [match.opportunity.id for match in ranked(person, pool, ranker=ranker)]
            assert sorted(found) == sorted(mission.id for mission in world.MISSIONS)

    def test_a_person_of_whom_nothing_is_known_still_gets_every_call(self, ranker, pool):
        found = ranked(Person(id="new", kind="expert"), pool, ranker=ranker)
        assert len(found) == len(world.MISSIONS)
        assert len({match.score for match in found}) == 1

    def test_an_empty_list_gives_an_empty_list(self, ranker):
        assert ranked(world.expert("python"), Pool([], world.graph()), ranker=ranker) == []
