"""The starter set is whole: every concept in four languages, no dangling key, no wrong script."""

import re
from collections import defaultdict

import pytest

from foundation.taxonomy.models import Concept, Label, Region
from foundation.taxonomy.operations import load_starter
from foundation.taxonomy.queries import concept_by_label, preferred_labels
from foundation.taxonomy.sources.starter import LANGUAGES, read_starter
from tests.factories import NOW

ARABIC = re.compile(r"[\u0621-\u064a]")
READING = read_starter()
WITH_TWO_MEANINGS = {  # words people use for both; the linker settles them by the rest of the text
    ("ar", "محاسبة"),
    ("fr", "sécurité alimentaire"),
    ("es", "seguridad alimentaria"),
}


def test_it_is_large_enough_to_work_without_any_download() -> None:
    kinds = defaultdict(int)
    for concept in READING.concepts.values():
        kinds[concept.kind] += 1
    assert kinds["skill"] >= 200 and kinds["occupation"] >= 60
    assert kinds["sector"] == 21 + 88 and kinds["sdg"] == 17


def test_every_concept_has_a_preferred_label_in_every_language() -> None:
    lacking = [
        (row.uri, language)
        for row in READING.concepts.values()
        for language in LANGUAGES
        if not row.preferred.get(language)
    ]
    assert lacking == []


def test_arabic_is_written_in_arabic_and_the_others_are_not() -> None:
    wrong = []
    for row in READING.concepts.values():
        for language, text in row.preferred.items():
            if bool(ARABIC.search(text)) != (language == "ar") and not (language == "ar" and text.isascii()):
                wrong.append((language, text))
        for language in ("fr", "en", "es"):
            wrong += [(language, text) for text in row.alternatives[language] if ARABIC.search(text)]
    assert wrong == []


def test_related_goes_both_ways_and_broader_never_in_a_circle() -> None:
    related = {(source, target) for source, target, kind in READING.relations if kind == "related"}
    assert related == {(target, source) for source, target in related}
    broader = defaultdict(set)
    for source, target, kind in READING.relations:
        if kind == "broader":
            broader[source].add(target)
    for start in list(broader):
        above, level = set(), {start}
        while level:
            level = {target for source in level for target in broader[source]} - above
            above |= level
        assert start not in above


def test_no_label_means_two_skills_or_two_occupations_but_for_the_listed() -> None:
    meanings = defaultdict(set)
    for row in READING.concepts.values():
        for language in LANGUAGES:
            for text in filter(None, (row.preferred.get(language), *row.alternatives[language])):
                meanings[language, row.kind, text.casefold()].add(row.uri)
    twice = {
        (language, text)
        for (language, kind, text), uris in meanings.items()
        if len(uris) > 1 and kind in ("skill", "occupation")
    }
    assert twice <= WITH_TWO_MEANINGS


@pytest.mark.django_db
def test_it_loads_and_loads_again_without_change() -> None:
    first = load_starter(now=NOW)
    assert first.unknown == set()
    again = load_starter(now=NOW)
    assert all(count.created == count.updated == 0 for count in again.kinds.values())
    assert Concept.objects.count() == len(READING.concepts)
    assert Region.objects.filter(country="MA").count() == 12
    assert Region.objects.get(code="MA-09").name("ar") == "سوس-ماسة"
    assert not Label.objects.filter(preferred=True).exclude(source="starter").exists()


@pytest.mark.django_db
def test_a_concept_is_found_by_its_label_and_named_in_the_readers_language() -> None:
    load_starter(now=NOW)
    water = concept_by_label("eau potable", kind="skill")
    assert concept_by_label("مياه الشرب", kind="skill") == water
    assert preferred_labels([water.uri], "en") == {water.uri: "drinking water supply"}
    with pytest.raises(LookupError):
        concept_by_label("quelque chose", kind="skill")
