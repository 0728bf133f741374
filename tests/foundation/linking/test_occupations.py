"""Job titles find occupations, in the title's language and in others; the command rank_occupations."""

import io
import json
import sys

import pytest
from django.core.management import CommandError, call_command

from foundation.linking.occupations import Occupations
from foundation.linking.resembling import resembling
from tests.foundation.linking.small import small_linker
from tests.foundation.linking.test_link_concepts import taxonomy  # noqa: F401 - a fixture

LINKER = small_linker()
assert LINKER.nearest is not None
OCCUPATIONS = Occupations(LINKER.lexicon, LINKER.graph, LINKER.nearest)


@pytest.mark.parametrize(
    ("title", "language", "occupation"),
    [
        ("Infirmière", "fr", "nurse"),
        ("Directrice technique", "fr", "director"),
        ("web developers", "en", "webdev"),
        ("مهندسة زراعية", "ar", "agronomist"),
        ("ingeniero agrónomo senior", "es", "agronomist"),
    ],
)
def test_the_occupation_of_a_title_comes_first(title: str, language: str, occupation: str) -> None:
    assert OCCUPATIONS.rank(title, language)[0][0] == occupation


def test_scores_fall_and_only_occupations_are_ranked() -> None:
    ranked = OCCUPATIONS.rank("comptable", "fr", limit=0)
    assert [score for _, score in ranked] == sorted((score for _, score in ranked), reverse=True)
    kinds = dict(zip(LINKER.lexicon.uris, LINKER.lexicon.kinds, strict=True))
    assert {kinds[uri] for uri, _ in ranked} == {"occupation"}


def test_a_title_without_words_has_no_occupation() -> None:
    assert OCCUPATIONS.rank("…", "fr") == OCCUPATIONS.rank("", "fr") == []


def test_what_a_sentence_resembles_has_no_span_and_says_why() -> None:
    found = resembling("Tenir les comptes et la comptabilité de projets solaires", "fr", LINKER)
    assert found and all(one.start is None and one.via in ("words", "translation", "latent") for one in found)
    assert "accounting" in [one.uri for one in found]
    assert resembling("mot " * 200, "fr", LINKER) == []


def run(monkeypatch: pytest.MonkeyPatch, *lines: bytes, **options: object) -> tuple[list[dict], str, int]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\n".join(lines))))
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command("rank_occupations", stdout=out, stderr=err, **options)
    except SystemExit as stopped:
        code = int(str(stopped.code))
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), code


@pytest.mark.django_db
def test_each_title_is_answered_and_a_bad_line_is_named(taxonomy, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    answers, said, code = run(
        monkeypatch,
        b'{"id": 1, "language": "fr", "text": "agronome"}',
        b"",
        b"[]",
        '{"id": 2, "text": "ممرضة"}'.encode(),
    )
    assert [answer["id"] for answer in answers] == [1, 2]
    assert answers[0]["occupations"][0]["uri"] == "agronomist"
    assert answers[1]["occupations"][0]["uri"] == "nurse"
    assert set(answers[0]["occupations"][0]) == {"uri", "score"}
    assert said.startswith("line 3: ") and code == 1


@pytest.mark.django_db
def test_no_more_than_the_limit_is_answered(taxonomy, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    answers, _, _ = run(monkeypatch, b'{"id": 1, "language": "fr", "text": "ingenieur agronome"}', limit=1)
    assert len(answers[0]["occupations"]) == 1
    with pytest.raises(CommandError):
        call_command("rank_occupations", "--limit", "-1")
