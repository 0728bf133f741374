"""What the dictionary missed and likeness links: other order, one slip of the keyboard; and what it leaves alone."""

import pytest

from foundation.linking.mention import Mention
from tests.foundation.linking.small import small_linker

LINKER = small_linker()


def found(text: str, language: str | None = None) -> list[tuple[str, str, str]]:
    return [(one.uri, text[one.start : one.end], one.via) for one in LINKER.link(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "concept", "words"),
    [
        ("Compétences : projets (gestion), irrigation", "fr", "irrigation", "irrigation"),
        ("Je connais l'irrigattion", "fr", "irrigation", "irrigattion"),
        ("comptabillité, dessin", "fr", "accounting", "comptabillité"),
        ("analyse de donnnées", "fr", "data", "analyse de donnnées"),
        ("progaming, drawing; computer progrmaming", "en", "programming", "computer progrmaming"),
        ("خبرة في البرممجة", "ar", "programming", "البرممجة"),
    ],
)
def test_a_slip_of_one_letter_does_not_hide_a_label(text: str, language: str, concept: str, words: str) -> None:
    assert (concept, words) in [(uri, said) for uri, said, _ in found(text, language)]


def test_every_link_says_how_it_was_found() -> None:
    assert found("irrigattion, données : analyse, eau potable", "fr")[0] == ("irrigation", "irrigattion", "letters")
    assert ("data", "données analyse", "words") in found("irrigation, données analyse", "fr")
    assert ("water", "eau potable", "label") in found("eau potable", "fr")


@pytest.mark.parametrize(
    "text",
    [
        "Monsieur Irrigattion habite ici, à Paris",
        "Nous voyageons beaucoup avec plaisir",
        "un analyste, une donnée",
        "",
        "…",
    ],
)
def test_names_and_ordinary_prose_are_left_alone(text: str) -> None:
    assert found(text, "fr") == []


def test_a_guess_weighs_less_than_the_label_itself() -> None:
    def weight(text: str) -> float:
        (one,) = LINKER.link(text, "fr")
        assert isinstance(one, Mention)
        return one.weight

    assert weight("irrigattion") < weight("irrigation")


def test_a_negated_slip_is_negated() -> None:
    (one,) = LINKER.link("Aucune connaissance de l'irrigattion n'est requise.", "fr")
    assert (one.uri, one.negated) == ("irrigation", True)


@pytest.mark.parametrize(
    ("text", "language", "read"),
    [
        ("Samira Comptable\nInfirmière", "fr", ["nurse"]),
        ("Peter Nurse, web developer", "en", ["webdev"]),
        ("Infirmière, Comptable", "fr", ["nurse", "accountant"]),
        ("Web Developer", "en", ["webdev"]),
        ("كريم المحاسب", "ar", []),
    ],
)
def test_a_surname_at_the_head_of_a_text_is_no_trade(text: str, language: str, read: list[str]) -> None:
    assert [uri for uri, _, _ in found(text, language)] == read
