"""Every concept of the starter set is found by its own name, in all four languages."""

from collections.abc import Iterator

import pytest

from foundation.linking.lexicon import LANGUAGES
from foundation.linking.linker import Linker
from foundation.linking.ordinary import is_everyday
from foundation.taxonomy.sources.starter import read_starter

HOMOGRAPHS = {"make-up", "securities"}  # of one stem with words that stand in every English text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_links_to_its_concept_unless_it_is_an_everyday_word(starter_linker: Linker, language: str) -> None:
    assert list(_missed(starter_linker, language)) == []


def _missed(linker: Linker, language: str) -> Iterator[tuple[str, str]]:
    for row in read_starter().concepts.values():
        if row.kind not in ("skill", "occupation"):
            continue
        name = linker.lexicon.label(linker.lexicon.places[row.uri], language)
        if is_everyday(name, language) or name in HOMOGRAPHS:
            continue
        if row.uri not in {mention.uri for mention in linker.link(name, language)}:
            yield row.uri, name


@pytest.mark.parametrize(
    ("language", "plain", "denied"),
    [
        ("es", "eliminación de residuos peligrosos", "eliminación de residuos no peligrosos"),
        ("ar", "معالجة المعادن الحديدية", "معالجة المعادن غير الحديدية"),
        ("es", "educación formal", "educación no formal"),
    ],
)
def test_a_name_is_not_its_opposite(starter_linker: Linker, language: str, plain: str, denied: str) -> None:
    found = [{mention.uri for mention in starter_linker.link(text, language)} for text in (plain, denied)]
    assert found[1]
    assert found[0].isdisjoint(found[1])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Nous travaillons au bien-être animal dans les élevages.", "bien-être animal"),
        ("Le sous-titrage de films documentaires", "sous-titrage"),
        ("Administration des rendez-vous médicaux", "rendez-vous médicaux"),
    ],
)
def test_a_compound_with_a_word_of_grammar_is_one_word(starter_linker: Linker, text: str, words: str) -> None:
    assert any(words in text[one.start : one.end] for one in starter_linker.link(text, "fr"))
