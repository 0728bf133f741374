"""The analysis of text: tokens with places, in four languages."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.text.analysis import analyse, query_terms, terms
from foundation.text.folding import fold


def surfaces(text, language=None):
    return [text[token.start : token.end] for token in analyse(text, language)]


def meets(query, document, language):
    """Whether each word asked for is in the document."""
    written = set(terms(document, language))
    return all(written.intersection(alternatives) for alternatives in query_terms(query))


@pytest.mark.parametrize(
    ("written", "term"),
    [
        ("C++", "cplusplus"),
        ("C#", "csharp"),
        ("F#", "fsharp"),
        (".NET", "dotnet"),
        ("Node.js", "nodejs"),
        ("R&D", "randd"),
        ("R & D", "randd"),
        ("O.N.G.", "ong"),
        ("Œuvre", "oeuvr"),
        ("ﬁnance", "financ"),
    ],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_name_with_signs_or_ligatures_becomes_one_term_of_letters(written, term, language):
    token = analyse(written, language)[0]
    assert (token.term, token.start, token.end) == (term, 0, len(written))


def test_spans_count_code_points_of_the_original_text():
    text = "🙂 École d’été: مُهَنْدِسة"
    assert surfaces(text) == ["École", "été", "مُهَنْدِسة"]
    assert [(token.start, token.end) for token in analyse(text)] == [(2, 7), (10, 13), (15, 25)]


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_french_elision_leaves_the_word(apostrophe):
    text = f"l{apostrophe}eau qu{apostrophe}il d{apostrophe}irrigation aujourd{apostrophe}hui"
    assert surfaces(text, "fr") == ["eau", "il", "irrigation", f"aujourd{apostrophe}hui"]


def test_an_english_possessive_is_no_word():
    assert surfaces("the worker's tools", "en") == ["the", "worker", "tools"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أسمدة", "اسمده"),
        ("إدارة", "ادارة"),
        ("آلة", "الة"),
        ("مستشفى", "مستشفي"),
        ("مســـؤول", "مسؤول"),
        ("مُهَنْدِس", "مهندس"),
        ("کشاورزی", "كشاورزي"),
        ("٢٠٢٤", "2024"),
        ("۱۴", "14"),
        ("ﻻجئ", "لاجئ"),
    ],
)
def test_arabic_letter_forms_fold_together(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", "director directora directoras"),
        ("ar", "مهندس المهندس والمهندسين مهندسة للمهندسات"),
        ("ar", "زراعة الزراعية زراعي والزراعة للزراعة"),
        ("ar", "ألواح الألواح بألواح والألواح"),
        ("ar", "ألبان الألبان بالألبان"),
        ("ar", "إدارة الإدارية إدارات"),
        ("fr", "ingénieur ingénieure ingénieurs INGENIEURES"),
        ("fr", "développeur développeuse Développeurs"),
        ("fr", "infirmier infirmières"),
        ("fr", "directeur directrice"),
        ("fr", "travail travaux"),
        ("en", "irrigation irrigated Irrigations"),
        ("en", "organisation organizations"),
        ("en", "policy policies"),
        ("es", "administración administraciones ADMINISTRACION"),
        ("es", "ingeniero ingeniera ingenieras"),
        ("es", "tecnología tecnologías tecnologia"),
    ],
)
def test_forms_of_one_word_share_a_term(language, words):
    assert len({token.term for token in analyse(words, language)}) == 1


@pytest.mark.parametrize("word", ["وزارة", "بناء", "فلاحة", "كهرباء", "لغات", "ورشة"])
def test_a_first_letter_that_belongs_to_the_word_stays(word):
    assert analyse(word, "ar")[0].term == analyse("ال" + word, "ar")[0].term


def test_a_bare_clitic_is_a_further_reading():
    assert "تحليل" in analyse("وتحليل البيانات", "ar")[0].others
    assert meets("تحليل", "التنظيم وتحليل البيانات", "ar")


@pytest.mark.parametrize(
    ("query", "document", "language"),
    [
        ("irrigations", "un périmètre d'irrigation", "fr"),
        ("irrigations", "the irrigation scheme", "en"),
        ("irrigacion", "irrigación", "es"),
        ("qualité de l'eau", "QUALITE DES EAUX", "fr"),
        ("farmers", "support to each farmer", "en"),
        ("travaux", "travail", "fr"),
        ("agroalimentaire", "industrie agro-alimentaire", "fr"),
        ("agro-alimentaire", "industrie agroalimentaire", "fr"),
        ("المياه", "مياه صالحة للشرب", "ar"),
        ("الزراعة", "مشاريع زراعية", "ar"),
        ("los riegos", "el riego", "es"),
        ("C++", "développeur c++", "fr"),
    ],
)
def test_a_query_meets_a_document_whatever_language_it_is_taken_for(query, document, language):
    assert meets(query, document, language)


def test_words_of_grammar_are_not_asked_for_unless_nothing_else_is():
    assert len(query_terms("la gestion de l'eau", "fr")) == 2
    assert len(query_terms("the")) == 1


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_terms_are_letters_and_digits_and_spans_lie_in_order(text):
    end = 0
    for token in analyse(text):
        assert all(term and term.isalnum() for term in (token.term, *token.others))
        assert end <= token.start < token.end <= len(text)
        end = token.end


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("unit", ["a.", "A&", "é\u0301", "\u200f", "l'", "C+", "a-", "ا\u064b", "\x00", "🙂", "x"])
def test_a_megabyte_of_anything_is_read_in_one_go(unit):
    assert len(analyse(unit * (1_000_000 // len(unit)), "fr")) <= 1_000_000
