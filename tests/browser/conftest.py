"""A real server with the demonstration, in a process and a folder of its own, and a browser that complains aloud."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from time import sleep
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = os.environ.get("JISR_LANGUAGES", "fr ar").split()
WIDTHS = [int(width) for width in os.environ.get("JISR_WIDTHS", "360 1440").split()]
LEASE = timedelta(minutes=2)  # longer than what a killed process was at stays its own
ACCOUNTS = "demo-accounts.json"
PATIENCE_S = 600  # for the demonstration to be loaded
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

    def is_killed_at_work(self, *, after_mails: int, **time: float) -> None:
        """The same, but the process is killed (-9) as soon as so many mails have left; what it held is free again."""
        self.moment += timedelta(**time)
        before = len(self._mail_files())
        worker = subprocess.Popen(self._tick(), cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL)
        while worker.poll() is None and len(self._mail_files()) < before + after_mails:
            sleep(0.02)
        worker.kill()
        worker.wait()
        self.moment += LEASE

    def _mail_files(self) -> list[Path]:
        return sorted((Path(self.environment["JISR_VAR"]) / "mail").glob("*.log"))

    def _tick(self) -> list[str]:
        return [sys.executable, "manage.py", "tick", "--until-idle", "--now", self.moment.isoformat()]

    def mails(self) -> list[EmailMessage]:
        """Return the mails that have left, which the demonstration puts into a folder."""
        parted = (part for file in self._mail_files() for part in file.read_bytes().split(b"\n" + b"-" * 79 + b"\n"))
        return [message_from_bytes(part, policy=policy.default) for part in parted if part.strip()]  # type: ignore[misc]


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of the demonstration as `make demo` loads it, which nobody has used yet.

    The first worker loads it and gives the folder its name; the others wait for that.
    """
    base = tmp_path_factory.getbasetemp()
    ready = (base if worker_id == "master" else base.parent) / "sample"
    var = ready.with_name("sample-loading")
    try:
        var.mkdir()
    except FileExistsError:
        return _loaded_by_another(ready)
    run, environment = [sys.executable, "manage.py"], _environment(var)
    subprocess.run([*run, "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    load = [*run, "load_demo", "--accounts", str(var / ACCOUNTS)]
    subprocess.run(load, cwd=ROOT, env=environment, check=True)
    return var.rename(ready)


def _loaded_by_another(ready: Path) -> Path:
    for _ in range(PATIENCE_S):
        if ready.exists():
            return ready
        sleep(1)
    pytest.fail("the demonstration was not loaded by the worker that began")


@pytest.fixture(scope="session")
def site(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site that most journeys share."""
    with served(sample, tmp_path_factory.mktemp("site") / "var") as site:
        yield site


@pytest.fixture
def own_site(sample: Path, tmp_path: Path) -> Iterator[Site]:
    """One for a single journey, which may let weeks pass."""
    with served(sample, tmp_path / "var") as site:
        yield site


@contextmanager
def served(sample: Path, var: Path) -> Iterator[Site]:
    """Serve a copy of the sample, as `make demo` does."""
    shutil.copytree(sample, var)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    environment = _environment(var) | {"JISR_SITE_URL": url}  # where links of mails and QR codes lead
    command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    with (var / "server.log").open("w") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        _wait(f"{url}/health/ready", server)
        yield Site(url, json.loads((var / ACCOUNTS).read_text(encoding="utf-8")), environment)
    finally:
        server.terminate()
        server.wait(10)


def _environment(var: Path) -> dict[str, str]:
    own = {"JISR_VAR": str(var), "DJANGO_SETTINGS_MODULE": "config.settings.dev", "PYTHONWARNINGS": "ignore"}
    return os.environ | own


def _wait(url: str, server: subprocess.Popen) -> None:
    for _ in range(150):
        if server.poll() is not None:
            pytest.fail("the server ended before it answered")
        try:
            with urlopen(url, timeout=1):
                return
        except OSError:
            sleep(0.2)
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

    def sees_it_at_each_width(self) -> None:
        """Look at the page on a phone and on a desk, in the same trip."""
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            self.sees_no_sideways_scroll()

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
    with visiting(browser, site, language=language, width=width) as person:
        yield person


@pytest.fixture
def visitor_of_own_site(browser: Browser, own_site: Site, language: str) -> Iterator[Visitor]:
    """A trip that takes long is made once per language, and its pages are looked at in each width."""
    with visiting(browser, own_site, language=language, width=WIDTHS[0]) as person:
        yield person


@contextmanager
def visiting(browser: Browser, site: Site, *, language: str, width: int) -> Iterator[Visitor]:
    person = Visitor(browser, site, language=language, width=width)
    yield person
    person.context.close()
    assert person.errors == []
