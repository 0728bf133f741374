"""Generated documents and queries: small alphabets, so that most queries meet some documents, and some meet none."""

import random
from datetime import date
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from search.schema import Bucket, ConceptUnit, Document, Query, Range, TermUnit, Unit

SEED = 20261123
TITLE, BODY, ABSENT = "klmnopq", "klmnopqrstuvw", "xyz"
SAID, BROADER, UNHELD = "ABCDEF", "GHI", "JZ"
NAMED = {
    "kind": ["mission", "investment", "x"],
    "country": ["MA", "SN", "ML", "CI", "XX"],
    "sector": ["01", "36", "62", "A"],
    "language": ["fr", "ar"],
    "closing": ["10", "20", "ever", "unknown"],
}
BUCKETS = {
    "closing": {
        "10": Bucket("closes_on", Range(date(2027, 1, 1), date(2027, 1, 10))),
        "20": Bucket("closes_on", Range(date(2027, 1, 1), date(2027, 1, 20))),
        "ever": Bucket("closes_on", Range(low=date(2027, 1, 15), or_empty=True)),
    }
}
SORTS = ["relevance", "relevance", "relevance", "-newest", "newest", "closes_on", "-closes_on", "-fee_eur_minor"]


def documents(number: int, *, seed: int = SEED) -> list[Document]:
    """Return documents, the same for the same seed."""
    chance = random.Random(seed)
    return [_document(chance, f"d{place:03}") for place in range(number)]


def _document(chance: random.Random, key: str) -> Document:
    said = chance.sample(SAID, chance.randint(0, 3))
    values: dict[str, Any] = {
        "title": chance.choices(TITLE, k=2),
        "body": chance.choices(BODY, k=5),
        "said": said,
        "said_in_title": said[:1],
        "broader": chance.sample(BROADER, chance.randint(0, 2)),
        "newest": chance.randint(0, 20),
        "kind": chance.choice(["mission", "investment"]),
        "country": chance.choice(["MA", "SN", "ML", "CI"]),
        "sector": chance.sample(["01", "36", "62", "A"], chance.randint(0, 3)),
        "language": chance.sample(["fr", "ar"], chance.randint(0, 2)),
        "closes_on": chance.choice([None, date(2027, 1, chance.randint(1, 28))]),
        "fee_eur_minor": chance.choice([None, chance.randint(0, 5) * 100]),
        "stopped": chance.random() < 0.2,
    }
    return Document(key, 1, {name: value for name, value in values.items() if value is not None})


def generated(number: int) -> settings:
    """Return how a property is run: so many examples, the same ones every time."""
    return settings(
        max_examples=number,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def terms() -> SearchStrategy[TermUnit]:
    return st.lists(st.sampled_from(BODY + ABSENT), min_size=1, max_size=2).map(lambda words: TermUnit(tuple(words)))


def concepts() -> SearchStrategy[ConceptUnit]:
    one = st.sampled_from(SAID + BROADER + UNHELD)
    few = st.lists(one, max_size=2, unique=True).map(tuple)
    return st.builds(ConceptUnit, one, few, few, st.lists(terms(), max_size=2).map(tuple))


def units() -> SearchStrategy[tuple[Unit, ...]]:
    one = st.one_of(terms(), concepts())
    return st.sampled_from([0, 1, 2, 3, 4, 5]).flatmap(lambda n: st.lists(one, min_size=n, max_size=n)).map(tuple)


def filters() -> SearchStrategy[dict[str, frozenset[str]]]:
    return st.fixed_dictionaries(
        {}, optional={name: st.frozensets(st.sampled_from(values), max_size=2) for name, values in NAMED.items()}
    )


def ranges() -> SearchStrategy[dict[str, Range]]:
    days = st.none() | st.integers(1, 28).map(lambda day: date(2027, 1, day))
    fees = st.none() | st.integers(-1, 6).map(lambda hundreds: hundreds * 100)
    return st.fixed_dictionaries(
        {},
        optional={
            "closes_on": st.builds(Range, days, days, st.booleans()),
            "fee_eur_minor": st.builds(Range, fees, fees, st.booleans()),
        },
    )


def queries() -> SearchStrategy[Query]:
    """Return a strategy of queries over `documents`."""
    return st.builds(
        Query,
        units=units(),
        any_unit=st.sampled_from([False] * 7 + [True]),
        filters=filters(),
        ranges=st.one_of(st.just({}), ranges()),
        flags=st.sampled_from([{}, {"stopped": False}, {"stopped": True}]),
        buckets=st.just(BUCKETS),
        facets=st.lists(st.sampled_from(list(NAMED)), max_size=5, unique=True).map(tuple),
        sort=st.sampled_from(SORTS),
        page=st.sampled_from([1, 1, 2]),
        size=st.sampled_from([0, 5, 1000]),
    )
