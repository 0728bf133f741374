"""Measure the search engine at 100,000 documents against the same question put to FTS5 in plain SQL, in the same run.

The questions are drawn from the documents themselves (a concept and a word of one document), with two filters and three
facets, a closing date and the first twenty hits; the raw statement is written by hand for just these, without the
engine's units, grades, relaxing or checks. `python benchmarks/search.py [--documents N] [--questions N] [--seed N]`.
"""

import argparse
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from search.engines.embedded import EmbeddedEngine
from search.engines.fts_tables import concept_token
from search.schema import ConceptUnit, Document, Query, Range, TermUnit

WORDS, CONCEPTS = 30_000, 3_000
# Drawn by Zipf's law without its head, which is words of grammar and never asked for: the commonest word is in a
# quarter of the documents, the commonest concept in a fifth.
WORD_HEAD, CONCEPT_HEAD = 50, 10
TODAY = date(2026, 11, 23)
COUNTRIES, KINDS = ["MA", "SN", "ML", "CI"], ["mission", "investment", "reference"]
FACETS = ("country", "sector", "sdg")

RAW = """
WITH found AS MATERIALIZED (
  SELECT d.id, d.key, -d.newest AS order_key, d.country, d.sector, d.sdg,
         (+d.country = ?) AS in_country, (instr(d.sdg, ?) > 0) AS in_sdg
  FROM {tokens} CROSS JOIN {rows} AS d ON d.id = {tokens}.rowid
  WHERE {tokens} MATCH ? AND (+d.closes_on IS NULL OR +d.closes_on >= ?)
)
SELECT 'hit', key, order_key FROM (
  SELECT key, order_key FROM found WHERE in_country AND in_sdg ORDER BY order_key, key LIMIT 20)
UNION ALL SELECT 'total', '', count(*) FROM found WHERE in_country AND in_sdg
UNION ALL SELECT 'country', country, count(*) FROM found WHERE in_sdg GROUP BY country
UNION ALL SELECT 'sector', sector, count(*) FROM found WHERE in_country AND in_sdg GROUP BY sector
UNION ALL SELECT 'sdg', sdg, count(*) FROM found WHERE in_country GROUP BY sdg
"""


def documents(number: int, chance: random.Random) -> Iterator[Document]:
    """Yield invented documents: a title of 7 words, a body of 80, 5 concepts said and up to 8 broader ones."""
    words, concepts = [f"w{n}" for n in range(WORDS)], [f"urn:c:{n}" for n in range(CONCEPTS)]
    word_weights = list(accumulate(1 / (n + WORD_HEAD) for n in range(WORDS)))
    concept_weights = list(accumulate(1 / (n + CONCEPT_HEAD) for n in range(CONCEPTS)))
    for n in range(number):
        said = list(dict.fromkeys(chance.choices(concepts, cum_weights=concept_weights, k=5)))
        values = {
            "title": chance.choices(words, cum_weights=word_weights, k=7),
            "body": chance.choices(words, cum_weights=word_weights, k=80),
            "said_in_title": said[:1],
            "said": said,
            "broader": list(dict.fromkeys(chance.choices(concepts, cum_weights=concept_weights, k=8))),
            "newest": chance.randint(1_700_000_000, 1_790_000_000),
            "kind": chance.choice(KINDS),
            "country": chance.choice(COUNTRIES),
            "sector": [f"{chance.randint(1, 99):02}" for _ in range(2)],
            "sdg": [str(chance.randint(1, 17)) for _ in range(2)],
            "closes_on": date.fromordinal(TODAY.toordinal() + chance.randint(-60, 300)),
        }
        yield Document(f"d{n:07}", 1, values)


def times(questions: list[Any], ask: Callable[[Any], Any]) -> list[float]:
    """Return the milliseconds each question took, in order of length."""
    taken = []
    for question in questions:
        started = time.perf_counter()
        ask(question)
        taken.append((time.perf_counter() - started) * 1000)
    return sorted(taken)


def line(metric: str, value: float, unit: str, reference: float | None, n: int, seed: int) -> None:
    """Print one measurement; `reference` is the same figure of the raw statement."""
    ratio = round(value / reference, 3) if reference else None
    row = {"name": "search", "metric": metric, "value": round(value, 3), "unit": unit}
    row |= {"reference": round(reference, 3) if reference else None, "ratio": ratio, "n": n, "seed": seed}
    print(json.dumps(row), flush=True)


def main() -> None:
    """Build the index, ask every question of both, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20261123)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    samples: list[Document] = []

    def remembered() -> Iterator[Document]:
        for document in documents(options.documents, chance):
            if chance.random() < 2 * options.questions / options.documents:
                samples.append(document)
            yield document

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "search.sqlite3"
        engine = EmbeddedEngine(path=str(path))
        started = time.perf_counter()
        engine.rebuild("opportunities", remembered())
        rate = options.documents / (time.perf_counter() - started)
        line("rebuild", rate, "documents/s", None, options.documents, options.seed)
        asked = [_question(document, chance) for document in samples[: options.questions]]
        raw = sqlite3.connect(path)
        raw.execute("PRAGMA mmap_size = 268435456")
        names = {"tokens": "opportunities_2_tokens", "rows": "opportunities_2"}
        statement = RAW.format(**names)
        for warm in (True, False):
            plain = times(asked, lambda question: raw.execute(statement, question[1]).fetchall())
            engines = times(asked, lambda question: engine.search("opportunities", question[0]))
            if warm:
                continue
            for metric, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99)):
                place = int(len(asked) * share)
                line(f"{metric}_two_filters_three_facets", engines[place], "ms", plain[place], len(asked), options.seed)
        for name, query in (
            ("one_common_word", Query(units=(TermUnit(("w3",)),), facets=FACETS)),
            ("browse_everything", Query(facets=FACETS, ranges={"closes_on": Range(low=TODAY, or_empty=True)})),
            ("relaxed", Query(units=(TermUnit(("w900",)), TermUnit(("w901",)), TermUnit(("absent",))), facets=FACETS)),
        ):
            taken = times([query] * 11, lambda question: engine.search("opportunities", question))
            line(f"p50_{name}", taken[5], "ms", None, 11, options.seed)
        taken = times(samples[:300], lambda document: engine.write("opportunities", [document]))
        line("p95_write_of_one", taken[int(len(taken) * 0.95)], "ms", None, len(taken), options.seed)
        raw.close()
        engine.close()


def _question(document: Document, chance: random.Random) -> tuple[Query, tuple[Any, ...]]:
    """Return a question the document answers, as a query and as the parameters of the raw statement."""
    word, concept = chance.choice(document.values["body"]), chance.choice(document.values["said"])
    country, sdg = document.values["country"], document.values["sdg"][0]
    query = Query(
        units=(ConceptUnit(concept), TermUnit((word,))),
        filters={"country": frozenset({country}), "sdg": frozenset({sdg})},
        ranges={"closes_on": Range(low=TODAY, or_empty=True)},
        facets=FACETS,
    )
    match = f'({{said broader}} : ("{concept_token(concept)}")) AND ({{title body}} : ("{word}"))'
    return query, (country, f"|{sdg}|", match, TODAY.toordinal())


if __name__ == "__main__":
    main()
