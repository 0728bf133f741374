"""Every event is heard by somebody or listed as unheard; every operation is atomic and takes keywords."""

import ast
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from tests.architecture.test_house import ROOT, SOURCES

POSITIONAL = {"outbox.record"}  # record("page.changed", subject=…): the name is what it says


def recorded_events() -> set[str]:
    names = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record" and node.args:
                first = node.args[0]
                names |= {part.value for part in ast.walk(first) if isinstance(part, ast.Constant)}
    return {name for name in names if isinstance(name, str) and "." in name}


def test_every_event_is_heard_or_listed_as_unheard() -> None:
    wired = set(settings.OUTBOX_CONSUMERS) | set(settings.OUTBOX_UNHEARD)
    assert recorded_events() == wired
    assert not set(settings.OUTBOX_CONSUMERS) & set(settings.OUTBOX_UNHEARD)


def test_every_dotted_path_of_the_settings_leads_somewhere() -> None:
    paths = [
        settings.SEARCH_ENGINE["path"],
        settings.MAIL_SENDER,
        *settings.DRAIN_WORK,
        *settings.OUTBOX_SLOW,
        *settings.DEAD_LETTERS,
        settings.LABEL_JUDGE,
        settings.FITTING_OPPORTUNITIES,
        settings.AGREED_DATES,
        settings.STALLED_MISSIONS,
        *settings.WARM_UP,
        *settings.PERSON_DATA,
    ]
    paths += [path for consumers in settings.OUTBOX_CONSUMERS.values() for path in consumers]
    paths += [path for panels in settings.PANELS.values() for path in panels]
    paths += [handler["path"] for handler in settings.CLOCK_HANDLERS.values()]
    assert all(callable(import_string(path)) for path in paths)
    assert all(import_string(path) for path in [*settings.NOTIFICATION_KINDS, *settings.DUTIES_OF])


def test_operations_take_keywords_only_and_have_no_clock_of_their_own() -> None:
    broken = []
    for path in SOURCES:
        if path.name != "operations.py" and path.parent.name != "operations":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            if public and node.args.args and f"{path.parent.name}.{node.name}" not in POSITIONAL:
                broken.append(f"{path.relative_to(ROOT)} {node.name} takes positional arguments")
    assert broken == []


def test_every_package_of_a_feature_can_be_imported_alone() -> None:
    for path in SOURCES:
        if "management" in path.parts or path.name == "__init__.py" or Path(path).name in {"wsgi.py", "production.py"}:
            continue
        import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
