"""A text means the concepts it names, those named inside them, and what lies above."""

from typing import Any

import pytest

from search.documents.meaning import Reading, current_meaning

pytestmark = pytest.mark.django_db


def test_a_longer_name_says_the_shorter_ones_inside_it(water: Any) -> None:
    meaning, reading = current_meaning(), Reading()
    passage = meaning.read(reading, "A water and sanitation project", "en")
    assert list(reading.said) == [water["whole"].uri, water["sanitation"].uri]
    (named,) = [what for _start, _end, what in passage.marks if "urn:" in what]
    assert named.split() == [water["whole"].uri, water["sanitation"].uri]
    assert passage.text[2:22] == "water and sanitation"


def test_only_a_broader_concept_that_bears_the_name_is_as_good_as_the_concept(water: Any) -> None:
    meaning = current_meaning()
    assert meaning.wider(water["sanitation"].uri) == (water["whole"].uri,)
    assert meaning.broader(water["drinking"].uri) == (water["whole"].uri,)
    assert meaning.wider(water["whole"].uri) == ()


def test_what_is_said_not_to_be_needed_is_not_said(water: Any) -> None:
    reading = Reading()
    current_meaning().read(reading, "No knowledge of sanitation is required.", "en")
    assert list(reading.said) == []


def test_the_meaning_follows_the_taxonomy(water: Any) -> None:
    from foundation.taxonomy.models import Label, Version

    before = current_meaning()
    assert current_meaning() is before
    Label.objects.create(concept=water["sanitation"], language="fr", text="latrines", source="starter")
    Version.objects.update(number=2)
    reading = Reading()
    current_meaning().read(reading, "Des latrines", "fr")
    assert list(reading.said) == [water["sanitation"].uri]
