"""A real server with the demonstration, in a process and a folder of its own, and a browser that complains aloud."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
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


@dataclass
class Site:
    """The running site. Its time only goes on: a clock that has run waits for its next time."""

    url: str
    accounts: list[dict[str, str]]
    environment: dict[str, str]
    moment: datetime = field(default_factory=lambda: datetime.now(UTC))

    def account(self, role: str, nth: int = 0) -> dict[str, str]:
        return [account for account in self.accounts if account["role"] == role][nth]

    def lets_pass(self, **time: float) -> None:
        """Let days, hours or minutes pass, and do what is due then, as `tick --now` does."""
        self.moment += timedelta(**time)
        subprocess.run(self._tick(), cwd=ROOT, env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def is_killed_at_work(self, after_mails: int) -> None:
        """Begin what is due at this moment, and kill the process (-9) when some mails have left."""
        before = len(self.mails())
        worker = subprocess.Popen(self._tick(), cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL)
        while worker.poll() is None and len(self.mails()) < before + after_mails:
            time.sleep(0.02)
        worker.kill()
        worker.wait()

    def _tick(self) -> list[str]:
        return [sys.executable, "manage.py", "tick", "--until-idle", "--now", self.moment.isoformat()]

    def mails(self) -> list[EmailMessage]:
        """Return the mails that have left, which the demonstration puts into a folder."""
        files = sorted((Path(self.environment["JISR_VAR"]) / "mail").glob("*.log"))
        parted = (part for file in files for part in file.read_bytes().split(b"\n" + b"-" * 79 + b"\n"))
        return [message_from_bytes(part, policy=policy.default) for part in parted if part.strip()]  # type: ignore[misc]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration as `make demo` serves it."""
    var = tmp_path_factory.mktemp("var")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "JISR_VAR": str(var),
        "JISR_SITE_URL": url,  # where links of mails and QR codes lead
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "PYTHONWARNINGS": "ignore",
    }
    run = [sys.executable, "manage.py"]
    subprocess.run([*run, "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    accounts = var / "demo-accounts.json"
    subprocess.run([*run, "load_demo", "--accounts", str(accounts)], cwd=ROOT, env=environment, check=True)
    with (var / "server.log").open("w") as log:
        server = subprocess.Popen(
            [*run, "runserver", "--noreload", f"127.0.0.1:{port}"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    try:
        _wait(f"{url}/health/ready", server)
        yield Site(url, json.loads(accounts.read_text(encoding="utf-8")), environment)
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
        self.width = width
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

    def signs_in(self, role: str, nth: int = 0) -> Page:
        """Come as the first, second, … sample person of a role, whoever was here before."""
        account = self.site.account(role, nth)
        self.context.clear_cookies()
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
