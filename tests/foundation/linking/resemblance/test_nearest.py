"""Ranking concepts by likeness, on concepts whose answer is known by construction."""

import numpy as np
import pytest

from foundation.linking.lexicon import LANGUAGES, LabelRow, Lexicon
from foundation.linking.resemblance.nearest import Nearest, terms_of, told
from foundation.linking.resemblance.order import first_places, in_order
from foundation.linking.resemblance.words import WordSpace

# Ten things in two languages: every French word has its Arabic one in several concepts, so that they can be learned.
THINGS = {"eau": "مياه", "bois": "خشب", "fer": "حديد", "lait": "حليب", "coton": "قطن"}
ACTS = {"transport": "نقل", "controle": "مراقبة", "vente": "بيع", "analyse": "تحليل"}


def rows() -> list[LabelRow]:
    made = []
    for act, in_arabic in ACTS.items():
        for thing, thing_in_arabic in THINGS.items():
            uri = f"{act}-{thing}"
            made.append(LabelRow(uri, "skill", "fr", f"{act} {thing}", True))
            if uri != "analyse-coton":
                made.append(LabelRow(uri, "skill", "ar", f"{in_arabic} {thing_in_arabic}", True))
    return made


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon(rows())


@pytest.fixture(scope="module")
def nearest(lexicon: Lexicon) -> Nearest:
    return Nearest(told(rows(), lexicon))


def best(nearest: Nearest, lexicon: Lexicon, text: str, language: str) -> str:
    return lexicon.uris[int(np.argmax(nearest.scores(terms_of(lexicon, text, language), language)))]


@pytest.mark.parametrize("text", ["vente lait", "lait vente", "la vente du lait", "ventes de laits"])
def test_the_order_and_the_form_of_words_do_not_matter(nearest: Nearest, lexicon: Lexicon, text: str) -> None:
    assert best(nearest, lexicon, text, "fr") == "vente-lait"


def test_a_concept_without_a_label_in_the_readers_language_is_found_by_translation(
    nearest: Nearest, lexicon: Lexicon
) -> None:
    assert best(nearest, lexicon, "تحليل القطن", "ar") == "analyse-coton"


def test_a_word_is_translated_to_the_one_that_names_the_same_concepts(nearest: Nearest, lexicon: Lexicon) -> None:
    (term,) = terms_of(lexicon, "مياه", "ar")
    shares = nearest.translation("ar", "fr").of(term)
    assert max(shares, key=shares.__getitem__) == terms_of(lexicon, "eau", "fr")[0]
    assert sum(shares.values()) == pytest.approx(1.0, abs=1e-5)
    assert nearest.translation("ar", "fr").of("unknown") == {}


def test_only_the_candidates_languages_are_compared(nearest: Nearest, lexicon: Lexicon) -> None:
    own, translated, _ = nearest.readings(terms_of(lexicon, "vente lait", "fr"), "fr", candidates=("ar",))
    assert not own.any()
    assert lexicon.uris[int(np.argmax(translated))] == "vente-lait"


def test_unknown_words_resemble_nothing(nearest: Nearest) -> None:
    assert not nearest.scores(["zzzz"], "fr").any()
    assert not nearest.scores([], "fr").any()


def test_a_label_itself_scores_one_and_a_part_of_it_less() -> None:
    space = WordSpace([(0, ("gestion", "eau")), (1, ("gestion", "eau", "sol")), (2, ("vente",))], 3)
    scores = space.scores(["gestion", "eau"])
    assert scores[0] == pytest.approx(1.0, abs=1e-5)
    assert 0 < scores[1] < scores[0] and scores[2] == 0


def test_the_labels_of_some_concepts_score_as_among_those_of_all() -> None:
    space = WordSpace([(0, ("gestion", "eau")), (1, ("gestion", "eau", "sol")), (2, ("vente", "eau"))], 3)
    scores = space.scores(["gestion", "eau"])
    some = space.only(np.array([False, True, True])).scores(["gestion", "eau"])
    assert some.tolist() == [0.0, *scores[1:].tolist()]
    assert not space.only(np.array([False, False, False])).scores(["eau"]).any()


@pytest.mark.parametrize("count", [1, 2, 3, 5, 9])
def test_the_first_of_many_are_those_of_the_whole_order(count: int) -> None:
    scores = np.array([0.5, 0.2, 0.5, 0.9, 0.5], dtype=np.float32)
    assert first_places(scores, count).tolist() == [3, 0, 2, 4, 1][:count]
    many = np.tile(scores, 300)
    assert list(in_order(many)) == np.argsort(-many, kind="stable").tolist()


def test_languages_without_labels_are_no_error() -> None:
    lexicon = Lexicon([LabelRow("a", "skill", "fr", "vente", True), LabelRow("b", "skill", "fr", "achat", True)])
    known = Nearest(
        told([LabelRow("a", "skill", "fr", "vente", True), LabelRow("b", "skill", "fr", "achat", True)], lexicon)
    )
    for language in LANGUAGES:
        assert known.words(language).scores(["inconnu"]).tolist() == [0.0, 0.0]
        assert known.translation("fr", language).of("inconnu") == {}
