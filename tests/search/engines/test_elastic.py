"""The Elasticsearch engine keeps the contract, and what is true of it alone; needs a server (`make services`)."""

import os
from collections.abc import Iterator
from uuid import uuid4

import pytest

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
