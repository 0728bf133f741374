"""The Elasticsearch engine keeps the contract, and what is true of it alone; needs a server (`make services`)."""

import os
import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from math import hypot
from operator import mul
from pathlib import Path
from statistics import fmean
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import pytest
from elastic_transport import Urllib3HttpNode
from elasticsearch import Elasticsearch
from hypothesis import given
from scipy.stats import kendalltau

from search import schema
from search.engines.base import Engine, EngineDown, IndexOutdated
from search.engines.elastic.documents import FILLING, creation
from search.engines.elastic.indices import Names
from search.engines.embedded import EmbeddedEngine
from search.schema import ConceptUnit, Document, Field, FieldKind, Passage, Query
from tests.search.engines import generated
from tests.search.engines.contract import *  # noqa: F403 - the contract's tests run here
from tests.search.engines.contract import Opening, document, ids, open_engine, term
from tests.search.engines.server import LOCAL, URL, drop_indices

pytestmark = [
    pytest.mark.skipif(not URL, reason="JISR_ELASTICSEARCH_URL is not set"),
    pytest.mark.allow_hosts(LOCAL),
]


@pytest.fixture
def opening() -> Iterator[Opening]:
    prefix = f"test-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}-{uuid4().hex[:8]}"
    yield {"path": "search.engines.elastic.engine.ElasticEngine", "options": {"url": URL, "prefix": prefix}}
    drop_indices(prefix)


def indices(opening: Opening) -> list[str]:
    """Return the server's indices of the test, without the prefix and what makes each making's name its own."""
    with Elasticsearch(URL) as client:
        names = client.indices.get_alias(index=f"{opening['options']['prefix']}-*")
    return sorted(name.removeprefix(f"{opening['options']['prefix']}-").split("-")[0] for name in names)


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked of the server since the test began, as "POST path"."""
    asked: list[str] = []
    perform = Urllib3HttpNode.perform_request

    def counted(self: Urllib3HttpNode, method: str, target: str, *args: Any, **more: Any) -> Any:
        asked.append(f"{method} {target.split('?')[0].rsplit('/', 1)[-1]}")
        return perform(self, method, target, *args, **more)

    monkeypatch.setattr(Urllib3HttpNode, "perform_request", counted)
    return asked


# --- one request, and pages far down -----------------------------------------------------------------


def test_a_search_that_finds_something_is_one_request(engine: Engine, requests: list[str]) -> None:
    engine.write("opportunities", [document("a", title="eau sol", country="MA", said=["W"])])
    requests.clear()
    concept = ConceptUnit("W", words=(term("eau"),))
    asked = Query(units=(concept, term("sol")), filters={"country": frozenset({"MA"})}, facets=("country", "sector"))
    assert engine.search("opportunities", asked).ids == ["a"]
    assert requests == ["POST _search"]


def test_a_search_that_is_widened_is_two_and_one_read_anew_three(engine: Engine, requests: list[str]) -> None:
    engine.write("opportunities", [document("a", title="eau sol"), document("b", title="mil")])
    requests.clear()
    assert engine.search("opportunities", Query(units=(term("eau"), term("mil")))).relaxed
    assert requests == ["POST _search", "POST _msearch"]
    requests.clear()
    unheld = ConceptUnit("W", words=(term("sol"), term("vent")))
    assert engine.search("opportunities", Query(units=(unheld, term("eau")))).ids == ["a"]
    assert requests == ["POST _search", "POST _msearch", "POST _msearch"]


def test_pages_beyond_the_servers_window_are_walked_to_at_one_moment(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, requests: list[str]
) -> None:
    passages = (Passage("fr", "eau", ((0, 3, "eau"),)),)
    engine.rebuild(
        "opportunities",
        [Document(f"d{n:02}", 1, {"title": ["eau"], "newest": n % 7, "country": "MA"}, passages) for n in range(50)],
    )
    asked = Query(units=(term("eau"),), facets=("country",), highlight="fr", size=50)
    whole = engine.search("opportunities", asked)
    for module in ("question", "walking"):
        monkeypatch.setattr(f"search.engines.elastic.{module}.WINDOW", 10)
    requests.clear()
    deep = engine.search("opportunities", replace(asked, page=6, size=8))
    assert (deep.total, deep.facets) == (50, {"country": {"MA": 50}})
    assert deep.hits == whole.hits[40:48]
    assert requests[0] == "POST _search"
    assert (requests[1], requests[-1]) == ("POST _pit", "DELETE _pit")
    assert engine.search("opportunities", replace(asked, page=7, size=8)).hits == whole.hits[48:]
    assert engine.search("opportunities", replace(asked, page=8, size=8)).ids == []


# --- what is stored --------------------------------------------------------------------------------


def test_an_erased_document_is_refused_for_as_long_as_the_index_lives(engine: Engine, opening: Opening) -> None:
    engine.write("opportunities", [document("a", 5, title="eau"), document("b")])
    with Elasticsearch(URL) as client:
        pattern = f"{opening['options']['prefix']}-opportunities-*"
        client.indices.put_settings(index=pattern, settings={"gc_deletes": "0s"})
        engine.erase("opportunities", ["a"], version=7)
        client.indices.forcemerge(index=pattern, only_expunge_deletes=True)
    assert engine.write("opportunities", [document("a", 6, title="eau")]) == 0
    assert engine.erase("opportunities", ["a"], version=8) == 0
    assert dict(engine.fingerprints("opportunities")) == {"b": document("b").fingerprint}
    assert engine.health().documents == 1


def test_an_endless_word_is_found_whole_and_not_by_its_beginning(engine: Engine) -> None:
    engine.write("opportunities", [document("a", title="eau " + "ا" * 40_000), document("b", body="u" * 300)])
    assert ids(engine, term("ا" * 40_000), term("eau")) == ["a"]
    assert ids(engine, term("u" * 300)) == ["b"]
    assert ids(engine, term("u" * 255)) == []


def test_a_batch_larger_than_a_request_is_stored_whole(engine: Engine) -> None:
    assert engine.write("opportunities", [document(f"d{n}") for n in range(450)]) == 450
    assert engine.erase("opportunities", [f"d{n}" for n in range(449)], version=2) == 449
    assert ids(engine) == ["d449"]
    assert len(dict(engine.fingerprints("opportunities"))) == 1


def test_the_mapping_is_made_of_the_schema_and_takes_nothing_else(engine: Engine, opening: Opening) -> None:
    engine.write("opportunities", [document("a")])
    with Elasticsearch(URL) as client:
        (made,) = client.indices.get(index=f"{opening['options']['prefix']}-opportunities-*").values()
    mapping = made["mappings"]
    assert mapping["dynamic"] == "strict"
    assert set(mapping["properties"]) == {
        *schema.OPPORTUNITIES.by_name,
        *("key", "gone", "fingerprint", "passages", "vector"),
    }
    assert mapping["properties"]["title"] == {
        "type": "text",
        "analyzer": "whitespace",
        "norms": False,
        "index_options": "docs",
    }


def test_vectors_are_compared_exactly(engine: Engine, opening: Opening) -> None:
    chance = random.Random(5)
    vectors = {f"d{n:02}": tuple(chance.gauss(0, 1) for _ in range(schema.VECTOR_LENGTH)) for n in range(40)}
    asked = tuple(chance.gauss(0, 1) for _ in range(schema.VECTOR_LENGTH))
    engine.write("opportunities", [Document(key, 1, {}, vector=vector) for key, vector in vectors.items()])
    engine.write("opportunities", [document("without")])
    nearest = sorted(vectors, key=lambda key: -sum(map(mul, vectors[key], asked)) / hypot(*vectors[key]))
    with Elasticsearch(URL) as client:
        knn = {"field": "vector", "query_vector": asked, "k": 40, "num_candidates": 40}
        found = client.search(index=f"{opening['options']['prefix']}-opportunities-*", knn=knn, size=40)
    assert [row["_id"] for row in found["hits"]["hits"]] == nearest


# --- another schema, and rebuilds that end badly ------------------------------------------------------


def test_an_index_of_another_schema_refuses_until_it_is_rebuilt(
    engine: Engine, opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.write("opportunities", [document("a")])
    newer = schema.Index("opportunities", (*schema.OPPORTUNITIES.fields, Field("mood", FieldKind.KEYWORD, facet=True)))
    monkeypatch.setattr(
        "search.engines.elastic.engine.INDICES", MappingProxyType({**schema.INDICES, "opportunities": newer})
    )
    updated = open_engine(opening)
    with pytest.raises(IndexOutdated, match="rebuild_search"):
        updated.search("opportunities", Query())
    with pytest.raises(IndexOutdated):
        updated.write("opportunities", [document("b", mood="calm")])
    assert not updated.health().ok

    def documents() -> Iterator[Document]:
        yield document("b", 2, mood="calm")
        assert updated.write("opportunities", [document("c", 3, mood="calm")]) == 1  # the new one takes it alone
        with monkeypatch.context() as former:
            former.setattr("search.engines.elastic.engine.INDICES", schema.INDICES)
            assert engine.search("opportunities", Query()).ids == ["a"]
            with pytest.raises(IndexOutdated):  # else it would be lost in the new one
                engine.write("opportunities", [document("d", 3)])

    assert updated.rebuild("opportunities", documents()) == 1
    assert updated.search("opportunities", Query(facets=("mood",))).facets == {"mood": {"calm": 2}}
    updated.close()


def test_one_index_is_left_after_rebuilds_that_ended_and_one_that_was_killed(engine: Engine, opening: Opening) -> None:
    engine.rebuild("opportunities", [document("a")])
    names = Names(opening["options"]["prefix"], schema.OPPORTUNITIES)
    with Elasticsearch(URL) as client:  # as a killed one leaves it: filled in part, and written by others
        client.indices.create(
            index=names.making(), **creation(schema.OPPORTUNITIES, FILLING, [names.next, "x-filling"])
        )
    engine.write("opportunities", [document("b")])
    assert indices(opening) == ["opportunities", "opportunities"]
    for _ in range(2):
        engine.rebuild("opportunities", [document("c")])
    assert indices(opening) == ["opportunities"]
    assert ids(engine) == ["c"]


def test_a_rebuild_whose_count_or_sample_is_wrong_does_not_replace_anything(
    engine: Engine, opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.write("opportunities", [document("a", title="eau")])
    another = {"docs": [{"_id": "b", "found": True, "_version": 1, "_source": {"fingerprint": "another"}}]}
    with monkeypatch.context() as patched:
        patched.setattr(Elasticsearch, "mget", lambda self, **_: another)
        with pytest.raises(EngineDown, match="does not hold 'b' as it was written; the index was not replaced"):
            engine.rebuild("opportunities", [document("b")])
    with monkeypatch.context() as patched:
        patched.setattr(Elasticsearch, "count", lambda self, **_: {"count": 0})
        with pytest.raises(EngineDown, match="holds 0 of 1"):
            engine.rebuild("opportunities", [document("b")])
    assert ids(engine, term("eau")) == ["a"]
    assert indices(opening) == ["opportunities"]


def test_a_rebuilt_index_is_refreshed_and_copied_again(engine: Engine, opening: Opening) -> None:
    engine.rebuild("opportunities", [document("a")])
    with Elasticsearch(URL) as client:
        pattern = f"{opening['options']['prefix']}-opportunities-*"
        (held,) = client.indices.get_settings(index=pattern, flat_settings=True).values()
    assert "index.refresh_interval" not in held["settings"]
    assert held["settings"]["index.auto_expand_replicas"] == "0-1"


# --- both engines ----------------------------------------------------------------------------------

LEAST_TAU = 0.9999  # of Kendall's rank correlation, on every list: 1 but for the rounding of its square root


def test_a_thousand_generated_queries_find_the_same_in_both_engines(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    documents = generated.documents(400, seed=8)
    embedded = EmbeddedEngine(path=str(tmp_path / "search.sqlite3"))
    for one in (engine, embedded):
        one.rebuild("opportunities", documents)
    taus: list[float] = []
    relaxed = 0

    @generated.generated(1000)
    @given(generated.queries())
    def found_alike(query: Query) -> None:
        nonlocal relaxed
        whole = replace(query, page=1, size=1000)
        here, there = (one.search("opportunities", whole) for one in (engine, embedded))
        assert set(here.ids) == set(there.ids)
        assert (here.total, here.facets, here.relaxed) == (there.total, there.facets, there.relaxed)
        relaxed += here.relaxed
        if here.total > 1:
            places = {key: place for place, key in enumerate(there.ids)}
            taus.append(kendalltau(range(here.total), [places[key] for key in here.ids]).statistic)

    found_alike()
    embedded.close()
    with capsys.disabled():
        sys.stdout.write(f"\nKendall's τ of {len(taus)} lists: least {min(taus):.4f}, mean {fmean(taus):.4f}\n")
    assert min(taus) >= LEAST_TAU
    assert (len(taus) > 500, relaxed > 30) == (True, True)
