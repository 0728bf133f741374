"""Concepts are found by typing any word of any label in any language."""

import pytest

from foundation.taxonomy.models import Concept, Label
from foundation.taxonomy.queries import find_concepts
from tests import factories

pytestmark = pytest.mark.django_db


def found(typed: str, language: str = "fr", kind: str = "skill") -> list[str]:
    return [one.uri for one in find_concepts(typed, language, kinds=(kind,), limit=20)]


@pytest.fixture
def irrigation() -> Concept:
    return factories.concept(
        "irrigation goutte à goutte", ar="الري بالتنقيط", en="drip irrigation", es="riego por goteo"
    )


@pytest.mark.parametrize(
    "typed",
    ["goutte", "GOUTTÈ a", "drip", "riego", "الري", "ري", "بالتنقيط", "irrig", "irrigation drip", "d’irrig", "d'irrig"],
)
def test_a_concept_is_found_by_any_of_its_words_in_any_language(irrigation: Concept, typed: str) -> None:
    assert found(typed) == [irrigation.uri]
    (one,) = find_concepts(typed, "ar", kinds=("skill",), limit=20)
    assert (one.pk, one.kind, str(one)) == (irrigation.pk, "skill", "الري بالتنقيط")


@pytest.mark.parametrize("typed", ["", "  ", "مياه", "outte", "goutte soudure"])
def test_what_no_label_begins_with_finds_nothing(irrigation: Concept, typed: str) -> None:
    assert found(typed) == []


def test_the_exact_label_comes_first_and_other_kinds_are_left_out(irrigation: Concept) -> None:
    plain, long = factories.concept("irrigation"), factories.concept("gestion de l'irrigation")
    factories.concept("irrigation", kind="sector")
    assert found("irrigation") == [plain.uri, irrigation.uri, long.uri]
    assert found("irrigation", kind="occupation") == []


def test_a_label_written_since_is_found_at_once(irrigation: Concept) -> None:
    assert found("arrosage") == []
    Label.objects.create(concept=irrigation, language="fr", text="arrosage localisé")
    assert found("arrosage") == [irrigation.uri]
