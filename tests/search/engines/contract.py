"""The contract of search engines: imported by one short file per engine, which says how to open it.

That file defines the fixture `opening`: the dotted path and the options of an engine whose storage is new and empty.
"""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from importlib import import_module
from itertools import count
from typing import Any

import pytest
from hypothesis import given

from search.engines.base import Engine, RebuildOvertaken
from search.schema import (
    VECTOR_LENGTH,
    Bucket,
    ConceptUnit,
    Document,
    Passage,
    Query,
    Range,
    TermUnit,
    Unit,
    UnknownField,
)
from tests.search.engines import generated, plain

Opening = dict[str, Any]
WATER, DRINKING, SANITATION, SOLAR = "urn:x:water", "urn:x:drinking-water", "urn:x:sanitation", "urn:x:solar"
SPAWN = multiprocessing.get_context("spawn")


def open_engine(opening: Opening) -> Engine:
    """Open an engine as the settings would."""
    module, name = opening["path"].rsplit(".", 1)
    return getattr(import_module(module), name)(**opening["options"])


@pytest.fixture
def engine(opening: Opening) -> Iterator[Engine]:
    opened = open_engine(opening)
    yield opened
    opened.close()


def document(key: str, version: int = 1, **values: Any) -> Document:
    """Make a document; words may be given as one string."""
    for name in ("title", "body"):
        if isinstance(values.get(name), str):
            values[name] = values[name].split()
    return Document(key, version, values)


def ids(engine: Engine, *units: Unit, **asked: Any) -> list[str]:
    return engine.search("opportunities", Query(units=units, **asked)).ids


def term(*spellings: str) -> TermUnit:
    return TermUnit(spellings)


# --- what is found ---------------------------------------------------------------------------------


def test_a_new_engine_is_healthy_and_finds_nothing(engine: Engine) -> None:
    answer = engine.search("opportunities", Query(facets=("kind",)))
    assert (answer.total, answer.ids, answer.facets, answer.relaxed) == (0, [], {"kind": {}}, False)
    assert engine.health().ok
    assert engine.health().documents == 0


def test_no_units_find_everything_newest_first_and_equals_by_id(engine: Engine) -> None:
    engine.write(
        "opportunities", [document("b", newest=5), document("a", newest=5), document("c", newest=9), document("d")]
    )
    assert ids(engine) == ["c", "a", "b", "d"]


def test_a_written_document_is_found_by_a_search_that_starts_afterwards(engine: Engine, opening: Opening) -> None:
    assert engine.write("opportunities", [document("a", title="forage puits")]) == 1
    other = open_engine(opening)
    assert ids(other, term("forage")) == ["a"]
    other.close()


def test_indices_are_apart(engine: Engine) -> None:
    engine.write("people", [document("a", title="forage")])
    assert ids(engine, term("forage")) == []
    assert engine.search("people", Query(units=(term("forage"),))).ids == ["a"]


def test_any_spelling_of_a_term_is_enough_and_every_unit_is_needed(engine: Engine) -> None:
    engine.write(
        "opportunities",
        [document("a", title="forages eau"), document("b", body="forage sol"), document("c", body="eau")],
    )
    assert ids(engine, term("forage", "forages")) == ["a", "b"]
    assert ids(engine, term("forage", "forages"), term("eau")) == ["a"]


def test_a_term_is_a_whole_word(engine: Engine) -> None:
    engine.write("opportunities", [document("a", title="eaux"), document("b", body="bureau")])
    assert ids(engine, term("eau")) == []


def test_arabic_terms_and_digits_pass_whole(engine: Engine) -> None:
    engine.write("opportunities", [document("a", title="مياه شرب", body="2030 h2o"), document("b", title="مياهنا")])
    assert ids(engine, term("مياه")) == ["a"]
    assert ids(engine, term("شرب"), term("2030"), term("h2o")) == ["a"]
    assert ids(engine, term("ميا")) == []


def test_a_term_cannot_smuggle_in_the_engines_own_syntax(engine: Engine) -> None:
    engine.write("opportunities", [document("a", title="eau")])
    assert ids(engine, term('eau" OR "x'), term("NOT"), term("title:eau*")) == []
    assert ids(engine, term("AND")) == []


def test_a_concept_is_found_where_it_is_said_or_implied_by_a_narrower_one_or_related(engine: Engine) -> None:
    engine.write(
        "opportunities",
        [
            document("related", said=[SANITATION], newest=9),
            document("narrower", said=[DRINKING], broader=[WATER], newest=8),
            document("said", said=[WATER], newest=7),
            document("titled", said=[WATER], said_in_title=[WATER], newest=6),
            document("other", said=[SOLAR], newest=5),
        ],
    )
    assert ids(engine, ConceptUnit(WATER, related=(SANITATION,))) == ["titled", "said", "narrower", "related"]
    assert ids(engine, ConceptUnit(WATER)) == ["titled", "said", "narrower"]
    assert ids(engine, ConceptUnit(DRINKING)) == ["narrower"]
    assert ids(engine, ConceptUnit(DRINKING, wider=(WATER,))) == ["narrower", "said", "titled"]


def test_a_concept_nobody_holds_is_read_as_its_own_words(engine: Engine) -> None:
    engine.write("opportunities", [document("a", title="drink water"), document("b", title="water", said=[WATER])])
    words = (term("drink"), term("water"))
    assert ids(engine, ConceptUnit(DRINKING, words=words)) == ["a"]
    assert ids(engine, ConceptUnit(WATER, words=words)) == ["b"]
    assert ids(engine, ConceptUnit(DRINKING)) == []


def test_a_title_counts_more_than_a_body_and_newer_more_than_older(engine: Engine) -> None:
    engine.write(
        "opportunities",
        [
            document("old", body="eau", newest=1),
            document("new", body="eau", newest=2),
            document("titled", title="eau", newest=0),
            document("b", body="eau", newest=1),
        ],
    )
    assert ids(engine, term("eau")) == ["titled", "new", "b", "old"]


def test_when_no_document_matches_all_any_unit_is_enough_and_the_answer_says_so(engine: Engine) -> None:
    engine.write(
        "opportunities", [document("a", title="eau"), document("b", body="eau sol"), document("c", title="mil")]
    )
    answer = engine.search("opportunities", Query(units=(term("eau"), term("sol"), term("vent"))))
    assert answer.relaxed
    assert answer.ids == ["b", "a"]
    strict = engine.search("opportunities", Query(units=(term("eau"), term("sol"))))
    assert (strict.relaxed, strict.ids) == (False, ["b"])
    assert engine.search("opportunities", Query(units=(term("vent"), term("or")))).relaxed is False


def test_a_filter_never_relaxes_an_answer_but_a_range_may(engine: Engine) -> None:
    engine.write(
        "opportunities",
        [document("a", title="eau sol", country="MA", newest=1), document("b", title="eau", country="SN", newest=9)],
    )
    units = (term("eau"), term("sol"))
    filtered = engine.search(
        "opportunities", Query(units=units, filters={"country": frozenset({"SN"})}, facets=("country",))
    )
    assert (filtered.total, filtered.relaxed, filtered.facets) == (0, False, {"country": {"MA": 1}})
    ranged = engine.search("opportunities", Query(units=units, ranges={"newest": Range(low=5)}))
    assert (ranged.ids, ranged.relaxed) == (["b"], True)


def test_any_unit_may_be_asked_for_from_the_start(engine: Engine) -> None:
    engine.write(
        "people", [document("a", said=[WATER]), document("b", said=[WATER, SOLAR]), document("c", title="eau")]
    )
    units = (ConceptUnit(WATER), ConceptUnit(SOLAR), term("eau"))
    answer = engine.search("people", Query(units=units, any_unit=True))
    assert (answer.ids, answer.relaxed) == (["b", "a", "c"], False)


def test_sixty_units_and_more_are_answered(engine: Engine) -> None:
    engine.write("people", [document("a", body=" ".join(f"w{n}" for n in range(100)))])
    units = tuple(term(f"w{n}") for n in range(100))
    assert engine.search("people", Query(units=units)).ids == ["a"]
    assert engine.search("people", Query(units=(*units[:59], term("absent")), any_unit=True)).ids == ["a"]


# --- filters, facets, order, pages -----------------------------------------------------------------


def _some(engine: Engine) -> None:
    engine.write(
        "opportunities",
        [
            document(
                "a", kind="mission", country="MA", sector=["36", "E"], closes_on=date(2027, 1, 5), fee_eur_minor=900
            ),
            document("b", kind="mission", country="SN", sector=["36", "E", "01", "A"], closes_on=date(2027, 2, 1)),
            document("c", kind="investment", country="MA", sector=["01", "A"], fee_eur_minor=300),
            document("d", kind="reference", country="ML", stopped=True),
        ],
    )


def test_values_inside_a_filter_widen_and_filters_narrow(engine: Engine) -> None:
    _some(engine)
    assert sorted(ids(engine, filters={"country": frozenset({"MA", "SN"})})) == ["a", "b", "c"]
    assert sorted(ids(engine, filters={"country": frozenset({"MA"}), "kind": frozenset({"mission"})})) == ["a"]
    assert sorted(ids(engine, filters={"sector": frozenset({"01", "99"})})) == ["b", "c"]
    assert sorted(ids(engine, filters={"sector": frozenset()})) == ["a", "b", "c", "d"]
    assert ids(engine, filters={"sector": frozenset({"3"})}) == []


def test_a_facet_is_counted_under_every_filter_but_its_own(engine: Engine) -> None:
    _some(engine)
    query = Query(
        filters={"country": frozenset({"MA"}), "kind": frozenset({"mission"})}, facets=("country", "kind", "sector")
    )
    answer = engine.search("opportunities", query)
    assert answer.total == 1
    assert answer.facets == {
        "country": {"MA": 1, "SN": 1},
        "kind": {"investment": 1, "mission": 1},
        "sector": {"36": 1, "E": 1},
    }
    assert [list(counts) for counts in answer.facets.values()] == [["MA", "SN"], ["investment", "mission"], ["36", "E"]]


def test_a_range_holds_for_hits_and_counts_and_may_take_in_documents_without_the_field(engine: Engine) -> None:
    _some(engine)
    early = Query(ranges={"closes_on": Range(high=date(2027, 1, 31))}, facets=("country",))
    assert engine.search("opportunities", early).facets == {"country": {"MA": 1}}
    opened = Query(ranges={"closes_on": Range(low=date(2027, 1, 6), or_empty=True)})
    assert sorted(engine.search("opportunities", opened).ids) == ["b", "c", "d"]
    assert ids(engine, ranges={"fee_eur_minor": Range(low=300, high=300)}) == ["c"]
    assert ids(engine, ranges={"closes_on": Range(low=date(2027, 1, 5), high=date(2027, 1, 5))}) == ["a"]


def test_a_flag_holds_for_hits_and_counts(engine: Engine) -> None:
    _some(engine)
    answer = engine.search("opportunities", Query(flags={"stopped": False}, facets=("kind",)))
    assert (answer.total, answer.facets) == (3, {"kind": {"mission": 2, "investment": 1}})
    assert ids(engine, flags={"stopped": True}) == ["d"]


def test_buckets_are_counted_and_filtered_like_a_facet(engine: Engine) -> None:
    _some(engine)
    buckets = {
        "closing": {
            "7": Bucket("closes_on", Range(date(2027, 1, 1), date(2027, 1, 7))),
            "60": Bucket("closes_on", Range(date(2027, 1, 1), date(2027, 3, 1))),
        }
    }
    asked = Query(buckets=buckets, facets=("closing", "country"), filters={"closing": frozenset({"7"})})
    answer = engine.search("opportunities", asked)
    assert answer.ids == ["a"]
    assert answer.facets == {"closing": {"60": 2, "7": 1}, "country": {"MA": 1}}
    assert engine.search("opportunities", replace(asked, filters={"closing": frozenset({"9"})})).ids == []


def test_a_sort_puts_documents_without_the_field_last_in_both_directions(engine: Engine) -> None:
    _some(engine)
    assert ids(engine, sort="closes_on") == ["a", "b", "c", "d"]
    assert ids(engine, sort="-closes_on") == ["b", "a", "c", "d"]
    assert ids(engine, sort="-fee_eur_minor") == ["a", "c", "b", "d"]
    assert ids(engine, sort="fee_eur_minor") == ["c", "a", "b", "d"]


def test_pages_follow_each_other_without_gap_or_repeat(engine: Engine) -> None:
    engine.write("opportunities", [document(f"d{n:02}", title="eau", newest=n // 3) for n in range(23)])
    whole = ids(engine, term("eau"), size=100)
    paged = [key for page in range(1, 7) for key in ids(engine, term("eau"), page=page, size=5)]
    assert paged == whole
    assert len(set(whole)) == 23
    beyond = engine.search("opportunities", Query(units=(term("eau"),), page=99, size=5))
    assert (beyond.total, beyond.ids) == (23, [])
    assert engine.search("opportunities", Query(size=0)).ids == []
    assert ids(engine, term("eau"), page=-3, size=2) == whole[:2]


@pytest.mark.parametrize(
    "query",
    [
        Query(filters={"colour": frozenset({"red"})}),
        Query(facets=("title",)),
        Query(ranges={"kind": Range(low=1)}),
        Query(flags={"closes_on": True}),
        Query(sort="-country"),
        Query(sort="id; DROP TABLE state"),
        Query(buckets={"x": {"y": Bucket("z", Range(low=1))}}),
    ],
)
def test_a_name_the_index_does_not_have_is_refused(engine: Engine, query: Query) -> None:
    engine.write("opportunities", [document("a")])
    with pytest.raises(UnknownField):
        engine.search("opportunities", query)
    assert ids(engine) == ["a"]


def test_a_document_with_an_unknown_field_is_refused_and_nothing_of_its_batch_is_stored(engine: Engine) -> None:
    with pytest.raises(UnknownField):
        engine.write("opportunities", [document("a"), document("b", colour="red")])
    assert ids(engine) == []


def test_a_snippet_is_in_the_asked_language_and_marks_words_and_concepts(engine: Engine) -> None:
    french = Passage(
        "fr",
        "Forage de puits et eau potable",
        ((0, 6, "forag forage"), (10, 15, "puit"), (19, 30, f"{DRINKING} {WATER}")),
    )
    arabic = Passage("ar", "حفر آبار", ((0, 3, "حفر"),))
    engine.write(
        "opportunities",
        [Document("a", 1, {"title": ["forag", "حفر"], "said": [DRINKING], "broader": [WATER]}, (french, arabic))],
    )
    units = (term("forag", "حفر"), ConceptUnit(WATER))
    (hit,) = engine.search("opportunities", Query(units=units, highlight="es")).hits
    assert (hit.language, hit.snippet) == ("fr", (("Forage", True), (" de puits et ", False), ("eau potable", True)))
    (hit,) = engine.search("opportunities", Query(units=units, highlight="ar")).hits
    assert (hit.language, hit.snippet) == ("ar", (("حفر", True), (" آبار", False)))
    (hit,) = engine.search("opportunities", Query(units=units)).hits
    assert hit.snippet == ()


def test_three_hundred_generated_queries_find_what_the_plain_reading_finds(engine: Engine) -> None:
    documents = generated.documents(150)
    engine.write("opportunities", documents)
    relaxed = 0

    @generated.generated(300)
    @given(generated.queries())
    def found_alike(query: Query) -> None:
        nonlocal relaxed
        got, wanted = engine.search("opportunities", query), plain.answer(documents, query)
        assert (got.total, got.ids, got.relaxed) == (wanted.total, wanted.ids, wanted.relaxed)
        assert got.facets == wanted.facets
        relaxed += got.relaxed

    found_alike()
    assert relaxed > 10


# --- versions --------------------------------------------------------------------------------------


def test_an_older_write_never_overwrites_a_newer_one(engine: Engine) -> None:
    assert engine.write("opportunities", [document("a", 5, title="neuf")]) == 1
    assert engine.write("opportunities", [document("a", 4, title="vieux")]) == 0
    assert ids(engine, term("neuf")) == ["a"]
    assert ids(engine, term("vieux")) == []


def test_the_same_version_may_be_written_again(engine: Engine) -> None:
    engine.write("opportunities", [document("a", 5, title="un")])
    assert engine.write("opportunities", [document("a", 5, title="deux")]) == 1
    assert ids(engine, term("un")) == []
    assert ids(engine, term("deux")) == ["a"]


def test_an_erased_document_is_not_brought_back_by_an_older_write(engine: Engine) -> None:
    engine.write("opportunities", [document("a", 5, title="eau")])
    assert engine.erase("opportunities", ["a", "never"], version=7) == 1
    assert engine.write("opportunities", [document("a", 6, title="eau")]) == 0
    assert ids(engine) == []
    assert engine.write("opportunities", [document("a", 8, title="eau")]) == 1
    assert ids(engine, term("eau")) == ["a"]


def test_an_older_erasure_leaves_a_newer_document(engine: Engine) -> None:
    engine.write("opportunities", [document("a", 5)])
    assert engine.erase("opportunities", ["a"], version=4) == 0
    assert ids(engine) == ["a"]


def test_fingerprints_name_everything_stored_and_change_with_the_content_alone(engine: Engine) -> None:
    first = document("a", 1, title="eau", sector={"36", "01"}, closes_on=date(2027, 1, 1))
    engine.write("opportunities", [first, document("b")])
    assert dict(engine.fingerprints("opportunities")) == {"a": first.fingerprint, "b": document("b", 9).fingerprint}
    again = document("a", 2, title="eau", sector=["36", "01"], closes_on=date(2027, 1, 1))
    other = document("a", 2, title="sol", sector=["36", "01"], closes_on=date(2027, 1, 1))
    assert (
        document("a", 7, title="eau", sector={"01", "36"}, closes_on=date(2027, 1, 1)).fingerprint == first.fingerprint
    )
    assert again.fingerprint == first.fingerprint
    assert other.fingerprint != first.fingerprint


def test_a_document_may_carry_a_vector_but_none_that_points_nowhere(engine: Engine) -> None:
    there = Document("a", 1, {}, vector=(0.5, *[0.0] * (VECTOR_LENGTH - 1)))
    assert engine.write("opportunities", [there, document("b")]) == 2
    assert sorted(ids(engine)) == ["a", "b"]
    assert there.fingerprint != document("a").fingerprint
    for wrong in ((0.0,) * VECTOR_LENGTH, (1.0, 2.0)):
        with pytest.raises(ValueError, match="not all of them 0"):
            Document("c", 1, {}, vector=wrong)


# --- rebuilding beside the live index --------------------------------------------------------------


def test_a_rebuild_replaces_everything_at_once(engine: Engine) -> None:
    engine.write("opportunities", [document("gone", title="eau"), document("kept", title="eau")])
    seen: list[list[str]] = []

    def documents() -> Iterator[Document]:
        for key in ("kept", "new"):
            seen.append(ids(engine, term("eau")))
            yield document(key, 2, title="eau")

    assert engine.rebuild("opportunities", documents()) == 2
    assert seen == [["gone", "kept"]] * 2
    assert ids(engine, term("eau")) == ["kept", "new"]
    assert engine.health().documents == 2


def test_what_is_written_and_erased_during_a_rebuild_is_in_the_new_index(engine: Engine, opening: Opening) -> None:
    engine.write("opportunities", [document(key, 1, title="vieux") for key in "abcd"])
    other = open_engine(opening)

    def documents() -> Iterator[Document]:
        yield document("a", 2, title="relu")
        other.write(
            "opportunities", [document("a", 3, title="frais"), document("b", 3, title="frais"), document("e", 3)]
        )
        other.erase("opportunities", ["c"], version=3)
        for key in "bcd":  # read before the others wrote
            yield document(key, 2, title="relu")

    engine.rebuild("opportunities", documents())
    other.close()
    assert ids(engine, term("frais")) == ["a", "b"]
    assert ids(engine, term("relu")) == ["d"]
    assert ids(engine) == ["a", "b", "d", "e"]


def test_a_rebuild_that_fails_leaves_the_live_index_as_it_was(engine: Engine) -> None:
    engine.write("opportunities", [document("a", title="eau")])

    def documents() -> Iterator[Document]:
        yield document("b", title="eau")
        raise LookupError("the database went away")

    with pytest.raises(LookupError):
        engine.rebuild("opportunities", documents())
    assert ids(engine, term("eau")) == ["a"]
    engine.write("opportunities", [document("c", title="eau")])
    assert engine.rebuild("opportunities", [document("d", title="eau")]) == 1
    assert ids(engine, term("eau")) == ["d"]


def test_of_two_rebuilds_the_later_one_wins_and_the_earlier_is_told(engine: Engine, opening: Opening) -> None:
    other = open_engine(opening)

    def documents() -> Iterator[Document]:
        yield document("early")
        other.rebuild("opportunities", [document("late")])

    with pytest.raises(RebuildOvertaken):
        engine.rebuild("opportunities", documents())
    other.close()
    assert ids(engine) == ["late"]


# --- several processes, and the end of one ---------------------------------------------------------


def _write_many(opening: Opening, name: str, number: int) -> None:
    engine = open_engine(opening)
    for n in range(number):
        engine.write("opportunities", [document(f"{name}{n:03}", 1, title="eau"), document("shared", n, title=f"v{n}")])
    engine.close()


def _rebuild_for_ever(opening: Opening, begun: Any) -> None:
    engine = open_engine(opening)

    def documents() -> Iterator[Document]:
        for n in count():
            if n == 600:
                begun.set()
            yield document(f"r{n:06}", 2, title="reconstruit")

    engine.rebuild("opportunities", documents())


def _process(work: Callable[..., None], *arguments: Any) -> Any:
    process = SPAWN.Process(target=work, args=arguments, daemon=True)
    process.start()
    return process


def test_processes_that_write_at_once_lose_nothing(engine: Engine, opening: Opening) -> None:
    writers: list[Any] = []

    def documents() -> Iterator[Document]:
        writers.extend(_process(_write_many, opening, name, 40) for name in "abc")
        while not engine.search("opportunities", Query()).total and all(writer.is_alive() for writer in writers):
            time.sleep(0.01)
        yield document("kept", title="eau")  # and the swap comes while they write

    engine.rebuild("opportunities", documents())
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    assert engine.search("opportunities", Query(units=(term("eau"),))).total == 121
    assert ids(engine, term("v39")) == ["shared"]


def test_a_rebuild_killed_in_the_middle_leaves_an_index_that_answers_and_takes_writes(
    engine: Engine, opening: Opening
) -> None:
    engine.write("opportunities", [document("a", title="eau")])
    begun = SPAWN.Event()
    rebuilding = _process(_rebuild_for_ever, opening, begun)
    assert begun.wait(60)
    os.kill(rebuilding.pid, signal.SIGKILL)
    rebuilding.join(60)
    assert rebuilding.exitcode == -signal.SIGKILL
    assert ids(engine) == ["a"]
    engine.write("opportunities", [document("b", title="eau")])
    assert ids(engine, term("eau")) == ["a", "b"]
    assert engine.rebuild("opportunities", [document("c", title="eau")]) == 1
    assert ids(engine) == ["c"]


def test_a_search_does_not_wait_for_a_rebuild(engine: Engine) -> None:
    engine.write("opportunities", [document("a", title="eau")])

    def documents() -> Iterator[Document]:
        for n in range(1000):
            if n == 900:
                started = time.monotonic()
                assert ids(engine, term("eau")) == ["a"]
                assert time.monotonic() - started < 1
            yield document(f"n{n}")

    engine.rebuild("opportunities", documents())
    assert engine.search("opportunities", Query()).total == 1000
