"""What import-linter cannot see: names in strings that point upward, and packages that are not empty."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import get_resolver

ROOT = Path(settings.BASE_DIR)
HOUSE = ("foundation", "cms", "marketplace", "search", "matching", "demo", "config")
SOURCES = sorted(path for package in HOUSE for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts)
LABELS = {app.label: app.name.split(".")[0] for app in apps.get_app_configs() if app.name.split(".")[0] in HOUSE}
WIRING = ROOT / "config"


def level(package: str) -> int:
    return HOUSE.index(package)


def test_no_relation_points_upward() -> None:
    upward = []
    for model in apps.get_models():
        here = model.__module__.split(".")[0]
        if here not in HOUSE:
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not target or field.auto_created or target.__module__.split(".")[0] not in HOUSE:
                continue
            if level(target.__module__.split(".")[0]) > level(here):
                upward.append(f"{model.__name__}.{field.name} → {target.__name__}")
    assert upward == []


def strings_that_point_upward(path: Path) -> list[str]:
    """Return the strings of a file that name a package or an app above it."""
    here = path.relative_to(ROOT).parts[0]
    above = [package for package in HOUSE if level(package) > level(here)]
    labels = [label for label, package in LABELS.items() if package in above and label != package]
    dotted = re.compile(rf"^(?:{'|'.join([*above, *labels]) or '-'})\.\w[\w.]*$")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {id(node.body[0].value) for node in ast.walk(tree) if _opens_with_text(node)}
    return [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
        and dotted.match(node.value)
    ]


def _opens_with_text(node: ast.AST) -> bool:
    body = getattr(node, "body", None)
    return isinstance(body, list) and bool(body) and isinstance(body[0], ast.Expr)


def test_no_string_names_something_above() -> None:
    found = [line for path in SOURCES if WIRING not in path.parents for line in strings_that_point_upward(path)]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        'models.ForeignKey("profiles.ExpertProfile", on_delete=models.CASCADE)',
        'apps.get_model("impressions.Impression")',
        'import_string("search.engines.live.engine")',
    ],
)
def test_a_planted_string_is_caught(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.architecture.test_house.ROOT", tmp_path)
    planted = tmp_path / "foundation" / "planted.py"
    planted.parent.mkdir()
    planted.write_text(line)
    assert len(strings_that_point_upward(planted)) == 1


ADDRESSING = {"reverse", "reverse_lazy", "redirect"}


def test_no_address_of_a_layer_above_is_named_in_code() -> None:
    owners = dict(_names(get_resolver()))
    found = []
    for path in SOURCES:
        here = path.relative_to(ROOT).parts[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ADDRESSING and node.args:
                name = getattr(node.args[0], "value", None)
                if owners.get(name) in HOUSE and level(owners[name]) > level(here):
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno} {name}")
    assert found == []


def test_templates_of_a_layer_name_no_address_of_a_layer_above() -> None:
    """{% url %} in a template of a room below must not name a room above."""
    owners = dict(_names(get_resolver()))
    rooms = {path.name: _package_of(path.name) for path in (ROOT / "templates").iterdir() if path.is_dir()}
    found = []
    for room, package in rooms.items():
        if package is None:
            continue  # base, components and error pages belong to config
        for path in (ROOT / "templates" / room).rglob("*.html"):
            for name in re.findall(r"""\{% url ["']([\w:-]+)["']""", path.read_text(encoding="utf-8")):
                owner = owners.get(name)
                if owner in HOUSE and level(owner) > level(package):
                    found.append(f"{path.relative_to(ROOT)} → {name}")
    assert found == []


def _names(resolver: Any) -> Iterator[tuple[str, str]]:
    """Yield (name of an address, package whose view answers it)."""
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _names(pattern)
        elif pattern.name and pattern.callback:
            yield pattern.name, pattern.callback.__module__.split(".")[0]


def _package_of(room: str) -> str | None:
    """The package whose feature folder carries the name of a template folder."""
    for package in HOUSE[:5]:
        if room == package or (ROOT / package / room).is_dir():
            return package
    return None


def test_package_files_are_empty() -> None:
    full = [path for path in SOURCES if path.name == "__init__.py" and path.read_text().strip()]
    assert full == [ROOT / "config" / "__init__.py"]  # loads the Celery application


def test_every_module_opens_with_its_job() -> None:
    bare = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if path.name != "__init__.py" and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert bare == []


def test_every_table_for_a_spreadsheet_is_written_with_its_cells_guarded() -> None:
    """A CSV is written by `csv_line` alone; who makes a workbook names `guarded`."""
    guard = ROOT / "foundation" / "base" / "spreadsheets.py"
    unguarded = []
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {node.attr if isinstance(node, ast.Attribute) else node.id for node in _identifiers(tree)}
        writes_csv = bool(named & {"DictWriter", "writerow", "writerows"}) and path != guard
        if writes_csv or ("Workbook" in named and "guarded" not in named):
            unguarded.append(str(path.relative_to(ROOT)))
    assert unguarded == []


def _identifiers(tree: ast.AST) -> Iterator[ast.Attribute | ast.Name]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Attribute | ast.Name))
