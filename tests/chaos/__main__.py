"""Make runs one after the other and say how many passed: `python -m tests.chaos --runs 10 --seed 7 --writes 2000`."""

import argparse
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql

from tests.search.engines.server import drop_indices

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    parser = argparse.ArgumentParser(prog="make chaos")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--seed", type=int, help="of the first run; the next one has the next number")
    parser.add_argument("--writes", type=int, default=2000)
    asked = parser.parse_args()
    first = random.SystemRandom().randrange(1_000_000) if asked.seed is None else asked.seed
    print(f"seed {first}", file=sys.stderr)
    failed = [seed for seed in range(first, first + asked.runs) if not _run(seed, asked.writes)]
    print(f"{asked.runs - len(failed)} of {asked.runs} runs passed" + (f"; failed: {failed}" if failed else ""))
    return 1 if failed else 0


def _run(seed: int, writes: int) -> bool:
    """Make one run on a database, an index prefix and a folder that go when it passed."""
    name = f"jisr_chaos_{os.getpid()}_{seed}"
    place = Path(os.environ["JISR_VAR"]) / name
    place.mkdir(parents=True)
    environment = {"DJANGO_SETTINGS_MODULE": "tests.chaos.settings", "JISR_CHAOS_NAME": name, "JISR_VAR": str(place)}
    _database("CREATE DATABASE {}", name)
    try:
        command = [sys.executable, "-m", "tests.chaos.run", str(seed), str(writes)]
        passed = subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=False).returncode == 0
    finally:
        subprocess.run([ROOT / "scripts" / "services", "start"], capture_output=True, check=False)
        _database("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        drop_indices(name.replace("_", "-"))
    if passed:
        shutil.rmtree(place)
    else:
        print(f"logs and mails: {place}", file=sys.stderr)
    return passed


def _database(statement: str, name: str) -> None:
    with psycopg.connect(os.environ["JISR_DATABASE_URL"], autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))


if __name__ == "__main__":
    sys.exit(main())
