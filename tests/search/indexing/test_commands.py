"""rebuild_search and search keep what they promise on stdout and in their exit codes."""

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from search.engines import current
from search.engines.current import search_engine
from search.schema import Document
from tests.cms import makers
from tests.search.documents.test_people import expert


def run(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.django_db
def test_a_rebuild_indexes_pages_and_people_and_the_check_agrees(souss: makers.Agency) -> None:
    makers.call(souss)
    makers.investment(souss)
    makers.call(souss, publish=False)
    expert()
    assert run("rebuild_search") == {"indexed": 3}
    assert run("rebuild_search", "--check") == {"indexed": 3, "missing": 0, "extra": 0, "stale": 0}


@pytest.mark.django_db
def test_the_check_counts_what_is_missing_extra_and_stale_and_changes_nothing(souss: makers.Agency) -> None:
    stale, _missing = makers.call(souss), makers.call(souss)
    engine = search_engine()
    engine.write("opportunities", [Document(stale.public_id, 1, {"title": ["other"]}), Document("gone", 1, {})])
    for _ in range(2):
        out = StringIO()
        with pytest.raises(SystemExit) as stopped:
            call_command("rebuild_search", "--check", stdout=out)
        assert stopped.value.code == 1
        assert json.loads(out.getvalue()) == {"indexed": 2, "missing": 1, "extra": 1, "stale": 1}


@pytest.mark.django_db
def test_a_broken_index_file_is_a_failure_with_a_sentence(settings: Any, tmp_path: Any) -> None:
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(b"no index" * 200)
    settings.SEARCH_ENGINE = {"path": "search.engines.embedded.EmbeddedEngine", "options": {"path": str(broken)}}
    for arguments in (["rebuild_search"], ["rebuild_search", "--check"], ["search", "eau"]):
        with pytest.raises(CommandError, match="cannot be used") as refused:
            call_command(*arguments)
        assert refused.value.returncode == 1


@pytest.mark.django_db
def test_search_answers_total_ids_and_facets(souss: makers.Agency, work_outbox: Callable[[], int]) -> None:
    page = makers.call(souss, texts={"fr": "Forer des puits"})
    makers.investment(souss, texts={"fr": "Puits solaires"})
    work_outbox()
    found = run("search", "puits", "--filter", "kind=mission", "--now", "2026-11-23T09:00")
    assert (found["total"], found["ids"]) == (1, [page.public_id])
    assert found["facets"]["kind"] == {"investment": 1, "mission": 1}
    assert found["facets"]["country"] == {"MA": 1}
    assert run("search", "", "--limit", "1")["total"] == 2


@pytest.mark.django_db
def test_search_leaves_out_what_is_closed_unless_asked(souss: makers.Agency, work_outbox: Callable[[], int]) -> None:
    makers.call(souss)
    work_outbox()
    assert run("search", "", "--now", "2027-06-01T00:00")["total"] == 0
    assert run("search", "", "--now", "2027-06-01T00:00", "--filter", "closed=1")["total"] == 1


@pytest.mark.django_db
def test_another_engine_of_the_settings_is_filled_and_asked_by_its_name(
    souss: makers.Agency, settings: Any, tmp_path: Any
) -> None:
    page = makers.call(souss)
    other = {"path": "search.engines.embedded.EmbeddedEngine", "options": {"path": str(tmp_path / "other.sqlite3")}}
    settings.SEARCH_ENGINES = {"other": other}
    assert run("search", "", "--engine", "other")["ids"] == []
    assert run("rebuild_search", "--engine", "other") == {"indexed": 1}
    assert run("search", "", "--engine", "other")["ids"] == [page.public_id]
    assert run("rebuild_search", "--check", "--engine", "other")["indexed"] == 1
    assert run("search", "")["ids"] == []
    assert run("search", "", "--engine", current.name())["ids"] == []
    with pytest.raises(CommandError, match="only other") as refused:
        call_command("rebuild_search", "--engine", "solr")
    assert refused.value.returncode == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        ["--filter", "country"],
        ["--filter", "colour=red"],
        ["--filter", "country=Atlantis"],
        ["--limit", "-1"],
        ["--engine", "solr"],
    ],
)
def test_wrong_use_of_search_exits_2(wrong: list[str]) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("search", "eau", *wrong)
    assert refused.value.returncode == 2
