"""Terms of reference in four languages become facts, each with its words and how sure it is."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from cms.opportunities.facts.reading import Place, Reading, read

PLACES = [
    Place("region", "MA-08", "Drâa-Tafilalet"),
    Place("region", "MA-08", "درعة تافيلالت"),
    Place("region", "CI-BS", "Bas-Sassandra"),
    Place("region", "SN-SL", "Saint-Louis"),
    Place("country", "MA", "المغرب"),
    Place("country", "CI", "Côte d'Ivoire"),
    Place("country", "SN", "Senegal"),
]
NAMES = [
    *(("fr", "français"), ("fr", "الفرنسية"), ("fr", "French"), ("fr", "francés"), ("en", "anglais")),
    *(("en", "English"), ("ar", "العربية"), ("wo", "Wolof"), ("es", "español")),
]


def read_sample(language: str) -> Reading:
    path = Path(settings.BASE_DIR) / "demo" / "opportunities" / f"terms_of_reference_{language}.txt"
    return read(path.read_text(encoding="utf-8"), language, places=PLACES, language_names=NAMES)


def values(reading: Reading) -> dict[str, object]:
    return {name: fact.value for name, fact in reading.facts.items()}


def test_french_terms_of_reference_fill_a_call() -> None:
    reading = read_sample("fr")
    assert reading.title is not None
    assert reading.title.value == "Appui à la gestion des déchets solides et création d'une plateforme de compostage"
    assert values(reading) == {
        "starts_on": dt.date(2027, 4, 5),
        "ends_on": dt.date(2027, 7, 30),
        "closes_on": dt.date(2027, 2, 19),
        "answers_by": dt.date(2027, 3, 12),
        "region": "CI-BS",
        "city": "San-Pédro",
        "compensation": "fee",
        "fee": Decimal(140000),
        "currency": "XOF",
        "fee_unit": "day",
        "work_mode": "hybrid",
        "days_per_week": 4,
        "seats": 2,
        "covers": ["travel", "lodging", "insurance", "local_transport"],
    }
    assert all(fact.sure for fact in reading.facts.values())
    assert [(tag, level) for tag, level, _fact in reading.languages] == [("fr", "C1")]
    assert [(line, importance, level) for line, importance, level in reading.skills[:4]] == [
        ("gestion des déchets (niveau avancé)", "required", 3),
        ("compostage (niveau avancé)", "required", 3),
        ("assainissement (niveau courant).", "required", 2),
        ("systèmes d'information géographique", "desired", None),
    ]
    assert reading.summary.startswith("Donner à la commune un plan de collecte")
    assert [block["value"] for block in reading.body if block["type"] == "heading"] == [
        "Contexte", "Objectif général", "Prestations attendues", "Livrables", "Profil", "Conditions", "Candidature",
    ]  # fmt: skip


def test_arabic_terms_of_reference_fill_a_call() -> None:
    reading = read_sample("ar")
    assert values(reading) == {
        "starts_on": dt.date(2027, 5, 3),
        "ends_on": dt.date(2027, 10, 29),
        "closes_on": dt.date(2027, 3, 12),
        "answers_by": dt.date(2027, 4, 2),
        "region": "MA-08",
        "city": "الرشيدية",
        "compensation": "fee",
        "fee": Decimal(3000),
        "currency": "MAD",
        "fee_unit": "day",
        "work_mode": "hybrid",
        "days_per_week": 3,
        "seats": 1,
        "covers": ["travel", "lodging", "insurance", "local_transport"],
    }
    assert [(tag, level) for tag, level, _fact in reading.languages] == [("ar", "C1"), ("fr", "B1")]
    assert [importance for _line, importance, _level in reading.skills] == ["required"] * 3 + ["desired"] * 3


ENGLISH = """TERMS OF REFERENCE

Title: Train nurses in neonatal care
Location: Podor, Saint-Louis region, Senegal
Dates: from 4 January to 26 February 2027
Deadline for applications: 30 November 2026
Reply to applicants: 15 December 2026
Number of experts: two
Languages: French (B2), Wolof (mother tongue); English welcome
Fee: volunteer; travel is paid
Work mode: on site
Workload: five days a week

1. Context

Three health posts were opened this year.
"""
SPANISH = """Título: Rehabilitar un sistema de riego
Lugar: Saint-Louis
Fechas: del 5 al 30 de abril de 2027
Fecha límite: 1 de marzo de 2027
Respuesta: 15 de marzo de 2027
Honorarios: 250 € al día
Modalidad: a distancia
Idiomas: francés (C1)
"""


def test_english_terms_of_reference_fill_a_call() -> None:
    reading = read(ENGLISH, "en", places=PLACES, language_names=NAMES)
    assert values(reading) == {
        "starts_on": dt.date(2027, 1, 4),
        "ends_on": dt.date(2027, 2, 26),
        "closes_on": dt.date(2026, 11, 30),
        "answers_by": dt.date(2026, 12, 15),
        "region": "SN-SL",
        "city": "Podor",
        "compensation": "volunteer",
        "work_mode": "onsite",
        "days_per_week": 5,
        "seats": 2,
    }
    assert [(tag, level) for tag, level, _fact in reading.languages] == [("fr", "B2"), ("wo", "native")]


def test_spanish_terms_of_reference_fill_a_call() -> None:
    reading = read(SPANISH, "es", places=PLACES, language_names=NAMES)
    assert values(reading) == {
        "starts_on": dt.date(2027, 4, 5),
        "ends_on": dt.date(2027, 4, 30),
        "closes_on": dt.date(2027, 3, 1),
        "answers_by": dt.date(2027, 3, 15),
        "region": "SN-SL",
        "compensation": "fee",
        "fee": Decimal(250),
        "currency": "EUR",
        "fee_unit": "day",
        "work_mode": "remote",
    }


def test_what_stands_in_a_sentence_is_read_but_not_sure() -> None:
    text = (
        "Appui à la coopérative des pêcheurs de la lagune\n\n"
        "Les dossiers de candidature sont reçus jusqu'au 3 mai 2027. Une réponse est donnée le 20 mai 2027. "
        "La mission se tient du 1er juin au 30 juin 2027 dans le Bas-Sassandra.\n"
    )
    reading = read(text, "fr", places=PLACES, language_names=NAMES)
    assert {name: (fact.value, fact.sure) for name, fact in reading.facts.items()} == {
        "closes_on": (dt.date(2027, 5, 3), False),
        "answers_by": (dt.date(2027, 5, 20), False),
        "starts_on": (dt.date(2027, 6, 1), False),
        "ends_on": (dt.date(2027, 6, 30), False),
        "region": ("CI-BS", False),
    }
    assert reading.title is not None
    assert (reading.title.value, reading.title.sure) == ("Appui à la coopérative des pêcheurs de la lagune", False)


def test_words_of_the_file_become_text_not_markup() -> None:
    reading = read("Titre : Un\n\n<script>alert(1)</script> & plus\n", "fr", places=[], language_names=[])
    assert reading.body == [{"type": "paragraph", "value": "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; plus</p>"}]


@pytest.mark.parametrize("text", ["", "\n\n", "x", "::::", "1. \n2. \n", "العنوان:"])
def test_a_text_that_says_nothing_fills_nothing(text: str) -> None:
    reading = read(text, "fr", places=PLACES, language_names=NAMES)
    assert (reading.facts, reading.languages, reading.skills) == ({}, [], [])
