"""Measure each search engine at 100,000 documents against the same question put raw to FTS5 and to Elasticsearch.

The questions are drawn from the documents themselves (a concept and a word of one document), with two filters and three
facets, a closing date and the first twenty hits; alone, and by fifty people at once. The raw statement and the raw JSON
are written by hand for just these, without the engine's relaxing or checks, the statement without grades too; the JSON
goes over plain HTTP. Elasticsearch is measured where JISR_ELASTICSEARCH_URL is set.
`python benchmarks/search.py [--documents N] [--questions N] [--seed N]`.
"""

import argparse
import json
import random
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import urllib3

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.material.crowd import Ask, alone, at, by_turns, together
from benchmarks.material.lines import say
from benchmarks.material.searches import FACETS, RAW, TODAY, question, sampled
from benchmarks.material.server import URL, drop
from search.engines.base import Engine
from search.engines.elastic.engine import ElasticEngine
from search.engines.elastic.indices import Names
from search.engines.embedded import EmbeddedEngine
from search.schema import OPPORTUNITIES, Document, Query, Range, TermUnit

ROUNDS = 3  # of fifty people, by turns
OTHERS = {
    "one_common_word": Query(units=(TermUnit(("w3",)),), facets=FACETS),
    "browse_everything": Query(facets=FACETS, ranges={"closes_on": Range(low=TODAY, or_empty=True)}),
    "relaxed": Query(units=(TermUnit(("w900",)), TermUnit(("w901",)), TermUnit(("absent",))), facets=FACETS),
}


def asking(engine: Engine) -> Ask:
    """Return how an engine is asked."""
    return lambda asked: engine.search("opportunities", asked[0])


def embedded(path: str) -> Ask:
    return asking(EmbeddedEngine(path=path))


def elastic(prefix: str) -> Ask:
    return asking(ElasticEngine(url=URL, prefix=prefix))


def raw_fts5(path: str) -> Ask:
    """Return how FTS5 is asked in plain SQL; every thread has a connection of its own."""
    held = threading.local()
    statement = RAW.format(tokens="opportunities_2_tokens", rows="opportunities_2")

    def ask(asked: Any) -> Any:
        if not hasattr(held, "db"):
            held.db = sqlite3.connect(path)
            held.db.execute("PRAGMA mmap_size = 268435456")
        return held.db.execute(statement, asked[1]).fetchall()

    return ask


def raw_elasticsearch(alias: str) -> Ask:
    """Return how the server is asked over plain HTTP."""
    pool = urllib3.PoolManager(maxsize=64)
    headers = {"content-type": "application/json"}

    def ask(asked: Any) -> Any:
        answer = pool.request("POST", f"{URL}/{alias}/_search", body=json.dumps(asked[2]), headers=headers)
        if answer.status != 200:
            raise RuntimeError(answer.data[:500])
        return json.loads(answer.data)

    return ask


def measure(
    name: str, ours: Callable[[], Ask], raw: Callable[[], Ask], asked: Sequence[Any], tell: Callable[..., None]
) -> None:
    """Ask all questions of an engine and raw, alone and together, and print."""
    ask, plain = ours(), raw()
    for _ in range(2):  # the first round warms both
        taken, reference = by_turns(ask, plain, asked)
    for metric, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99)):
        tell(f"{name}_{metric}_alone", at(taken, share), "ms", reference=at(reference, share), n=len(asked))
    rounds = [(together(ours, asked), together(raw, asked)) for _ in range(ROUNDS)]
    taken, reference = (sorted(one for found in side for one in found) for side in zip(*rounds, strict=True))
    for metric, share in (("p50", 0.5), ("p95", 0.95)):
        tell(f"{name}_{metric}_of_fifty", at(taken, share), "ms", reference=at(reference, share), n=len(asked))
    for metric, query in OTHERS.items():
        tell(f"{name}_p50_{metric}", at(alone(ask, [(query,)] * 11), 0.5), "ms", n=11)


def main() -> None:
    """Build the indices, ask every question of all, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20261123)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    tell = partial(say, "search", seed=options.seed)
    samples: list[Document] = []
    made = list(sampled(options.documents, options.questions, chance, samples))
    asked = [question(document, chance) for document in samples[: options.questions]]
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "search.sqlite3")
        engine = EmbeddedEngine(path=path)
        engine.rebuild("opportunities", made)
        measure("embedded", partial(embedded, path), partial(raw_fts5, path), asked, tell)
        writing(engine, "embedded", samples, tell)
        engine.close()
    if not URL:
        sys.stderr.write("Elasticsearch is not measured: JISR_ELASTICSEARCH_URL is not set.\n")
        return
    prefix = f"bench-{uuid4().hex[:8]}"
    server = ElasticEngine(url=URL, prefix=prefix)
    try:
        server.rebuild("opportunities", made)
        alias = Names(prefix, OPPORTUNITIES).live
        measure("elastic", partial(elastic, prefix), partial(raw_elasticsearch, alias), asked, tell)
        writing(server, "elastic", samples, tell)
    finally:
        server.close()
        drop(prefix)


def writing(engine: Engine, name: str, samples: Sequence[Document], tell: Callable[..., None]) -> None:
    """Print how long the write of one document takes."""
    taken = alone(lambda document: engine.write("opportunities", [document]), samples[:300])
    tell(f"{name}_p95_write_of_one", at(taken, 0.95), "ms", n=len(taken))


if __name__ == "__main__":
    main()
