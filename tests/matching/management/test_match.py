"""The command `match`: what goes in, what comes out, and that it writes nothing."""

import io
import json
import sys
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cms import makers as cms
from tests.matching import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def words():
    """Two concepts with labels in French and Arabic."""
    return {
        "water": cms.skill("traitement de l'eau", ar="معالجة المياه", en="water treatment"),
        "books": cms.skill("comptabilité", ar="المحاسبة", en="accounting"),
    }


@pytest.fixture
def match(monkeypatch, capsys):
    """Return a function that feeds lines and gives (exit code, answered lines, what was said to people)."""

    def run(*lines: Any, **options: Any) -> tuple[int, list[dict[str, Any]], str]:
        sent = [line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode() for line in lines]
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\n".join(sent))))
        code = 0
        try:
            call_command("match", stdin=True, **options)
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capsys.readouterr()
        return code, [json.loads(line) for line in out.splitlines()], err

    return run


WATER = {"id": "w", "kind": "mission", "language": "ar", "text": "مطلوب خبير في معالجة المياه"}
BOOKS = {"id": 7, "kind": "mission", "language": "ar", "text": "مطلوب خبير في المحاسبة"}
EXPERT = {"kind": "expert", "language": "fr", "text": "Dix ans de traitement de l'eau."}


def test_a_french_profile_finds_the_arabic_call_with_a_true_reason(words, match):
    code, found, err = match({"id": "q1", "profile": EXPERT, "opportunities": [BOOKS, WATER]})
    assert (code, err) == (0, "")
    assert [(line["query"], line["rank"], line["id"]) for line in found] == [("q1", 1, "w"), ("q1", 2, 7)]
    assert list(found[0]) == ["query", "rank", "id", "title", "score", "reasons", "gaps", "features", "model"]
    reason = found[0]["reasons"][0]
    assert (reason["code"], reason["concepts"]) == ("mentioned_held", [words["water"].uri])
    assert "traitement de l'eau" in reason["text"]
    assert found[0]["model"] == "baseline-1"
    assert found[0]["features"]["languages"] is None
    assert found[0]["score"] > found[1]["score"]


def test_a_line_with_only_opportunities_sets_the_list_for_those_after_it(words, match):
    code, found, _ = match(
        {"opportunities": [BOOKS, WATER]}, {"id": 1, "profile": EXPERT}, {"id": 2, "profile": EXPERT}
    )
    assert code == 0
    assert [(line["query"], line["id"]) for line in found] == [(1, "w"), (1, 7), (2, "w"), (2, 7)]


def test_a_line_with_both_leaves_the_list_as_it_was(words, match):
    _, found, _ = match(
        {"opportunities": [BOOKS]},
        {"id": "own", "profile": EXPERT, "opportunities": [WATER]},
        {"id": "set", "profile": EXPERT},
    )
    assert [(line["query"], line["id"]) for line in found] == [("own", "w"), ("set", 7)]


def test_the_limit_is_twenty_and_nought_is_all(words, match):
    many = [{**WATER, "id": f"w{number:02}"} for number in range(30)]
    line = {"id": "q", "profile": EXPERT, "opportunities": many}
    assert len(match(line)[1]) == 20
    assert len(match(line, limit=3)[1]) == 3
    assert [found["id"] for found in match(line, limit=0)[1]] == [one["id"] for one in many]


def test_reasons_come_in_the_language_that_is_asked_for(words, match):
    _, found, _ = match({"id": "q", "profile": EXPERT, "opportunities": [WATER]}, language="ar")
    assert "معالجة المياه" in found[0]["reasons"][0]["text"]


def test_stated_fields_make_gaps_with_figures(words, match):
    profile = {**EXPERT, "languages": [{"language": "ar", "level": "B1"}], "fee_minor": 30000, "currency": "EUR"}
    call = {**WATER, "languages": [{"language": "ar", "level": "B2"}]}
    _, found, _ = match({"id": "q", "profile": profile, "opportunities": [call]}, language="en")
    assert {gap["code"]: gap["text"] for gap in found[0]["gaps"]} == {
        "language_short": "Asks for Arabic B2, you have B1"
    }


def test_an_investor_is_told_what_the_ticket_lacks(words, match):
    profile = {"kind": "investor", "language": "fr", "text": "", "ticket_max_minor": 4_000_000, "currency": "EUR"}
    project = {"id": "p", "kind": "investment", "language": "fr", "text": "Eau", "ticket_min_minor": 27_738_280}
    _, found, _ = match({"profile": profile, "opportunities": [{**project, "currency": "XOF"}]}, language="en")
    assert found[0]["query"] is None
    (gap,) = [gap for gap in found[0]["gaps"] if gap["code"] == "ticket_short"]
    assert "1,500,000" in gap["text"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (b"{not json", "line 2: not JSON"),
        (b"\xff\xfe", "line 2: not UTF-8"),
        (b'{"id": NaN, "profile": {}}', "line 2: not JSON"),
        ([1], "line 2: not an object"),
        ({"id": "x", "profil": {}}, "line 2: not an object"),
        ({"id": "x", "profile": EXPERT, "limit": 3}, "line 2: unknown field 'limit'"),
        ({"id": "x", "profile": {**EXPERT, "kind": "donor"}}, 'line 2: "kind" of the profile'),
        (
            {"id": "x", "profile": {**EXPERT, "skils": []}},
            "line 2: the profile has an unknown field 'skils'; known are ",
        ),
        ({"id": "x", "profile": {**EXPERT, "skills": [{"uri": "u", "grade": 1}]}}, "line 2: \"skills\" holds 'grade'"),
        (
            {"id": "x", "profile": {**EXPERT, "languages": [{"language": "ar", "level": "D1"}]}},
            'line 2: "languages" is none',
        ),
        ({"id": "x", "profile": {**EXPERT, "sectors": ["00"]}}, "line 2: \"sectors\" holds '00'"),
        ({"id": "x", "profile": EXPERT, "opportunities": [{**WATER, "id": None}]}, "line 2: opportunity 1 has no"),
        (
            {"id": "x", "profile": EXPERT, "opportunities": [WATER, WATER]},
            "line 2: the opportunity 'w' is in the list twice",
        ),
        (
            {"id": "x", "profile": EXPERT, "opportunities": [{**WATER, "starts_on": "soon"}]},
            'line 2: "starts_on" is no date',
        ),
    ],
)
def test_a_bad_line_is_told_by_its_number_and_the_others_are_answered(words, match, line, sentence):
    code, found, err = match({"opportunities": [WATER]}, line, {"id": "good", "profile": EXPERT})
    assert code == 1
    assert sentence in err
    assert err.count("\n") == 1
    assert [found_line["query"] for found_line in found] == ["good"]


def test_half_a_character_in_an_id_comes_back_as_it_was_sent(words, match):
    half = b'{"id": "\\ud800", "profile": {"kind": "expert", "language": "fr", "text": "eau"}}'
    code, found, _ = match({"opportunities": [WATER]}, half)
    assert (code, [line["query"] for line in found]) == (0, ["\ud800"])


def test_an_unknown_field_is_answered_with_the_known_ones(words, match):
    _, _, err = match({"opportunities": [{**WATER, "sector": "36"}]})
    assert "unknown field 'sector'" in err
    for known in ("sectors", "required_skills", "ticket_min_minor", "closes_on", "country"):
        assert known in err


def test_a_profile_without_a_list_before_it_says_so(words, match):
    code, found, err = match({"id": "q", "profile": EXPERT})
    assert (code, found) == (1, [])
    assert 'line 1: there are no "opportunities"' in err


def test_an_empty_list_gives_no_lines(words, match):
    assert match({"id": "q", "profile": EXPERT, "opportunities": []}) == (0, [], "")


def test_stdin_writes_nothing_and_asks_the_database_equally_often_for_any_list(words, match):
    match({"id": "q", "profile": EXPERT, "opportunities": [WATER]})
    counts = []
    for many in (5, 50):
        calls = [{**WATER, "id": f"w{number}"} for number in range(many)]
        with CaptureQueriesContext(connection) as queries:
            match({"id": "q", "profile": EXPERT, "opportunities": calls}, limit=0)
        assert all(query["sql"].startswith("SELECT") for query in queries)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_account_is_ranked_for_by_its_address(words, capsys):
    page = makers.call(cms.agency("Souss"), words["water"])
    profile = makers.expert(words["water"])
    makers.index([page])
    call_command("match", expert=profile.user.email.upper(), now=cms.NOW)
    (line,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (line["rank"], line["id"], line["title"]) == (1, page.public_id, "Former des techniciennes")
    assert "query" not in line


def test_an_opportunity_is_ranked_for_by_its_id_and_speaks_to_the_agency(words, capsys):
    page = makers.call(cms.agency("Souss"), words["water"])
    profile, hidden = (
        makers.expert(words["water"], languages={"fr": "C1"}),
        makers.expert(words["water"], consent=False),
    )
    makers.index([page], [profile, hidden])
    call_command("match", opportunity=page.public_id, language="en", now=cms.NOW)
    (line,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert line["id"] == profile.public_id
    assert "you" not in " ".join(reason["text"] for reason in line["reasons"]).lower().split()


def test_an_address_without_a_profile_and_an_unknown_opportunity_fail_with_a_sentence(db):
    with pytest.raises(CommandError, match="has no investor profile"):
        call_command("match", investor="nobody@example.org")
    with pytest.raises(CommandError, match="no mission call or investment"):
        call_command("match", opportunity="nothing")


def test_languages_and_years_that_a_cv_says_are_facts_unless_fields_say_otherwise(words, match):
    text = "Comptabilité : 12 ans.\n\nLangues\nAnglais : B2\nArabe : A2"
    asked = [{"language": code, "level": "B2"} for code in ("ar", "en", "fr", "es")]
    call = {**BOOKS, "languages": asked}
    profile = {"kind": "expert", "language": "fr", "text": text}
    _, found, _ = match({"profile": profile, "opportunities": [call]}, language="en")
    gaps = {gap["text"] for gap in found[0]["gaps"]}
    assert "Asks for Arabic B2, you have A2" in gaps
    assert "Asks for Spanish B2, which is not in your profile" in gaps
    assert not any("English" in gap or "French" in gap for gap in gaps)
    reasons = {reason["code"]: reason["text"] for reason in found[0]["reasons"]}
    assert reasons["years"] == "12 years of accounting"
    assert reasons["languages_met"] == "You speak what is asked: English B2"

    stated = {**profile, "languages": [{"language": "ar", "level": "C1"}]}
    _, found, _ = match({"profile": stated, "opportunities": [call]}, language="en")
    assert "Asks for Arabic B2, you have A2" not in {gap["text"] for gap in found[0]["gaps"]}
