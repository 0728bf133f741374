"""Which word a mistyped one was meant to be."""

import pytest

from foundation.linking.resemblance.spelling import Spelling, ends_of, is_slip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("assainisement", "assainissement"),
        ("comptabillite", "comptabilite"),
        ("irirgation", "irrigation"),
        ("managament", "management"),
        ("المححاسبه", "المحاسبه"),
    ],
)
def test_one_letter_too_many_too_few_changed_or_two_swapped_is_a_slip(typed: str, meant: str) -> None:
    assert is_slip(typed, meant)
    assert ends_of(typed) == ends_of(meant)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("irrigation", "irrigation"),
        ("cyclique", "cycliste"),
        ("accompagnent", "accompagnant"),
        ("formation", "information"),
        ("gestion", "question"),
        ("", "a"),
    ],
)
def test_another_word_another_ending_or_two_differences_are_no_slip(typed: str, meant: str) -> None:
    assert not is_slip(typed, meant)


def test_words_alike_come_nearest_first_and_none_below_the_limit() -> None:
    spelling = Spelling(["irrigation", "irriguer", "comptabilite", "navigation"])
    near = spelling.near("irigation", 0.3)
    assert [place for place, _ in near][:1] == [0]
    assert all(share >= 0.3 for _, share in near)
    assert near == sorted(near, key=lambda found: -found[1])
    assert spelling.near("xyz", 0.1) == []


def test_no_words_are_like_nothing() -> None:
    assert Spelling([]).near("irrigation", 0.1) == []


def test_a_word_of_the_list_is_as_near_to_the_others_by_its_place_as_by_itself() -> None:
    words = ["irrigation", "irriguer", "comptabilite", "navigation"]
    spelling = Spelling(words)
    for place, word in enumerate(words):
        by_place, by_itself = spelling.near(word, 0.1, place=place), spelling.near(word, 0.1)
        assert [near for near, _ in by_place] == [near for near, _ in by_itself]
        assert [share for _, share in by_place] == pytest.approx([share for _, share in by_itself], abs=1e-6)
