"""What only names a place, an address or a law is no skill."""

import pytest

from foundation.linking.asides import asides
from foundation.text.pieces import pieces


@pytest.mark.parametrize(
    "text",
    [
        "Bureau : 12, rue de l'Irrigation, Rabat",
        "14 bis avenue de la Comptabilité – Dakar",
        "Siège : Immeuble Énergie Solaire, 3e étage",
        "Our office: 45 Accounting Road, Accra",
        "Oficina: Calle del Riego 12, Madrid",
        "العنوان: 7، شارع الري، الرباط",
        "المكتب بزنقة المحاسبة، مراكش",
        "Écrire à irrigation@agence.example ou voir www.irrigation.example/comptabilite",
        "Web: comptabilite.ma",
        "Conformément à la loi sur l'eau potable, l'agence répond à chacun.",
        "Vu le décret n° 2-18 relatif à l'irrigation ;",
        "Pursuant to the act on drinking water",
        "In accordance with the law on accounting, answers are kept.",
        "De conformidad con la ley de riego, se responde a todos.",
        "طبقا لأحكام القانون رقم 36 المتعلق بالري",
        "بناء على القانون المتعلق بالمحاسبة",
    ],
)
def test_an_address_and_the_name_of_a_law_say_no_skill(said, text):
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Conformément à la loi sur l'eau potable, l'expert dirige l'irrigation.", ["irrigation"]),
        ("12, rue des Tanneurs, Rabat. Irrigation et comptabilité.", ["irrigation", "accounting"]),
        ("Irrigation des rues et places de la ville", ["irrigation"]),
        ("Irrigation along the road", ["irrigation"]),
        ("الري في شوارع المدينة", ["irrigation"]),
        ("Contact : awa@agence.example\nIrrigation", ["irrigation"]),
        ("Le droit : la loi et l'irrigation", ["irrigation"]),
    ],
)
def test_what_stands_beside_them_is_found(said, text, found):
    assert [concept for concept, _ in said(text)] == found


def test_a_name_of_a_place_is_no_trade():

    def named(text):
        words = pieces(text)
        return [text[words[first][1] : words[last][2]] for first, last in asides(text, words)]

    assert named("He left the Cook Islands for Mâcon") == ["Cook Islands"]
    assert named("Il vit à Mâcon") == ["Mâcon"]
    assert named("Mâcon, France") == ["Mâcon"]
    assert named("Un maçon à l'œuvre") == []
    assert named("Maçon depuis dix ans") == []
