"""The command link_concepts, and the linker of a changing database."""

import datetime as dt
import io
import json
import sys

import pytest
from django.core.management import CommandError, call_command

from foundation.linking import queries
from foundation.taxonomy.models import Concept, Label, Relation, Source
from foundation.taxonomy.operations import bump_version, load_starter
from tests.foundation.linking.small import CONCEPTS, RELATIONS

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def taxonomy(db):
    """The small taxonomy of the pure tests, in the database."""
    made = {uri: Concept.objects.create(uri=uri, kind=kind) for uri, (kind, *_) in CONCEPTS.items()}
    labels = [
        Label(concept=made[uri], language=language, text=text, preferred=True, source=Source.STARTER)
        for uri, (_, *texts) in CONCEPTS.items()
        for language, text in zip(("fr", "ar", "en", "es"), texts, strict=True)
    ]
    Label.objects.bulk_create(labels)
    Relation.objects.bulk_create(
        Relation(source=made[one], target=made[other], kind=kind) for one, other, kind in RELATIONS
    )
    bump_version(now=NOW)


@pytest.fixture
def link(monkeypatch):
    """Run the command with these lines on stdin; returns (answers, what was said on stderr, exit code)."""

    def run(*lines, **options):
        data = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        out, err = io.StringIO(), io.StringIO()
        code = 0
        try:
            call_command("link_concepts", stdout=out, stderr=err, **options)
        except SystemExit as stopped:
            code = stopped.code
        return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), code

    return run


def uris(answer):
    return {concept["uri"] for concept in answer["concepts"] if "start" in concept}


def test_each_line_is_answered_in_order_with_spans_in_code_points(taxonomy, link):
    text = "🙂 Projet d'irrigation"
    answers, said, code = link(
        {"id": 1, "language": "fr", "text": text}, {"id": "b", "language": "ar", "text": "مشروع الري"}
    )
    assert (said, code) == ("", 0)
    assert [answer["id"] for answer in answers] == [1, "b"]
    first = next(concept for concept in answers[0]["concepts"] if concept["kind"] == "skill")
    assert text[first["start"] : first["end"]] == "irrigation"
    assert set(first) == {"uri", "kind", "label", "start", "end", "weight", "via"}
    assert first["uri"] in uris(answers[1])


@pytest.mark.parametrize("kind", ["skill", "occupation", "sector"])
def test_only_the_kind_asked_for_and_no_more_than_the_limit(taxonomy, link, kind):
    answers, _, code = link(
        {
            "id": 1,
            "text": "Ingénieur agronome, irrigation, eau potable, comptable, industrie agroalimentaire",
        },
        kind=kind,
        limit=3,
    )
    assert code == 0
    assert {concept["kind"] for concept in answers[0]["concepts"]} <= {kind}
    assert len(answers[0]["concepts"]) <= 3


def test_the_starter_set_knows_the_same_water_in_four_languages(link):
    load_starter(now=NOW)
    texts = ["Projet d'eau potable", "مشروع مياه الشرب", "A drinking water project", "Un proyecto de agua potable"]
    answers, _, _ = link(*({"id": number, "text": text} for number, text in enumerate(texts)), kind="skill")
    found = [uris(answer) for answer in answers]
    assert found[0]
    assert all(one == found[0] for one in found)


def test_implied_concepts_have_no_span_and_come_after_what_is_said(taxonomy, link):
    answers, _, _ = link({"id": 1, "language": "fr", "text": "Nous cherchons une ingénieure agronome."}, limit=50)
    vias = [concept["via"] for concept in answers[0]["concepts"]]
    assert all(("start" in concept) == (concept["via"] in ("label", "synonym")) for concept in answers[0]["concepts"])
    assert vias == sorted(vias, key=lambda via: via not in ("label", "synonym"))


def test_a_negated_mention_says_so(taxonomy, link):
    answers, _, _ = link({"id": 1, "language": "en", "text": "Irrigation is not required."}, kind="skill")
    assert [concept.get("negated") for concept in answers[0]["concepts"]] == [True]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b"{", "not JSON"),
        (b"[1]", "not an object"),
        (b"\xff", "not UTF-8"),
        ({"id": 1}, '"text"'),
        ({"text": "a", "language": "de"}, '"language"'),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_answered(taxonomy, link, line, complaint):
    answers, said, code = link({"id": 1, "text": "irrigation"}, line, {"id": 3, "text": "irrigation"})
    assert [answer["id"] for answer in answers] == [1, 3]
    assert "line 2" in said and complaint in said
    assert code == 1


@pytest.mark.parametrize("options", [["--kind", "planet"], ["--limit", "many"], ["--limit", "-1"], ["--nonsense"]])
def test_wrong_use_is_refused(options):
    with pytest.raises(CommandError):
        call_command("link_concepts", *options)


def test_a_changed_taxonomy_is_read_again_and_an_unchanged_one_is_not(taxonomy):
    before = queries.linker()
    assert queries.linker() is before
    concept = Concept.objects.create(uri="urn:jisr:skill:dowsing", kind="skill")
    Label.objects.create(concept=concept, language="fr", text="radiesthésie", preferred=True, source=Source.STAFF)
    bump_version(now=NOW)
    assert [mention.uri for mention in queries.link("la radiesthésie", "fr")] == ["urn:jisr:skill:dowsing"]


def test_a_profile_tells_said_from_implied(taxonomy):
    profile = queries.concept_weights(queries.link("Ingénieure agronome, irrigation", "fr"))
    assert profile.said and profile.implied
    assert not set(profile.said) & set(profile.implied)


def test_without_a_taxonomy_nothing_is_said(db):
    assert queries.link("irrigation") == []


def test_nothing_resembles_what_a_text_denies(taxonomy, link):
    text = "Nous cherchons une ingénieure agronome, aucune connaissance de la comptabilité n'est requise"
    answers, _, _ = link({"id": 1, "language": "fr", "text": text}, limit=0)
    found = {concept["uri"]: concept for concept in answers[0]["concepts"]}
    assert found["accounting"]["negated"] is True
    assert [concept["via"] for concept in answers[0]["concepts"] if concept["uri"] == "accountant"] == []
