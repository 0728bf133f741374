"""Measure how fast pages are served to many readers at once, against the barest page behind the same middleware.

Gunicorn serves the demonstration as in production (its configuration, compressed static files, JSON logs) on SQLite and
the embedded index, or on the servers whose addresses the environment holds (it loads the demonstration into them). Each
page is read by all readers at once over kept connections; the client shares the machine with the server.
`python benchmarks/pages.py [--readers 50] [--seconds 10] [--servers gthread:2x4,sync:4x1]`.
"""

import argparse
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.material.lines import say
from benchmarks.material.reading import read

ROOT = Path(__file__).resolve().parent.parent
WORDS = ["irrigation", "comptable", "énergie solaire", "pêche", "santé", "formation", "", "ingénieur", "coton", "eau"]
SERVER = "gthread:2x4"
WARM_S = 4.0


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--readers", type=int, default=50, help="how many read at once")
    parser.add_argument("--seconds", type=float, default=10, help="how long each page is read")
    parser.add_argument("--servers", default=SERVER, help="class:workersxthreads, with commas between")
    asked = parser.parse_args()
    var = Path(os.environ.get("JISR_VAR", ROOT / "var")) / "pages"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "benchmarks.material.served", "JISR_VAR": str(var)}
    prepare(var, environment)
    accounts = json.loads((var / "accounts.json").read_text(encoding="utf-8"))
    for server in asked.servers.split(","):
        with served(server, var, environment) as port:
            pages = requests(port, accounts)
            measure(server, port, pages, asked.readers, asked.seconds)


def prepare(var: Path, environment: dict[str, str]) -> None:
    """Load the demonstration; what is there already is kept."""
    for command in (
        ["migrate", "-v0"],
        ["load_demo", "--accounts", str(var / "accounts.json")],
        ["rebuild_search"],
        ["collectstatic", "--noinput", "-v0"],
    ):
        run = [sys.executable, "manage.py", *command]
        quiet = {**environment, "JISR_LOG_LEVEL": "WARNING"}
        subprocess.run(run, cwd=ROOT, env=quiet, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def served(server: str, var: Path, environment: dict[str, str]) -> Iterator[int]:
    """Serve as a server is described ("gthread:2x4") and yield the port."""
    kind, workers, threads = re.split("[:x]", server)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {"JISR_WEB_CLASS": kind, "JISR_WEB_WORKERS": workers, "JISR_WEB_THREADS": threads}
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "-c", "config/gunicorn.py"]
    with (var / "served.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**environment, **own, "JISR_BIND": f"127.0.0.1:{port}"}, stdout=log, stderr=log
        )
        try:
            until_ready(port)
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def until_ready(port: int) -> None:
    for _ in range(300):
        try:
            with urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=60):
                break
        except OSError:
            time.sleep(0.2)
    else:
        sys.exit(f"nobody answers on port {port}")


def requests(port: int, accounts: list[dict[str, str]]) -> dict[str, list[tuple[str, str]]]:
    """Return what is asked for, by name of the page: (path, cookie), in turn."""
    site = f"http://127.0.0.1:{port}"
    results = [f"/fr/search/?{urlencode({'q': word})}" for word in WORDS]
    listed = urlopen(f"{site}/fr/search/?sort=newest").read().decode()
    opportunities = sorted(set(re.findall(r'href="(/fr/opportunities/[^"]+)"', listed)))
    people = [account for account in accounts if account["role"] in ("expert", "investor")]
    return {
        "bare": [("/fr/bare/", "")],
        "results": [(path, "") for path in results],
        "opportunity": [(path, "") for path in opportunities],
        "for-you": [("/fr/for-you/", signed_in(site, account)) for account in people],
    }


def signed_in(site: str, account: dict[str, str]) -> str:
    """Return the cookies of a person who signed in by the form."""
    jar = CookieJar()
    browser = build_opener(HTTPCookieProcessor(jar))
    address = f"{site}/fr/account/login/"
    browser.open(address).read()
    token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
    form = {"login": account["email"], "password": account["password"], "csrfmiddlewaretoken": token}
    browser.open(Request(address, data=urlencode(form).encode(), headers={"Referer": address})).read()
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def measure(server: str, port: int, pages: dict[str, list[tuple[str, str]]], readers: int, seconds: float) -> None:
    """Read each page, the bare one before and after it: what else the machine does weighs on both alike."""
    bare = pages.pop("bare")
    before = read(port=port, requests=bare, readers=readers, seconds=seconds / 2)
    for page, asked in pages.items():
        read(port=port, requests=asked, readers=readers, seconds=WARM_S)  # each worker remembers what it read once
        found = read(port=port, requests=asked, readers=readers, seconds=seconds)
        after = read(port=port, requests=bare, readers=readers, seconds=seconds / 2)
        least = before + after
        if not (found.waits_s and least.waits_s):
            sys.exit(f"{page} was not answered: see served.log beside the demonstration")
        n, more = len(found.waits_s), {"server": server, "readers": readers, "failed": found.failed}
        say("pages", f"{page} a second", found.a_second, "1/s", reference=least.a_second, n=n, **more)
        for share in (0.5, 0.95):
            metric = f"{page} p{share * 100:.0f}"
            say("pages", metric, found.at(share), "ms", reference=least.at(share), n=n, **more)
        before = after


if __name__ == "__main__":
    main()
