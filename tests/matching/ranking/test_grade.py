"""The word over a match is no better than what stands below it."""

import pytest

from matching.ranking.grade import grade
from matching.ranking.remarks import Remark


def held(count: int) -> Remark:
    return Remark("required_held", 5.0, {"count": count})


def missing(count: int) -> Remark:
    return Remark("required_missing", 4.0, {"count": count})


def near(count: int) -> Remark:
    return Remark("required_near", 2.0, {"count": count})


SAME_TRADE = Remark("occupation_same", 5.0)
CALENDAR = [
    Remark("languages_met", 1.0),
    Remark("available", 1.0),
    Remark("work_mode", 0.7),
    Remark("home_region", 1.1),
]
NO_ARABIC = Remark("language_missing", 2.5)


@pytest.mark.parametrize(
    ("score", "reasons", "gaps", "word"),
    [
        (0.99, [held(3)], [], "strong"),
        (0.99, [held(2), near(1)], [], "strong"),
        (0.99, [held(2)], [Remark("language_short", 1.3)], "good"),
        (0.99, [held(1), near(2)], [], "good"),  # less than half is truly held
        (0.99, [held(2)], [missing(1)], "good"),
        (0.99, [held(1), Remark("required_implied", 1.8, {"count": 1}), near(1)], [], "strong"),
        (0.99, [Remark("required_implied", 1.8, {"count": 3})], [], "good"),  # what the trade brings, but nobody said
        (0.99, [held(3)], [missing(1), NO_ARABIC], "some"),  # two grave gaps
        (0.99, [held(1)], [missing(2)], "some"),
        (0.99, [held(1), SAME_TRADE], [missing(2)], "good"),
        (0.99, [near(1), *CALENDAR], [missing(2)], "some"),  # food safety for a cold chain
        (0.99, CALENDAR, [missing(3)], "little"),
        (0.99, [held(3)], [Remark("not_available", 2.6)], "some"),
        (0.99, [held(3)], [Remark("available_partly", 1.9, {"free_days": 8, "days": 91})], "some"),
        (0.99, [held(3)], [Remark("available_partly", 1.1, {"free_days": 80, "days": 91})], "strong"),
        (0.99, CALENDAR, [], "some"),  # no skill is listed, and none is known to fit
        (0.99, [Remark("mentioned_held", 4.0)], [], "strong"),
        (0.99, [Remark("ticket", 3.0)], [], "strong"),
        (0.99, [Remark("sector_shared", 2.0)], [Remark("ticket_short", 4.0)], "some"),
        (0.99, [Remark("ticket", 3.0)], [Remark("risk_high", 2.0)], "good"),
        (0.6, [held(3)], [], "good"),
        (0.3, [held(3)], [], "some"),
        (0.05, [held(3)], [], "little"),
    ],
)
def test_the_word_is_no_better_than_the_remarks(score, reasons, gaps, word):
    assert grade(score, reasons, gaps) == word
