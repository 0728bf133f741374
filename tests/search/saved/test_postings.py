"""Whatever condition a search is kept under, no document it finds passes it by; and it finds what an engine finds."""

import random
from dataclasses import replace

from hypothesis import given

from search.plain import Laid, grade, matches
from search.saved.postings import from_json, keys_of, rarest, to_json
from search.schema import MOST_SIZE, OPPORTUNITIES, ConceptUnit, Query, Unit, known
from tests.search.engines import generated, plain


class AnyCounts:
    """Counts drawn by lot, so that every condition is the rarest at times."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def of_any(self, *_units: Unit) -> int:
        return self._chance.randint(0, 9)

    def of_filter(self, *_filter: object) -> int:
        return self._chance.randint(0, 9)


def test_four_hundred_generated_searches_are_found_by_all_they_find_and_find_what_an_engine_finds() -> None:
    chance = random.Random(20261127)
    documents = generated.documents(60, seed=20261127)
    laid = {document.id: Laid(document) for document in documents}

    def holds(unit: ConceptUnit) -> bool:
        return any(grade(one, unit) for one in laid.values())

    pairs = candidates = 0

    @generated.generated(400)
    @given(generated.queries())
    def found_by_all_they_find(asked: Query) -> None:
        nonlocal pairs, candidates
        query = known(OPPORTUNITIES, replace(asked, any_unit=False, page=1, size=MOST_SIZE))
        found = {key for key, one in laid.items() if matches(one, query, holds=holds)}
        answer = plain.answer(documents, query)
        assert found == (set() if answer.relaxed else set(answer.ids))
        filters = {name: sorted(values) for name, values in query.filters.items()}
        keys = rarest(query.units, filters, AnyCounts(chance))  # type: ignore[arg-type]
        met = {key for key, one in laid.items() if keys & keys_of(one)}
        assert found <= met, keys
        pairs, candidates = pairs + len(found), candidates + len(met)

    found_by_all_they_find()
    assert 500 < pairs < candidates < 400 * 60


@generated.generated(50)
@given(generated.units())
def test_units_are_kept_as_they_were_read(units: tuple[Unit, ...]) -> None:
    assert from_json(to_json(units)) == units
