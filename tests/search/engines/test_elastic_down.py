"""A search server that is away, silent, busy or something else is reported as down; needs no server."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from search.engines.base import EngineDown
from search.engines.elastic.breaker import FAILURES, BreakerState
from search.engines.elastic.engine import ElasticEngine
from search.schema import Query
from tests.search.engines.contract import document
from tests.search.engines.server import LOCAL

pytestmark = pytest.mark.allow_hosts(LOCAL)
Served = Callable[..., ElasticEngine]
FOUND = {"timed_out": False, "hits": {"total": {"value": 0}, "hits": []}}


@pytest.fixture
def served() -> Iterator[Served]:
    """Return a function that gives an engine whose server always answers the same, and counts."""
    running: list[tuple[HTTPServer, ElasticEngine]] = []

    def serve(status: int, answer: Any, *, product: str = "Elasticsearch") -> ElasticEngine:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", 0)))
                body = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("content-type", "application/vnd.elasticsearch+json; compatible-with=8")
                self.send_header("x-elastic-product", product)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_PUT = do_POST

            def log_message(self, *_: Any) -> None:
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        engine = ElasticEngine(url=f"http://127.0.0.1:{server.server_port}")
        running.append((server, engine))
        return engine

    yield serve
    for server, engine in running:
        engine.close()
        server.shutdown()
        server.server_close()


@pytest.fixture
def closed_port() -> str:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


def test_a_server_that_is_away_is_down_for_reading_writing_and_rebuilding(closed_port: str) -> None:
    engine = ElasticEngine(url=closed_port)
    for ask in (
        lambda: engine.search("opportunities", Query()),
        lambda: engine.write("opportunities", [document("a")]),
        lambda: engine.erase("opportunities", ["a"], version=1),
        lambda: engine.rebuild("opportunities", [document("a")]),
        lambda: list(engine.fingerprints("opportunities")),
    ):
        with pytest.raises(EngineDown, match="cannot be reached"):
            ask()
    health = engine.health()
    assert (health.ok, health.documents, health.breaker) == (False, 0, "closed")


def test_after_failures_in_a_row_the_server_is_left_alone_and_health_says_so(closed_port: str) -> None:
    engine = ElasticEngine(url=closed_port)
    for _ in range(FAILURES):
        with pytest.raises(EngineDown, match="cannot be reached"):
            engine.search("opportunities", Query())
    with pytest.raises(EngineDown, match="asked again in some seconds"):
        engine.search("opportunities", Query())
    with pytest.raises(EngineDown, match="asked again in some seconds"):
        engine.write("opportunities", [document("a")])
    assert engine.health().breaker == "open"


def test_a_server_that_takes_too_long_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.engines.elastic.engine.SEARCH_S", 0.05)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        engine = ElasticEngine(url=f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(EngineDown, match=r"within 0\.05 s"):
            engine.search("opportunities", Query())
        engine.close()


def test_half_an_answer_is_none(served: Served) -> None:
    engine = served(200, FOUND | {"timed_out": True})
    with pytest.raises(EngineDown, match="in time"):
        engine.search("opportunities", Query())


@pytest.mark.parametrize(
    ("status", "sentence"),
    [(429, "answered 429: too busy"), (503, "answered 503: too busy"), (401, "user or the password")],
)
def test_a_server_that_refuses_is_down_and_counts_against_it(served: Served, status: int, sentence: str) -> None:
    engine = served(status, {"error": {"type": "rejected", "reason": "too busy"}, "status": status})
    with pytest.raises(EngineDown, match=sentence):
        engine.search("opportunities", Query())
    for _ in range(FAILURES - 1):
        with pytest.raises(EngineDown):
            engine.search("opportunities", Query())
    assert engine.health().breaker == "open"


def test_something_else_at_the_address_is_named(served: Served) -> None:
    engine = served(200, FOUND, product="Kettle")
    with pytest.raises(EngineDown, match="no Elasticsearch"):
        engine.search("opportunities", Query())


def test_a_server_that_answers_again_closes_the_breaker(served: Served) -> None:
    engine = served(200, FOUND)
    for _ in range(FAILURES):
        engine._connection.breaker.failed(-1e9)  # long ago
    assert engine._connection.state() is BreakerState.HALF_OPEN
    assert engine.search("opportunities", Query()).total == 0
    assert engine._connection.state() is BreakerState.CLOSED
