"""screenshots.py: pictures of the main pages, in French and Arabic, into docs/images/."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
HEIGHT = 1400


def main() -> None:
    with tempfile.TemporaryDirectory() as var, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        environment = {**os.environ, "JISR_VAR": var, "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
        manage = [sys.executable, "manage.py"]
        accounts = Path(var) / "accounts.json"
        for command in (["migrate", "-v0"], ["load_demo", "--accounts", str(accounts)]):
            subprocess.run([*manage, *command], cwd=ROOT, env=environment, check=True)
        server = subprocess.Popen([*manage, "runserver", "--noreload", f"127.0.0.1:{port}"], cwd=ROOT, env=environment)
        try:
            wait(f"http://127.0.0.1:{port}/health/ready")
            take(f"http://127.0.0.1:{port}", json.loads(accounts.read_text(encoding="utf-8")))
        finally:
            server.terminate()


def wait(url: str) -> None:
    for _ in range(150):
        try:
            with urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"{url} does not answer")


def take(site: str, accounts: list[dict[str, str]]) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    people: dict[str, dict[str, str]] = {}
    for account in accounts:
        people.setdefault(account["role"], account)
    found = os.environ.get("JISR_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        for language in ("fr", "ar"):
            context = browser.new_context(viewport={"width": 1280, "height": 900}, locale=language)
            page = context.new_page()
            picture(page, f"{site}/{language}/", f"home-{language}")
            picture(page, f"{site}/{language}/search/?q=irrigation", f"results-{language}")
            page.goto(f"{site}/{language}/search/?q=irrigation&kind=mission")
            address = page.locator("article[data-opportunity] a").first.get_attribute("href")
            picture(page, f"{site}{address}", f"mission-{language}")
            sign_in(page, f"{site}/{language}/account/login/", people["expert"])
            picture(page, f"{site}/{language}/for-you/", f"for-you-{language}")
            picture(page, f"{site}{first_case(page, f'{site}/{language}/account/answers/')}", f"apply-{language}")
            context.clear_cookies()
            sign_in(page, f"{site}/{language}/account/login/", people["agency_moderator"])
            page.goto(f"{site}/{language}/search/?kind=mission&country=MA")
            address = page.locator("article[data-opportunity] a[href*='souss-territoires']").first.get_attribute("href")
            picture(page, f"{site}{address}people/", f"people-{language}")
            picture(page, f"{site}{first_case(page, f'{site}/{language}/desk/answers/')}", f"answer-{language}")
            context.close()
        browser.close()


def first_case(page: Page, listed: str) -> str:
    """Return the address of the first case of a list: what one is about to send, or what waits for an answer."""
    page.goto(listed)
    return page.locator("[data-submission] h2 a").first.get_attribute("href") or ""


def picture(page: Page, address: str, name: str) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    height = min(page.evaluate("document.documentElement.scrollHeight"), HEIGHT)
    page.screenshot(path=IMAGES / f"{name}.png", clip={"x": 0, "y": 0, "width": 1280, "height": height}, full_page=True)


def sign_in(page: Page, address: str, account: dict[str, str]) -> None:
    page.goto(address)
    page.fill("[name=login]", account["email"])
    page.fill("[name=password]", account["password"])
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.wait_for_url("**/desk/")


if __name__ == "__main__":
    main()
