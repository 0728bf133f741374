"""Measure how fast a rebuild fills a search server against the client's bulk helper alone, in the same run.

The helper is given finished JSON and writes without versions, aliases or checks into an index of the same mapping; a
rebuild makes the JSON and the fingerprint, looks at what it wrote and swaps. Needs JISR_ELASTICSEARCH_URL.
`python benchmarks/index.py [--documents N] [--rounds N] [--seed N]`.
"""

import argparse
import random
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from elasticsearch import Elasticsearch, helpers

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.material.lines import say
from benchmarks.material.searches import documents
from benchmarks.material.server import URL, drop
from search.engines.elastic.documents import FILLING, creation, stored
from search.engines.elastic.engine import ElasticEngine
from search.engines.elastic.rebuilding import CHUNK
from search.schema import OPPORTUNITIES


def raw(client: Elasticsearch, name: str, rows: list[tuple[str, dict[str, Any]]]) -> float:
    """Return the seconds the bulk helper takes for rows into a new index, until they are found."""
    client.indices.create(index=name, **creation(OPPORTUNITIES, FILLING, []))
    started = time.perf_counter()
    helpers.bulk(client, ({"_index": name, "_id": key, "_source": body} for key, body in rows), chunk_size=CHUNK)
    client.indices.refresh(index=name)
    taken = time.perf_counter() - started
    client.indices.delete(index=name)
    return taken


def main() -> None:
    """Fill an index by turns with the helper and by a rebuild, and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=20261123)
    options = parser.parse_args()
    if not URL:
        sys.stderr.write("Nothing is measured: JISR_ELASTICSEARCH_URL is not set.\n")
        return
    made = list(documents(options.documents, random.Random(options.seed)))
    rows = [(document.id, stored(OPPORTUNITIES, document)) for document in made]
    prefix = f"bench-{uuid4().hex[:8]}"
    engine = ElasticEngine(url=URL, prefix=prefix)
    ours, plain = [], []
    with Elasticsearch(URL, request_timeout=60) as client:
        try:
            for round_number in range(options.rounds + 1):
                reference = raw(client, f"{prefix}-raw", rows)
                started = time.perf_counter()
                engine.rebuild("opportunities", made)
                taken = time.perf_counter() - started
                if round_number:  # the first one warms both
                    ours.append(options.documents / taken)
                    plain.append(options.documents / reference)
        finally:
            engine.close()
            drop(prefix)
    more = {"n": options.documents, "seed": options.seed, "rounds": options.rounds}
    say("index", "rebuild", median(ours), "documents/s", reference=median(plain), **more)


if __name__ == "__main__":
    main()
