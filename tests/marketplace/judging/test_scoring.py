"""Weighted means and differences, on sheets whose answer is known."""

import pytest

from marketplace.judging.scoring import judged, weighted_mean


def test_a_mean_counts_each_criterion_by_its_weight():
    assert weighted_mean({1: 5, 2: 2}, {1: 2, 2: 1}) == 4.0
    assert weighted_mean({1: 3}, {1: 5}) == 3.0


def test_two_sheets_are_apart_where_two_points_lie_between_them():
    said = judged([{1: 5, 2: 3}, {1: 3, 2: 4}], {1: 1, 2: 1})
    assert said.values == ((5, 3), (3, 4))
    assert (said.means, said.mean) == ((4.0, 3.5), 3.75)
    assert said.apart == (0,)
    assert said.is_apart


def test_two_sheets_are_apart_when_their_means_are_though_no_line_is():
    said = judged([{1: 4, 2: 4}, {1: 3, 2: 3}], {1: 1, 2: 1})
    assert said.apart == ()
    assert said.is_apart


def test_one_sheet_is_never_apart():
    assert not judged([{1: 1, 2: 5}], {1: 1, 2: 1}).is_apart


def test_a_sheet_without_a_score_is_no_result():
    with pytest.raises(KeyError):
        judged([{1: 5}], {1: 1, 2: 1})
