"""Several workers serve as one: their figures add up, over a worker's death too, and all log in one form."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from django.conf import settings

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]", Path]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JISR_", "DJANGO_"))}
    environment |= {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "JISR_DEBUG": "0", "JISR_VAR": str(tmp_path)}
    environment |= {"JISR_BIND": address, "JISR_WEB_WORKERS": "2", "JISR_LOG_FORMAT": "json", "JISR_LOG_LEVEL": "INFO"}
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "-c", "config/gunicorn.py"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stderr=log, stdout=log)
    try:
        yield address, process, tmp_path
    finally:
        process.kill()
        process.wait()


def get(address: str) -> str:
    with urlopen(Request(f"http://{address}"), timeout=60) as answer:
        return str(answer.read().decode())


def eventually(true: Callable[[], bool]) -> None:
    for _ in range(300):
        try:
            if true():
                return
        except OSError:
            pass
        time.sleep(0.1)
    pytest.fail("it did not come true within half a minute")


def served(address: str) -> float:
    """Return how many times /health/live was answered, by all workers."""
    said = [line for line in get(f"{address}/metrics").splitlines() if 'route="health_live"' in line]
    return sum(float(line.rsplit(" ", 1)[1]) for line in said if line.startswith("jisr_requests_total"))


def test_figures_are_the_sum_of_all_workers_and_survive_one(
    server: tuple[str, "subprocess.Popen[bytes]", Path],
) -> None:
    address, process, var = server
    eventually(lambda: "true" in get(f"{address}/health/live"))
    children = f"/proc/{process.pid}/task/{process.pid}/children"
    eventually(lambda: len(Path(children).read_text().split()) == 2)
    before = served(address)
    for _ in range(20):
        get(f"{address}/health/live")
    assert served(address) - before == 20
    first = Path(children).read_text().split()[0]
    os.kill(int(first), signal.SIGKILL)
    eventually(lambda: first not in Path(children).read_text().split())
    eventually(lambda: len(Path(children).read_text().split()) == 2)
    assert served(address) - before == 20
    (folder,) = (var / "metrics").iterdir()
    assert {path.name.rsplit("_", 1)[1] for path in folder.glob("*.db")} <= {"0.db", "1.db", "master.db"}
    process.terminate()
    assert process.wait(timeout=40) == 0
    assert list((var / "metrics").iterdir()) == []
    rows = [json.loads(line) for line in (var / "log").read_text().splitlines()]
    assert {"gunicorn.error", "jisr.access"} <= {row["logger"] for row in rows}
    assert not (Path.home() / ".gunicorn" / "gunicorn.ctl").exists()
