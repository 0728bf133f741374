"""Guessing the language of a text."""

import pytest

from foundation.text.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ingénieur agronome", "fr"),
        ("gestion de projet", "fr"),
        ("assainissement", "fr"),
        ("qualite de l eau", "fr"),
        ("drinking water", "en"),
        ("food safety", "en"),
        ("project management", "en"),
        ("agua potable", "es"),
        ("ingeniero agrónomo", "es"),
        ("gestión de proyectos", "es"),
        ("مياه الشرب", "ar"),
        ("خبير ERP في المحاسبة", "ar"),
        ("Le projet vise à améliorer l'accès à l'eau potable.", "fr"),
        ("The project aims at improving access to water.", "en"),
        ("El proyecto busca mejorar el acceso al agua.", "es"),
    ],
)
def test_a_few_words_are_enough(text, language):
    assert detect_language(text) == language


@pytest.mark.parametrize("text", ["", "   ", "12 345", "🙂", "\x00", "SAP", "проект"])
def test_what_does_not_tell_is_nobodys(text):
    assert detect_language(text) is None
