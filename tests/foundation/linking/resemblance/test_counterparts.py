"""Words of several languages that say each other: what stands beside a word in a label is no counterpart of it."""

from pathlib import Path

from foundation.linking.resemblance.counterparts import counterparts

LABELS = {
    "fr": [(0, ("energ", "solair")), (1, ("energ", "eolien")), (2, ("pomp", "solair")), (3, ("energ",))],
    "en": [(0, ("solar", "energi")), (1, ("wind", "energi")), (2, ("solar", "pump")), (3, ("energi",))],
    "es": [(4, ("riego",))],
}


def test_a_word_has_the_word_of_each_other_language_that_says_it() -> None:
    found = counterparts(LABELS)
    assert found["fr", "energ"] == ("energi",)
    assert found["en", "energi"] == ("energ",)
    assert found["fr", "solair"] == ("solar",)
    assert found["en", "wind"] == ("eolien",)


def test_a_word_that_no_other_language_says_has_none() -> None:
    assert ("es", "riego") not in counterparts(LABELS)


def test_they_are_kept_on_the_shelf_until_the_labels_change(tmp_path: Path) -> None:
    first = counterparts(LABELS, tmp_path)
    assert counterparts(LABELS, tmp_path) == first
    assert len(list(tmp_path.iterdir())) == 1
    assert counterparts({**LABELS, "es": [(3, ("energi",))]}, tmp_path)["fr", "energ"] == ("energi",)
    assert len(list(tmp_path.iterdir())) == 2
