"""Made-up documents and questions about them, and each question written by hand for FTS5 and for Elasticsearch."""

import random
from collections.abc import Iterator
from datetime import date
from itertools import accumulate
from typing import Any

from search.engines.fts_tables import concept_token
from search.schema import GRADES, UNIT, ConceptUnit, Document, Query, Range, TermUnit

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


def sampled(number: int, questions: int, chance: random.Random, samples: list[Document]) -> Iterator[Document]:
    """Yield documents and keep, in `samples`, some that are open, for as many questions or a few more."""
    for document in documents(number, chance):
        if document.values["closes_on"] >= TODAY and chance.random() < 2 * questions / number:
            samples.append(document)
        yield document


def question(document: Document, chance: random.Random) -> tuple[Query, tuple[Any, ...], dict[str, Any]]:
    """Return a question the document answers: as a query, as the parameters of `RAW`, as Elasticsearch's JSON."""
    word, concept = chance.choice(document.values["body"]), chance.choice(document.values["said"])
    country, sdg = document.values["country"], document.values["sdg"][0]
    query = Query(
        units=(ConceptUnit(concept), TermUnit((word,))),
        filters={"country": frozenset({country}), "sdg": frozenset({sdg})},
        ranges={"closes_on": Range(low=TODAY, or_empty=True)},
        facets=FACETS,
    )
    match = f'({{said broader}} : ("{concept_token(concept)}")) AND ({{title body}} : ("{word}"))'
    return query, (country, f"|{sdg}|", match, TODAY.toordinal()), _json(concept, word, country, sdg)


def _json(concept: str, word: str, country: str, sdg: str) -> dict[str, Any]:
    grades = [
        [("said_in_title", concept, "said_in_title"), ("said", concept, "said"), ("broader", concept, "narrower")],
        [("title", word, "term_in_title"), ("body", word, "term_in_body")],
    ]
    in_country, in_sdg = {"term": {"country": country}}, {"term": {"sdg": sdg}}
    unclosed = {"bool": {"must_not": {"exists": {"field": "closes_on"}}}}
    open_still = {"bool": {"should": [{"range": {"closes_on": {"gte": TODAY.isoformat()}}}, unclosed]}}
    counted = {"country": [in_sdg], "sector": [in_country, in_sdg], "sdg": [in_country]}
    return {
        "query": {
            "bool": {
                "must": [{"dis_max": {"queries": [_graded(*grade) for grade in unit]}} for unit in grades],
                "filter": open_still,
            }
        },
        "post_filter": {"bool": {"filter": [in_country, in_sdg]}},
        "sort": ["_score", {"newest": "desc"}, "key"],
        "size": 20,
        "_source": False,
        "track_total_hits": True,
        "aggs": {
            name: {
                "filter": {"bool": {"filter": others}},
                "aggs": {"values": {"terms": {"field": name, "size": 100}}},
            }
            for name, others in counted.items()
        },
    }


def _graded(field: str, value: str, grade: str) -> dict[str, Any]:
    return {"constant_score": {"filter": {"term": {field: value}}, "boost": UNIT + GRADES[grade]}}
