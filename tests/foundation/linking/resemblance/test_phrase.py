"""What is read of a phrase beside its words, on concepts whose answer is known by construction."""

import numpy as np
import pytest

from foundation.linking.graph import Graph
from foundation.linking.lexicon import LabelRow, Lexicon
from foundation.linking.resemblance.alignment import by_labels
from foundation.linking.resemblance.nearest import Nearest, terms_of, told
from foundation.linking.resemblance.phrase import WORDWISE, Company, Kinds, weights

# Work in wood and in stone, what they make and who makes it, in two languages.
ROWS = [
    LabelRow("carpentry", "skill", "fr", "travail bois", True),
    LabelRow("carpentry", "skill", "en", "timber work", True),
    LabelRow("carpentry", "skill", "en", "roof framing", False),
    LabelRow("masonry", "skill", "fr", "travail pierre", True),
    LabelRow("masonry", "skill", "en", "stone work", True),
    LabelRow("roof", "skill", "fr", "charpente", True),
    LabelRow("roof", "skill", "en", "framing", True),
    LabelRow("framer", "occupation", "fr", "poseur bois", True),
    LabelRow("framer", "occupation", "en", "timber fitter", True),
]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon(ROWS)


@pytest.fixture(scope="module")
def nearest(lexicon: Lexicon) -> Nearest:
    return Nearest(told(ROWS, lexicon), Graph(len(lexicon), [(0, 2, "related")]))


def test_the_weights_of_all_readings_are_there_and_sum_to_one(nearest: Nearest, lexicon: Lexicon) -> None:
    _, read = nearest.phrase_readings(terms_of(lexicon, "travail bois", "fr"), "fr")
    assert set(weights()) == set(read) | {WORDWISE}
    assert sum(weights().values()) == pytest.approx(1.0, abs=0.005)
    assert all(weight >= 0 for weight in weights().values())


def test_a_label_itself_comes_first_by_one(nearest: Nearest, lexicon: Lexicon) -> None:
    scores = nearest.scores(terms_of(lexicon, "le travail de la pierre", "fr"), "fr")
    assert lexicon.uris[int(np.argmax(scores))] == "masonry"
    assert np.sort(scores)[-2] < 1 < scores.max() <= 2


def test_a_word_is_aligned_to_the_one_that_says_it_and_not_to_what_stands_beside_it() -> None:
    french = [(0, ("travail", "bois")), (1, ("travail", "pierr")), (2, ("travail", "cuir"))]
    english = [(0, ("timber", "work")), (1, ("stone", "work")), (2, ("leather", "work"))]
    shares = by_labels(french, english).of("bois")
    assert max(shares, key=shares.__getitem__) == "timber"
    assert shares["timber"] > 2 * shares["work"]
    assert by_labels(french, english).of("inconnu") == {}


def test_languages_without_labels_align_nothing() -> None:
    assert by_labels([], [(0, ("work",))]).of("travail") == {}
    assert by_labels([(1, ("travail",))], [(0, ("work",))]).of("travail") == {}


def test_the_word_that_leads_a_phrase_tells_its_kind() -> None:
    labels = {"fr": [(0, ("ingénieur", "eau")), (1, ("gestion", "eau"))], "en": [(0, ("water", "engineer"))]}
    kinds = Kinds(labels, {0}, 2)
    job, skill = kinds.scores(["ingénieur", "sol"], "fr")
    assert job == pytest.approx(0.65) and skill == pytest.approx(0.35)
    job, skill = kinds.scores(["soil", "engineer"], "en")
    assert job > skill


def test_what_shares_relations_with_the_best_comes_along() -> None:
    vectors = np.eye(4, dtype=np.float32)
    company = Company(vectors, Graph(4, [(0, 3, "essential"), (1, 3, "essential")]))
    read = company.readings(np.array([0.8, 0, 0, 0], dtype=np.float32))
    assert read["related"].tolist() == pytest.approx([1, 1, 0, 0])
    assert read["beside"].tolist() == pytest.approx([0, 0, 0, 0.8])
    assert read["meant"].tolist() == pytest.approx([1, 0, 0, 0])


def test_without_relations_nothing_is_beside() -> None:
    read = Company(np.eye(2, dtype=np.float32), None).readings(np.array([0.5, 0.1], dtype=np.float32))
    assert not read["beside"].any() and not read["related"].any()
