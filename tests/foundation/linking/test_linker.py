"""What a text says, in four languages."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.foundation.linking.small import small_linker

SMALL = small_linker()


@pytest.mark.parametrize(
    ("text", "concept", "words"),
    [
        ("Un projet d'irrigation au Mali", "irrigation", "irrigation"),
        ("Two irrigation schemes", "irrigation", "irrigation"),
        ("proyectos de riego en el sur", "irrigation", "riego"),
        ("مشروع الري في الجنوب", "irrigation", "الري"),
        ("l’eau potable des villages", "water", "eau potable"),
        ("GESTION DES PROJETS", "projects", "GESTION DES PROJETS"),
        ("Santé et sécurité au travail", "safety", "Santé et sécurité"),
    ],
)
def test_a_label_is_found_with_its_place(said, text, concept, words):
    assert (concept, words) in said(text)


@pytest.mark.parametrize(
    "text",
    [
        "وتحليل البيانات",
        "بتحليل البيانات",
        "لتحليل البيانات",
        "في تحليل بيانات",
        "تحليل البيانات",
        "فتحليل البيانات",
        "وبتحليل البيانات",
    ],
)
def test_arabic_clitics_do_not_hide_a_label(said, text):
    assert [uri for uri, _ in said(text)] == ["data"]


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("ingénieure agronome", "agronomist"),
        ("ingénieurs agronomes", "agronomist"),
        ("ingénieur(e) agronome", "agronomist"),
        ("ingénieur·e agronome", "agronomist"),
        ("مهندسة زراعية", "agronomist"),
        ("المهندس الزراعي", "agronomist"),
        ("ingenieras agrónomas", "agronomist"),
        ("développeur(se) web", "webdev"),
        ("développeuses web", "webdev"),
        ("infirmier·ère", "nurse"),
        ("infirmières", "nurse"),
        ("nurses", "nurse"),
        ("ممرضة", "nurse"),
        ("enfermeras", "nurse"),
        ("المديرة الفنية", "director"),
        ("المدير الفني", "director"),
        ("directrice technique", "director"),
        ("directoras técnicas", "director"),
    ],
)
def test_genders_and_numbers_are_one_concept(said, text, concept):
    assert [uri for uri, _ in said(text)] == [concept]


@pytest.mark.parametrize("text", ["e-learning", "elearning", "E-Learning", "e learning"])
def test_hyphen_space_and_neither_are_one(said, text):
    assert [uri for uri, _ in said(text)] == ["elearning"]


def test_a_hyphen_inside_a_phrase_does_not_hide_it(said):
    assert ("food", "industrie agro-alimentaire") in said("une industrie agro-alimentaire", "fr")


@pytest.mark.parametrize(
    "text",
    [
        "The project is managed by the government with support",
        "le projet du gouvernement",
        "مشروع الحكومة",
        "el proyecto del gobierno",
        "management of the sector",
    ],
)
def test_everyday_words_do_not_link(said, text):
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "concept"),
    [("an accounting firm", "accounting"), ("an accountant", "accountant"), ("une comptable", "accountant")],
)
def test_words_of_one_stem_are_told_apart(said, text, concept):
    assert [uri for uri, _ in said(text)] == [concept]


def test_a_conjunction_of_two_fields_is_not_the_field_of_both(said):
    assert said("solar and energy") == []
    assert said("health safety") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [("Kotlin et Swift, C++", True), ("a swift answer in C++", False), ("La réponse est swift", False)],
)
def test_a_name_must_be_written_as_one(said, text, found):
    assert ("swift" in [uri for uri, _ in said(text)]) is found


@pytest.mark.parametrize(
    ("text", "concept"), [("C++ expert", "cpp"), ("ASP.NET", "dotnet"), ("développeur .NET", "dotnet")]
)
def test_names_with_signs_are_found(said, text, concept):
    assert concept in [uri for uri, _ in said(text)]


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Fluent English required", True),
        ("Langues : anglais, arabe", True),
        ("إتقان الإنجليزية والعربية", True),
        ("inglés hablado y escrito", True),
        ("English law", False),
        ("une entreprise d'origine anglais", False),
    ],
)
def test_a_language_is_a_skill_only_where_it_is_spoken(said, text, spoken):
    assert ("english" in [uri for uri, _ in said(text)]) is spoken


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Hydrology and bank work", "riverbank"),
        ("Credit control and bank work", "wealth"),
        ("hydrologie et travail de rive", "riverbank"),
        ("crédit et travail de rive", "wealth"),
    ],
)
def test_a_label_of_two_meanings_is_settled_by_the_rest_of_the_text(said, text, meant):
    assert {"riverbank", "wealth"} & {uri for uri, _ in said(text)} == {meant}


@pytest.mark.parametrize("text", ["bank work", "travail de rive", "solar energy and bank work"])
def test_a_label_of_two_meanings_is_left_out_when_nothing_settles_it(said, text):
    assert not {"riverbank", "wealth"} & {uri for uri, _ in said(text)}


@pytest.mark.parametrize(
    "text", ["solar. Energy", "drinking\n\nwater", "eau ; potable", "data • analysis", "أعمال مياه. الشرب"]
)
def test_a_phrase_does_not_reach_over_the_end_of_a_sentence(said, text):
    assert said(text) == []


def test_an_english_phrase_is_found_in_a_french_text(said):
    assert ("data", "data analysis") in said(
        "Expérience confirmée dans le domaine de la data analysis au sein de la banque", "fr"
    )


def test_labels_are_given_in_the_language_asked_for(linker):
    (mention,) = linker.link("irrigation", "fr", labels_in="ar")
    assert mention.label == "الري"


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_and_spans_lie_in_it(text):
    end = 0
    for mention in SMALL.link(text):
        assert end <= mention.start < mention.end <= len(text)
        assert 0 < mention.weight <= 1


@given(
    st.lists(
        st.sampled_from(
            [
                "irrigation",
                "الري",
                "not required",
                "🙂",
                "\x00",
                "\u200f",
                "e\u0301",
                ",",
                ".",
                "و",
                "no experience in",
                "C++",
                "-",
            ]
        )
    )
)
@settings(max_examples=200, deadline=None)
def test_any_mixture_is_read(parts):
    text = " ".join(parts)
    for mention in SMALL.link(text):
        assert text[mention.start : mention.end]


@pytest.mark.parametrize(
    "unit",
    [
        "no experience in irrigation and accounting not required ",
        "لا يشترط الري ",
        "irrigation, ",
        "\x00",
        "a-b-",
        "🙂",
    ],
)
def test_time_grows_with_the_length_of_a_text_and_no_faster(unit):
    def seconds(length):
        text = unit * (length // len(unit))
        best = float("inf")
        for _ in range(2):
            began = time.perf_counter()
            SMALL.link(text, "en")
            best = min(best, time.perf_counter() - began)
        return best

    assert seconds(160_000) < 0.1 + 8 * 4 * seconds(20_000)


@pytest.mark.parametrize(
    "text", ["Computer programming by C. Diop", "programmation (c)", "Computer programming, annex c"]
)
def test_an_initial_or_the_letter_of_a_clause_is_no_programming_language(said, text):
    assert "cpp" not in [uri for uri, _ in said(text)]


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("12 ans d'irrigation, notions de comptabilité", [("irrigation", "", 12), ("accounting", "1", None)]),
        ("Irrigation (8 years), advanced accounting", [("irrigation", "", 8), ("accounting", "3", None)]),
        ("إتقان المحاسبة وخبرة خمس سنوات في الري", [("accounting", "3", 5), ("irrigation", "", 5)]),
        ("Diez años de experiencia en riego", [("irrigation", "", 10)]),
        ("Languages\nEnglish: native", [("english", "native", None)]),
        ("Langues : anglais (B2)", [("english", "B2", None)]),
        ("Irrigation depuis 1998", [("irrigation", "", None)]),
    ],
)
def test_level_and_years_stand_on_the_mention(linker, text, stated):
    assert [(one.uri, one.level, one.years) for one in linker.link(text)] == stated
