"""What was typed becomes concepts where words name some, else terms; nothing typed asks for everything."""

from typing import Any

import pytest

from foundation.text.language import detect_language
from search.results.understanding import understand
from search.schema import ConceptUnit, TermUnit

pytestmark = pytest.mark.django_db


def test_a_concept_is_the_same_unit_in_every_language_but_for_its_words(water: Any) -> None:
    units = [understand(text, "en").units for text in ("eau potable", "مياه الشرب", "drinking water", "agua potable")]
    assert {(unit.uri, unit.related) for (unit,) in units} == {(water["drinking"].uri, (water["sanitation"].uri,))}


def test_the_label_is_in_the_readers_language(water: Any) -> None:
    assert understand("drinking water", "ar").labels == ("مياه الشرب",)


def test_words_beside_a_concept_are_terms_and_grammar_is_left_out(water: Any) -> None:
    concept, place = understand("projets d'eau potable à Tiznit", "fr").units[-2:]
    assert isinstance(concept, ConceptUnit)
    assert isinstance(place, TermUnit)
    assert "tiznit" in place.spellings


@pytest.mark.parametrize("text", ["", "   ", "?!", "«»"])
def test_nothing_to_search_for_is_no_unit(text: str) -> None:
    assert understand(text, "fr").units == ()


def test_a_word_is_asked_for_once(water: Any) -> None:
    assert len(understand("hangar hangar", "fr").units) == 1


def test_a_query_may_mix_languages(water: Any) -> None:
    mixed = understand("eau potable, sanitation مياه الشرب", "fr")
    assert [unit.uri for unit in mixed.units] == [water["drinking"].uri, water["sanitation"].uri]
    assert mixed.labels == ("eau potable", "assainissement")


def test_the_longest_name_counts_whatever_language_a_few_words_seem_to_be_in(tourism: Any) -> None:
    assert detect_language("cultural tourism") == "fr"
    found = [understand(text, "fr").units for text in ("cultural tourism", "tourism")]
    assert [[unit.uri for unit in units] for units in found] == [[tourism["cultural"].uri], [tourism["field"].uri]]


def test_a_word_that_names_nothing_is_asked_for_in_all_languages(dams: Any) -> None:
    (barrage,), (dam,) = understand("barrage", "fr").units, understand("dams", "fr").units
    assert isinstance(barrage, TermUnit)
    assert isinstance(dam, TermUnit)
    assert "dam" in barrage.spellings
    assert "barrag" in dam.spellings
    assert "mainten" not in dam.spellings


def test_a_sector_that_shares_its_name_with_a_skill_is_asked_for_in_every_language(food: Any) -> None:
    found = [understand(text, "fr").units for text in ("agroalimentaire", "food processing")]
    assert [[(unit.uri, unit.wider) for unit in units] for units in found] == [
        [(food["skill"].uri, (food["sector"].uri,))],
        [(food["skill"].uri, (food["sector"].uri,))],
    ]


def test_a_name_of_two_concepts_asks_for_both(food: Any) -> None:
    (unit,) = understand("sécurité alimentaire", "fr").units
    assert isinstance(unit, ConceptUnit)
    assert {unit.uri, *unit.related} == {food["security"].uri, food["safety"].uri}
