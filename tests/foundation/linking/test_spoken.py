"""Which languages a text says somebody speaks, and how well."""

import pytest

from foundation.linking.spoken import languages_in


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        (
            "Langues\nBambara : langue maternelle. Français : bilingue (C2). Anglais : B2, je lis.",
            "bm:native fr:C2 en:B2",
        ),
        ("Langues : français, anglais et espagnol : courant", "fr:C1 en:C1 es:C1"),
        (
            "LANGUES\nSonghaï (maternelle), français (courant), wolof (bon, des\nmarchés)",
            "ses:native fr:C1 wo:B2",
        ),
        ("Languages\nBambara (first language), Italian (C1), a little Spanish", "bm:native it:C1 es:A2"),
        ("Fluent in French and English, native Arabic", "fr:C1 en:C1 ar:native"),
        ("Idiomas\nDiola (materno), wolof, francés (C1), portugués e inglés (B1)", "dyo:native wo: fr:C1 pt:B1 en:B1"),
        ("Árabe marroquí y rifeño: lenguas maternas. Español: nivel C2.", "ar:native rif:native es:C2"),
        ("اللغات\nالعربية (الأم)، الفرنسية (بطلاقة)، الإنجليزية (C1، لغة العمل)", "ar:native fr:C1 en:C1"),
        ("اللغات\nالعربية لغة البيت، الفرنسية C2، والألمانية مبتدئة.", "ar:native fr:C2 de:A1"),
        ("Languages\nSpanish | B 2\nGerman | native", "es:B2 de:native"),
        ("Langues\nAnglais\nB2\nFrançais\nC1", "en:B2 fr:C1"),
    ],
)
def test_languages_are_read_with_their_level(text: str, spoken: str) -> None:
    assert " ".join(f"{found.tag}:{found.level}" for found in languages_in(text)) == spoken


@pytest.mark.parametrize(
    "text",
    [
        "Langues\nArabe : aucune notion.",
        "Languages: no German",
        "Le marché français et les acheteurs anglais en 2014.",
        "Nationalité : espagnol",
        "J'ai formé des équipes en wolof.",
    ],
)
def test_a_denied_language_and_a_nationality_are_not_spoken(text: str) -> None:
    assert languages_in(text) == []


def test_vague_words_of_level_are_not_sure() -> None:
    assert [(found.level, found.sure) for found in languages_in("Langues\nPeul : bon. Anglais : C1. Wolof.")] == [
        ("B2", False),
        ("C1", True),
        ("", False),
    ]
