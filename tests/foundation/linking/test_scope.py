"""Negation and wishes: what is not required, and what would be a plus."""

import pytest


def senses(linker, text):
    return {
        mention.uri: "negated" if mention.negated else "optional" if mention.optional else "plain"
        for mention in linker.link(text)
        if mention.uri != "accountant"
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Accounting is required, knowledge of irrigation is not required.",
            {"accounting": "plain", "irrigation": "negated"},
        ),
        (
            "No experience in accounting, irrigation or solar energy is needed, but data analysis is.",
            {"accounting": "negated", "irrigation": "negated", "solar": "negated", "data": "plain"},
        ),
        (
            "Irrigation, accounting and solar energy are not required; data analysis is.",
            {"irrigation": "negated", "accounting": "negated", "solar": "negated", "data": "plain"},
        ),
        ("Not only irrigation but also accounting", {"irrigation": "plain", "accounting": "plain"}),
        ("We do not require accounting but irrigation is essential", {"accounting": "negated", "irrigation": "plain"}),
        ("Villages without irrigation", {"irrigation": "plain"}),
        (
            "Aucune connaissance de la comptabilité n'est exigée, mais la maîtrise de l'irrigation est indispensable.",
            {"accounting": "negated", "irrigation": "plain"},
        ),
        (
            "La comptabilité n’est pas exigée. L’irrigation est obligatoire.",
            {"accounting": "negated", "irrigation": "plain"},
        ),
        (
            "Sans connaissance en comptabilité, mais avec de l'irrigation",
            {"accounting": "negated", "irrigation": "plain"},
        ),
        ("Non seulement l'irrigation, mais aussi la comptabilité", {"irrigation": "plain", "accounting": "plain"}),
        ("لا يشترط معرفة المحاسبة ويشترط إتقان الري", {"accounting": "negated", "irrigation": "plain"}),
        ("خبرة في الري، ولا تشترط المحاسبة", {"irrigation": "plain", "accounting": "negated"}),
        ("دون الحاجة إلى خبرة في المحاسبة", {"accounting": "negated"}),
        ("المحاسبة غير مطلوبة. الري ضروري", {"accounting": "negated", "irrigation": "plain"}),
        (
            "No se requiere experiencia en contabilidad y se requiere riego",
            {"accounting": "negated", "irrigation": "plain"},
        ),
        (
            "Sin conocimientos de contabilidad, pero con experiencia en riego",
            {"accounting": "negated", "irrigation": "plain"},
        ),
        ("La contabilidad no es necesaria", {"accounting": "negated"}),
    ],
)
def test_a_negation_reaches_its_clause_and_no_further(linker, text, expected):
    assert senses(linker, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Experience in irrigation is an asset. Accounting is required.",
            {"irrigation": "optional", "accounting": "plain"},
        ),
        (
            "Nice to have:\n- irrigation\n- accounting\n\nRequired:\n- solar energy",
            {"irrigation": "optional", "accounting": "optional", "solar": "plain"},
        ),
        ("Accounting; irrigation would be a plus", {"accounting": "plain", "irrigation": "optional"}),
        ("Comptabilité exigée. L'irrigation serait un plus.", {"accounting": "plain", "irrigation": "optional"}),
        (
            "Vous maîtrisez l'irrigation ; la comptabilité est souhaitée.",
            {"irrigation": "plain", "accounting": "optional"},
        ),
        ("Idéalement, une expérience en irrigation", {"irrigation": "optional"}),
        ("يستحسن معرفة الطاقة الشمسية. الري مطلوب", {"solar": "optional", "irrigation": "plain"}),
        ("يفضل من له خبرة في المحاسبة", {"accounting": "optional"}),
        (
            "Se valorará conocimiento de riego. Contabilidad imprescindible.",
            {"irrigation": "optional", "accounting": "plain"},
        ),
    ],
)
def test_what_is_wished_for_is_optional(linker, text, expected):
    assert senses(linker, text) == expected


def test_a_negation_far_away_in_a_long_text_changes_nothing(linker):
    text = "Accounting is not required. " + "The work is done outside. " * 50 + "Irrigation is what we need."
    assert senses(linker, text) == {"accounting": "negated", "irrigation": "plain"}
