"""A real server with the demonstration, in a process and a folder of its own, and a browser that complains aloud."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = os.environ.get("JISR_LANGUAGES", "fr ar").split()
WIDTHS = [int(width) for width in os.environ.get("JISR_WIDTHS", "360 1440").split()]
QUIET = "Failed to load resource"  # the browser's own word for a 404 that a test asked for


@dataclass(frozen=True)
class Site:
    url: str
    accounts: dict[str, dict[str, str]]  # by role: the first of each
    environment: dict[str, str]

    def works_in(self, minutes: int) -> None:
        """Do what is due some minutes from now, as `tick --now` does."""
        moment = datetime.now(UTC) + timedelta(minutes=minutes)
        command = [sys.executable, "manage.py", "tick", "--until-idle", "--now", moment.isoformat()]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def mails(self) -> list[EmailMessage]:
        """Return the mails that have left, which the demonstration puts into a folder."""
        files = sorted((Path(self.environment["JISR_VAR"]) / "mail").glob("*.log"))
        parted = (part for file in files for part in file.read_bytes().split(b"\n" + b"-" * 79 + b"\n"))
        return [message_from_bytes(part, policy=policy.default) for part in parted if part.strip()]  # type: ignore[misc]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration as `make demo` serves it."""
    var = tmp_path_factory.mktemp("var")
    environment = {
        **os.environ,
        "JISR_VAR": str(var),
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "PYTHONWARNINGS": "ignore",
    }
    run = [sys.executable, "manage.py"]
    subprocess.run([*run, "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    accounts = var / "demo-accounts.json"
    subprocess.run([*run, "load_demo", "--accounts", str(accounts)], cwd=ROOT, env=environment, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (var / "server.log").open("w") as log:
        server = subprocess.Popen(
            [*run, "runserver", "--noreload", f"127.0.0.1:{port}"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(f"{url}/health/ready", server)
        by_role: dict[str, dict[str, str]] = {}
        for account in json.loads(accounts.read_text(encoding="utf-8")):
            by_role.setdefault(account["role"], account)
        yield Site(url, by_role, environment)
    finally:
        server.terminate()
        server.wait(10)


def _wait(url: str, server: subprocess.Popen) -> None:
    for _ in range(150):
        if server.poll() is not None:
            pytest.fail("the server ended before it answered")
        try:
            with urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"{url} does not answer")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    names = ("chromium", "google-chrome", "google-chrome-stable")
    found = os.environ.get("JISR_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": found, "args": [*quiet, *sandbox, "--disable-dev-shm-usage"]}


class Visitor:
    """A person at a browser of some width, reading some language; every error of the console fails the test."""

    def __init__(self, browser: Browser, site: Site, *, language: str, width: int) -> None:
        self.site = site
        self.language = language
        self.context = browser.new_context(viewport={"width": width, "height": 900}, locale=language)
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and QUIET not in message.text:
            self.errors.append(f"{self.page.url}: {message.text}")

    def goes_to(self, path: str) -> Page:
        self.page.goto(self.site.url + path)
        return self.page

    def signs_in(self, role: str) -> Page:
        account = self.site.accounts[role]
        page = self.goes_to(f"/{self.language}/account/login/")
        page.fill("[name=login]", account["email"])
        page.fill("[name=password]", account["password"])
        page.locator("main form[method=post] button[type=submit]").first.click()
        page.wait_for_url("**/desk/")
        return page

    def sees_no_sideways_scroll(self) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px too wide"


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=WIDTHS)
def width(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture
def visitor(browser: Browser, site: Site, language: str, width: int) -> Iterator[Visitor]:
    person = Visitor(browser, site, language=language, width=width)
    yield person
    person.context.close()
    assert person.errors == []
