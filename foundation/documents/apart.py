"""Hand bytes to the worker, a process of its own with limits; whatever goes wrong in it is a refusal here."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

WORKER = Path(__file__).with_name("worker.py")


def read_apart(
    content: bytes, kind: str, *, most_pages: int, most_characters: int, time_limit_s: float, worker: Path = WORKER
) -> dict[str, Any]:
    """Return what the worker answers for "pdf", "docx" or "xlsx", or {"refused": code} with a code of `errors`."""
    command = [sys.executable, "-I", str(worker), kind, str(most_pages), str(most_characters)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=time_limit_s, check=False)
    except subprocess.TimeoutExpired:
        return {"refused": "too_large"}
    if done.returncode != 0:  # killed by its memory limit or by a fault in a C library
        return {"refused": "unreadable"}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
