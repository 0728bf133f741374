"""What the dictionary missed and likeness links: other order, one slip of the keyboard; and what it leaves alone."""

import pytest

from foundation.linking.graph import Graph
from foundation.linking.lexicon import LabelRow, Lexicon
from foundation.linking.linker import Linker
from foundation.linking.mention import Mention
from foundation.linking.resemblance import latent
from foundation.linking.resemblance.latent import fitted
from foundation.linking.resemblance.nearest import Nearest, told
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


NOUNS = (
    ("culture", "زراعة", "growing"),
    ("transport", "نقل", "transport"),
    ("vente", "بيع", "selling"),
    ("tri", "فرز", "sorting"),
)
CROPS = (
    ("tomates", "الطماطم", "tomatoes"),
    ("mangues", "المانجو", "mangoes"),
    ("oignons", "البصل", "onions"),
    ("olives", "الزيتون", "olives"),
    ("dattes", "التمور", "dates"),
)


def _grid(*, without_arabic: str) -> Linker:
    """Every noun with every crop is a skill, labelled in three languages; but one has no label in Arabic."""
    rows = []
    for noun in NOUNS:
        for crop in CROPS:
            uri = f"{noun[2]} {crop[2]}"
            texts = {"fr": f"{noun[0]} de {crop[0]}", "ar": f"{noun[1]} {crop[1]}", "en": f"{noun[2]} {crop[2]}"}
            rows += [
                LabelRow(uri, "skill", language, text, True, True)
                for language, text in texts.items()
                if (language, uri) != ("ar", without_arabic)
            ]
    lexicon = Lexicon(rows)
    return Linker(lexicon, Graph(len(lexicon), ()), Nearest(told(rows, lexicon)))


def test_a_skill_without_a_label_in_the_language_is_found_by_its_words_in_translation(monkeypatch):
    monkeypatch.setattr(latent, "DIMENSIONS", 8)  # as few for its words as 256 are for ESCO's
    linker = _grid(without_arabic="transport mangoes")
    found = [(one.uri, one.via) for one in linker.link("زراعة الطماطم، نقل المانجو، بيع التمور", "ar")]
    assert found == [("growing tomatoes", "label"), ("transport mangoes", "latent"), ("selling dates", "label")]
    assert linker.link("نقل البضائع", "ar") == []


def test_a_fitted_space_is_kept_for_other_processes_and_made_anew_when_it_cannot_be_read(tmp_path):
    documents = [["tomate", "culture"], ["mangue", "culture"], ["tomate", "vente"], ["mangue", "vente"]]
    made = fitted(documents, [1.0] * 4, tmp_path).vectors(documents)
    (kept,) = tmp_path.iterdir()
    assert (fitted(documents, [1.0] * 4, tmp_path).vectors(documents) == made).all()
    kept.write_bytes(b"broken")
    assert (fitted(documents, [1.0] * 4, tmp_path).vectors(documents) == made).all()
    fitted(documents, [0.5] * 4, tmp_path)
    assert len(list(tmp_path.iterdir())) == 2
