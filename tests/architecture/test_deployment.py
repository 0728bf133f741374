"""The compose file, its example of an environment, the settings and their documentation name the same variables."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
SERVICES: dict[str, Any] = yaml.safe_load(COMPOSE)["services"]
JISR = {"release", "web", "worker", "beat"}
ONCE = {"release", "certificates"}
SECRETS = {"JISR_SECRET_KEY", "JISR_POSTGRES_PASSWORD", "JISR_REDIS_PASSWORD", "JISR_ELASTICSEARCH_PASSWORD"}
READERS = [*sorted((ROOT / "config" / "settings").glob("*.py")), ROOT / "config" / "gunicorn.py"]


def read_by(path: Path) -> dict[str, str]:
    """Return the variables that a file reads, with the function that reads each."""
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    return {
        call.args[0].value: call.func.id
        for call in calls
        if isinstance(call.func, ast.Name)
        and call.func.id in {"required", "optional", "folder", "number", "choice"}
        and isinstance(call.args[0], ast.Constant)
    }


def asked_of_the_host() -> dict[str, str]:
    """Return the variables that compose asks for, each with what follows its name: ":?…" or ":-…"."""
    return dict(re.findall(r"\$\{([A-Z_]+)([^}]*)\}", COMPOSE))


def test_the_example_names_what_compose_asks_for_and_nothing_else() -> None:
    named = set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.M))
    assert named == set(asked_of_the_host())


def test_compose_refuses_without_what_is_required_and_has_a_default_for_the_rest() -> None:
    required = set(re.findall(r"^([A-Z_]+)=", EXAMPLE, re.M))
    assert required >= SECRETS
    assert {name for name, rest in asked_of_the_host().items() if rest.startswith(":?")} == required
    assert {name for name, rest in asked_of_the_host().items() if not rest.startswith((":?", ":-"))} == set()


def test_the_example_holds_no_secret_and_says_the_defaults_of_compose() -> None:
    assert dict(re.findall(r"^(JISR_\w*(?:PASSWORD|KEY))=(.*)$", EXAMPLE, re.M)) == dict.fromkeys(SECRETS, "")
    said = dict(re.findall(r"^#([A-Z_]+)=(.*)$", EXAMPLE, re.M))
    passed = {name: rest.removeprefix(":-") for name, rest in asked_of_the_host().items() if rest.startswith(":-")}
    assert {name: value for name, value in passed.items() if value not in ("", said[name])} == {}


def test_every_process_of_jisr_gets_what_the_production_settings_require() -> None:
    required = {
        name for name, reader in read_by(ROOT / "config/settings/production.py").items() if reader == "required"
    }
    assert required
    for name in JISR:
        assert required - set(SERVICES[name]["environment"]) == set()


def test_what_a_process_of_jisr_gets_is_read_by_it() -> None:
    read = {name for path in READERS for name in read_by(path)}
    assert set(SERVICES["web"]["environment"]) - read == set()


@pytest.mark.parametrize("path", READERS, ids=lambda path: path.stem)
def test_every_variable_is_explained_to_operators(path: Path) -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    own = {"PYTEST_XDIST_WORKER"}  # of the test runner
    assert [name for name in read_by(path) if f"`{name}`" not in page and name not in own] == []


def test_the_variables_of_compose_are_explained_to_operators() -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert [name for name in asked_of_the_host() if f"`{name}`" not in page] == []


def test_every_service_has_limits_and_those_that_stay_have_a_health_check_and_come_back() -> None:
    for name, service in SERVICES.items():
        assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory"}, name
        assert ("healthcheck" in service) == (name not in ONCE), name
        assert service["restart"] == ("no" if name in ONCE else "unless-stopped"), name


def test_jisr_waits_for_its_release_and_no_service_or_volume_is_misspelt() -> None:
    volumes = set(yaml.safe_load(COMPOSE)["volumes"])
    for name, service in SERVICES.items():
        assert set(service.get("depends_on", {})) <= set(SERVICES), name
        mounted = {volume.split(":")[0] for volume in service.get("volumes", [])}
        assert {source for source in mounted if not source.startswith(".")} <= volumes, name
    for name in JISR - {"release"}:
        assert SERVICES[name]["depends_on"]["release"] == {"condition": "service_completed_successfully"}


def test_elasticsearch_is_the_same_release_natively_and_by_compose() -> None:
    native = re.search(r"^es_version=(\S+)$", (ROOT / "scripts" / "services").read_text(encoding="utf-8"), re.M)
    assert native
    assert SERVICES["elasticsearch"]["image"].endswith(f":{native[1]}")
    assert SERVICES["certificates"]["image"] == SERVICES["elasticsearch"]["image"]


def test_the_last_stage_of_the_image_is_not_run_by_root_and_gets_no_more_than_the_client_of_the_database() -> None:
    last = (ROOT / "Dockerfile").read_text(encoding="utf-8").rpartition("\nFROM ")[2]
    assert re.findall(r"^USER (\S+)$", last, re.M) == ["jisr"]
    assert re.findall(r"\b(?:pip|uv|npm|gcc)\b", last) == []
    installed = re.findall(r"apt-get install(?: -\S+)* ([^&|;\n]+)", last)
    assert [names.split() for names in installed] == [["postgresql-client-17"]]


def test_the_image_holds_every_package_of_the_house() -> None:
    kept = set(re.findall(r"^!(\w+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.M))
    house = {app.partition(".")[0] for app in settings.INSTALLED_APPS} | {"config"}
    assert {name for name in house if (ROOT / name).is_dir()} - kept == set()
