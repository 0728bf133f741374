"""The taxonomy is read once per process; a test that makes concepts of its own begins with nothing read."""

from typing import Any

import pytest

from foundation.linking import queries as linking
from matching.facts import taxonomy, words


@pytest.fixture(autouse=True)
def _nothing_read(monkeypatch: Any) -> None:
    monkeypatch.setattr(linking, "_held", None)
    monkeypatch.setattr(words, "_held", [])
    taxonomy._graph.cache_clear()
