"""Guards around every test."""

import hashlib
import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpResponse
from django.template import engines
from django.template.base import Node
from django.test import Client
from django.utils import translation

from search.engines import current
from tests.pages import look_at
from tests.search.engines.server import LOCAL, drop_indices

ON_SERVER = current.name() == "elastic"  # JISR_ELASTICSEARCH_URL is set
HERE = Path(__file__).resolve().parent
OURS = str(Path(settings.BASE_DIR) / "templates")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Name the test database by our migrations, so that --reuse-db never meets an old one."""
    digest = hashlib.sha256()
    root = Path(settings.BASE_DIR)
    for path in sorted([*root.glob("*/**/migrations/*.py"), root / "requirements" / "base.txt"]):
        if not {".venv", "node_modules"} & set(path.parts):
            digest.update(path.read_bytes())
    name = f"{digest.hexdigest()[:10]}{settings.WORKER}"
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        name = str(settings.VAR / f"test-{name}.sqlite3")
    else:
        name = f"test_jisr_{settings.CHECKOUT}_{name}"
    database.setdefault("TEST", {})["NAME"] = name


class UndefinedVariable(str):
    """Fails a test when one of our templates uses a name nobody passed; for others' templates it is just ""."""

    def __new__(cls) -> "UndefinedVariable":
        return super().__new__(cls, "")

    def __bool__(self) -> bool:  # Django asks first: true takes the "%s" road below, false the everyday one
        return _origin().startswith(OURS)

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, variable: object) -> str:
        pytest.fail(f"{_origin()}: undefined variable {variable}", pytrace=False)


def _origin() -> str:
    frame = inspect.currentframe()
    while frame := frame.f_back if frame else None:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return node.origin.name
    return ""


@pytest.fixture(autouse=True)
def _undefined_template_variables_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", UndefinedVariable())


@pytest.fixture(autouse=True)
def _unordered_querysets_are_shuffled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list nobody ordered comes in the order nobody expects: reversed, so that luck is no order."""
    fetch = QuerySet._fetch_all

    def reversed_when_unordered(self: QuerySet) -> None:
        fresh = self._result_cache is None
        fetch(self)
        if fresh and not self.ordered and self.query.combinator is None and _is_ours(self.model):
            self._result_cache = list(reversed(self._result_cache))

    monkeypatch.setattr(QuerySet, "_fetch_all", reversed_when_unordered)


def _is_ours(model: type) -> bool:
    return model.__module__.split(".")[0] in {"cms", "demo", "foundation", "marketplace", "matching", "search"}


@pytest.fixture(autouse=True)
def _every_page_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    request = Client.request

    def looked_at(self: Client, **environ: Any) -> HttpResponse:
        response = request(self, **environ)
        look_at(environ.get("PATH_INFO", ""), response)
        return response

    monkeypatch.setattr(Client, "request", looked_at)


@pytest.fixture(autouse=True)
def _own_places(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Files and the index of a test are its own; on a search server, what it wrote goes with it."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_ROOT = tmp_path / "private"
    mine = {"prefix": f"test-{uuid4().hex}"} if ON_SERVER else {"path": str(tmp_path / "search.sqlite3")}
    settings.SEARCH_ENGINE = settings.SEARCH_ENGINE | {"options": settings.SEARCH_ENGINE["options"] | mine}
    yield
    if ON_SERVER:
        drop_indices(mine["prefix"])


@pytest.fixture(autouse=True)
def _sentences_are_english() -> Iterator[None]:
    """What is called without a request speaks the language of the code; a page speaks that of its address."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _no_remembered_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process remembers of the taxonomy is of another test's rows."""
    monkeypatch.setattr("foundation.taxonomy.queries._held", None)


@pytest.fixture
def _put_back(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What the migrations wrote (Wagtail's root page) is there again after a test that flushed the database."""
    with django_db_blocker.unblock():
        rows = json.loads(connection.creation.serialize_db_to_string())
    rows.sort(key=lambda row: row["model"] != "contenttypes.contenttype")  # else saving a page makes its type anew
    yield
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True, reset_sequences=False)
        ContentType.objects.clear_cache()
        connection.creation.deserialize_db_from_string(json.dumps(rows))
        ContentType.objects.clear_cache()


@pytest.fixture
def committed(_put_back: None, transactional_db: None) -> None:
    """The test database with real commits, for what other processes and threads must see."""


@pytest.fixture
def as_user(client: Client) -> Any:
    """Return a function that gives a client in which a person is signed in."""

    def signed_in(person: Any) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no process waits for another at the end.

    With a search server, every test may speak to this machine, and what touches no server is not tried a second time.
    """
    items.sort(key=lambda item: not item.path.is_relative_to(HERE / "sweeps"))
    if not ON_SERVER:
        return
    for item in items:
        item.add_marker(pytest.mark.allow_hosts(LOCAL))
    apart = [item for item in items if not _touches_a_server(item)]
    config.hook.pytest_deselected(items=apart)
    items[:] = [item for item in items if _touches_a_server(item)]


def _touches_a_server(item: pytest.Item) -> bool:
    """Whether a test asks for the database, or is of a room that speaks to servers without it."""
    if any(item.path.is_relative_to(HERE / room) for room in ("config", "scripts", "search", "workers")):
        return True
    asked = {"db", "transactional_db"}.intersection(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--routes", action="store_true", help="print every route × person → status as JSON lines")
