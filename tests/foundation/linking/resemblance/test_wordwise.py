"""How well a phrase and a label say each other word by word."""

import numpy as np
import pytest

from foundation.linking.resemblance.latent import LatentSpace
from foundation.linking.resemblance.wordwise import LabelWords

# Words of two languages that stand together: "eau" and "water", "gestion" and "management"; "sol" stands alone.
DOCUMENTS = [
    ["gestion", "management", "eau", "water"],
    ["gestion", "management"],
    ["eau", "water"],
    ["sol", "argile"],
    ["sol", "argile"],
]
LABELS = [
    (0, ("water", "management")),
    (0, ("water", "management", "of", "clay")),
    (1, ("water",)),
    (2, ("arboricol",)),
    (2, ("eau", "gestion", "eau")),
]
ALL = np.array([0, 1, 2, 3])


@pytest.fixture(scope="module")
def labels() -> LabelWords:
    return LabelWords(LABELS, LatentSpace(DOCUMENTS, [1.0] * len(DOCUMENTS)), 4)


def scores(labels: LabelWords, *terms: str, places: np.ndarray = ALL) -> list[float]:
    return labels.scores(terms, np.ones(len(terms), dtype=np.float32), places).tolist()


def test_the_label_itself_is_said_wholly_in_any_order(labels: LabelWords) -> None:
    assert scores(labels, "management", "water")[0] == pytest.approx(1)


def test_words_of_another_language_that_mean_the_same_say_the_label(labels: LabelWords) -> None:
    both, one, _, none = scores(labels, "gestion", "eau")
    assert both > 0.75 > one and none == 0


def test_a_label_that_says_less_than_the_phrase_or_more_is_not_what_it_names(labels: LabelWords) -> None:
    more, whole, _, _ = scores(labels, "water")
    assert whole == pytest.approx(1) and more < 0.9
    assert scores(labels, "water", "unheard")[1] == pytest.approx(0.5)


def test_words_of_one_family_are_told_by_how_they_begin(labels: LabelWords) -> None:
    assert scores(labels, "arboricult")[2] == pytest.approx(0.7**0.5)
    assert scores(labels, "arbo")[2] == 0  # less than the share that tells
    assert scores(labels, "arboricol")[2] == pytest.approx(1)


def test_only_the_places_asked_are_answered_in_their_order(labels: LabelWords) -> None:
    whole = scores(labels, "water")
    assert scores(labels, "water", places=np.array([3, 1])) == [whole[3], whole[1]]
    assert scores(labels, "water", places=np.array([], dtype=int)) == []


def test_the_rarer_a_word_the_more_it_tells_and_an_unknown_one_most(labels: LabelWords) -> None:
    common, rare, unknown = labels.rarity(["water", "arboricol", "unheard"]).tolist()
    assert common < rare <= unknown


def test_a_language_without_labels_says_nothing() -> None:
    nothing = LabelWords([], LatentSpace(DOCUMENTS, [1.0] * len(DOCUMENTS)), 4)
    assert scores(nothing, "water") == [0, 0, 0, 0]
    assert nothing.rarity(["water"]).tolist() == [1]
