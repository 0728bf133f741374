"""Packages above fill the places of pages below, in one call per page."""

from typing import Any

import pytest
from django.http import HttpRequest

from foundation.panels import registry
from foundation.panels.registry import Fragment, panels_for

calls: list[list[Any]] = []


def titles(*, request: HttpRequest, subjects: list[Any]) -> dict[Any, Fragment]:
    calls.append(subjects)
    return {subject: Fragment("panels/_for_tests.html", {"text": f"<{subject}>"}) for subject in subjects}


@pytest.fixture(autouse=True)
def _one_panel(settings: Any, tmp_path: Any) -> None:
    calls.clear()
    registry._panel.cache_clear()
    (tmp_path / "panels").mkdir()
    (tmp_path / "panels" / "_for_tests.html").write_text("<p>{{ text }}</p>")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    settings.PANELS = {**settings.PANELS, "person": [f"{__name__}.titles"]}


def test_a_place_is_filled_in_one_call_and_escaped(rf: Any) -> None:
    assert panels_for("person", request=rf.get("/"), subjects=[1, 2]) == {
        1: ["<p>&lt;1&gt;</p>"],
        2: ["<p>&lt;2&gt;</p>"],
    }
    assert calls == [[1, 2]]


def test_an_unknown_place_is_an_error_that_lists_the_known(rf: Any) -> None:
    with pytest.raises(LookupError, match="home, opportunity, agency"):
        panels_for("cellar", request=rf.get("/"))
