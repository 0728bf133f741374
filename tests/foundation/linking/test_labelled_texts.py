"""What people labelled by hand holds the linker: on the starter set alone, so that it runs everywhere."""

import json

import pytest

from benchmarks.material.texts import FOLDER, tally, texts
from foundation.linking.lexicon import LANGUAGES
from foundation.linking.linker import Linker

HALVES = ("tuned", "untouched")


@pytest.mark.parametrize("language", LANGUAGES)
def test_fifty_texts_of_three_kinds_are_labelled_where_they_say(language: str) -> None:
    rows = [row for half in HALVES for row in texts(language, half)]
    kinds = [row["kind"] for row in rows]
    assert (len(rows), kinds.count("cv"), kinds.count("call"), kinds.count("project")) == (50, 25, 13, 12)
    for row in rows:
        for labelled in row["mentions"]:
            start = labelled["start"]
            assert row["text"][start : start + len(labelled["words"])] == labelled["words"]


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nine_links_in_ten_are_right(language: str, half: str, starter_linker: Linker) -> None:
    counted = tally(texts(language, half), language, starter_linker)
    assert counted.precision >= 0.9, f"{counted.right} of {counted.linked} links are right"


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_of_what_is_labelled_is_found(language: str, starter_linker: Linker) -> None:
    counted = tally([row for half in HALVES for row in texts(language, half)], language, starter_linker)
    assert counted.recall >= 0.7, f"{counted.found} of {counted.labelled} stretches are found"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_denied_is_linked_as_denied(language: str, starter_linker: Linker) -> None:
    """Nine in ten of the denied stretches that are found at all are negated, and few plain ones are."""
    denied = wrong = plain = falsely = 0
    for half in HALVES:
        for row in texts(language, half):
            links = starter_linker.link(row["text"], language)
            for labelled in row["mentions"]:
                start, end = labelled["start"], labelled["start"] + len(labelled["words"])
                over = [one for one in links if one.uri in labelled["concepts"] and start <= (one.start or 0) < end]
                if labelled.get("negated"):
                    denied += bool(over)
                    wrong += any(not one.negated for one in over)
                else:
                    plain += bool(over)
                    falsely += any(one.negated for one in over)
    assert denied and plain
    assert wrong / denied <= 0.35 and falsely / plain <= 0.03, (wrong, denied, falsely, plain)


def test_every_line_is_one_object_with_a_half() -> None:
    for language in LANGUAGES:
        for line in (FOLDER / f"{language}.jsonl").read_text(encoding="utf-8").splitlines():
            assert json.loads(line)["half"] in HALVES
