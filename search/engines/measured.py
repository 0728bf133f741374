"""Any engine, with its searches measured: how long they take, how many fail, how many had to be widened."""

from typing import Any

from prometheus_client import Counter, Histogram

from search.engines.base import Engine, EngineDown
from search.schema import Answer, Query

SECONDS = Histogram(
    "jisr_search_seconds",
    "How long the engine took to answer a search.",
    ("index",),
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)
ERRORS = Counter("jisr_search_errors", "Searches the engine gave no answer to.", ("index",))
RELAXED = Counter("jisr_search_relaxed", "Searches widened because nothing had all words.", ("index",))


class Measured:
    """Does what the engine does; `search` leaves figures behind. Not an engine of its own: no contract is added."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def search(self, index: str, query: Query) -> Answer:
        """Answer a query; see the contract."""
        try:
            with SECONDS.labels(index).time():
                answer = self._engine.search(index, query)
        except EngineDown:
            ERRORS.labels(index).inc()
            raise
        if answer.relaxed:
            RELAXED.labels(index).inc()
        return answer
