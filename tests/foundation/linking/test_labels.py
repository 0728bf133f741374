"""The ways one label is written."""

import pytest

from foundation.linking.labels import variants


@pytest.mark.parametrize(
    ("label", "phrases"),
    [
        ("irrigation", {"irrigation"}),
        ("ingénieur/ingénieure agronome", {"ingénieur agronome", "ingénieure agronome"}),
        ("technicien de maintenance/technicienne", {"technicien de maintenance", "technicienne de maintenance"}),
        ("directeur technique/directrice technique", {"directeur technique", "directrice technique"}),
        ("المدير الفني / المديرة الفنية", {"المدير الفني", "المديرة الفنية"}),
        ("director técnico/directora técnica", {"director técnico", "directora técnica"}),
        (
            "installer/réparer des pompes",
            {"installer/réparer des pompes", "installer des pompes", "réparer des pompes"},
        ),
        ("e-learning", {"e-learning", "elearning"}),
    ],
)
def test_a_label_is_written_in_each_of_its_ways(label, phrases):
    assert {phrase for phrase, _ in variants(label)} == phrases


def test_a_bracket_may_be_left_out_and_is_told():
    assert variants("Swift (computer programming)") == [("Swift (computer programming)", False), ("Swift", True)]


@pytest.mark.parametrize("label", ["", " ", "/", "()", "(a)", "a/b/c/d/e/f/g/h " * 9])
def test_a_broken_label_gives_few_phrases_or_none(label):
    assert len(variants(label)) <= 12
