"""The Elasticsearch engine keeps the contract, and what is true of it alone; needs a server (`make services`)."""

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import fmean
from uuid import uuid4

import pytest
from hypothesis import given
from scipy.stats import kendalltau

from search.engines.base import Engine
from search.engines.embedded import EmbeddedEngine
from search.schema import Query
from tests.search.engines import generated
from tests.search.engines.contract import *  # noqa: F403 - the contract's tests run here
from tests.search.engines.contract import Opening
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
