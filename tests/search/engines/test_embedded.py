"""The embedded engine keeps the contract, and what is true of it alone."""

import sqlite3
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from search import schema
from search.engines.base import Engine, EngineDown, IndexOutdated
from search.engines.embedded import EmbeddedEngine
from search.schema import Field, FieldKind, Query
from tests.search.engines.contract import *  # noqa: F403 - the contract's tests run here
from tests.search.engines.contract import Opening, document, ids, open_engine, term


@pytest.fixture
def opening(tmp_path: Path) -> Opening:
    return {"path": "search.engines.embedded.EmbeddedEngine", "options": {"path": str(tmp_path / "search.sqlite3")}}


def test_a_file_that_is_no_index_is_reported_and_left_alone(tmp_path: Path) -> None:
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(b"not a database, but somebody's notes" * 40)
    engine = EmbeddedEngine(path=str(broken))
    with pytest.raises(EngineDown):
        engine.search("opportunities", Query())
    assert not engine.health().ok
    assert broken.read_bytes() == b"not a database, but somebody's notes" * 40


def test_an_index_of_another_schema_refuses_until_it_is_rebuilt(
    engine: Engine, opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.write("opportunities", [document("a")])
    newer = schema.Index("opportunities", (*schema.OPPORTUNITIES.fields, Field("mood", FieldKind.KEYWORD, facet=True)))
    indices = MappingProxyType({**schema.INDICES, "opportunities": newer})
    monkeypatch.setattr("search.engines.embedded.INDICES", indices)
    updated = open_engine(opening)
    with pytest.raises(IndexOutdated, match="rebuild_search"):
        updated.search("opportunities", Query())
    with pytest.raises(IndexOutdated):
        updated.write("opportunities", [document("b", mood="calm")])
    assert not updated.health().ok
    assert updated.rebuild("opportunities", [document("b", 2, mood="calm")]) == 1
    assert updated.search("opportunities", Query(facets=("mood",))).facets == {"mood": {"calm": 1}}
    updated.close()


def test_old_generations_leave_no_tables_behind(engine: Engine, opening: Opening) -> None:
    for round_number in range(3):
        engine.rebuild("opportunities", [document("a", round_number, title="eau")])
    db = sqlite3.connect(opening["options"]["path"])
    names = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE name GLOB 'opportunities_[0-9]*'")}
    db.close()
    assert {name.split("_")[1] for name in names} == {"4"}
    assert ids(engine, term("eau")) == ["a"]


def test_match_drives_the_plan_whatever_is_filtered(engine: Engine, opening: Opening) -> None:
    from search.engines.fts_question import _Asked
    from search.engines.fts_tables import Tables

    engine.write("opportunities", [document("a", title="eau")])
    query = Query(units=(term("eau"),), filters={"country": frozenset({"MA"})}, facets=("country",))
    for asked in (query, replace(query, any_unit=True, units=(term("eau"), term("sol")))):
        sql, parameters, _ = _Asked(
            Tables(schema.OPPORTUNITIES, 1), asked, asked.units, any_unit=asked.any_unit
        ).statement()
        db = sqlite3.connect(opening["options"]["path"])
        plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)]
        db.close()
        assert "SEARCH d USING INTEGER PRIMARY KEY (rowid=?)" in plan
        assert not any(step.startswith("SCAN d") for step in plan)
