"""The locks are hashed, name no registry, and agree with pyproject.toml and package.json."""

import json
import re
import sys
import tomllib
from pathlib import Path

problems: list[str] = []
project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
wanted = {"base": project["project"]["dependencies"], "dev": project["dependency-groups"]["dev"]}
for name, needs in wanted.items():
    path = Path(f"requirements/{name}.txt")
    text = path.read_text(encoding="utf-8")
    if "://" in text or "index-url" in text:
        problems.append(f"{path} holds an address")
    locked = {match.lower().replace("_", "-") for match in re.findall(r"^([A-Za-z0-9._-]+)==", text, re.M)}
    for need in needs:
        package = re.split(r"[\[<>=~! ]", need, maxsplit=1)[0].lower().replace("_", "-")
        if package not in locked:
            problems.append(f"{path} lacks {package}: run make lock")
    if text.count("==") > 0 and "--hash=" not in text:
        problems.append(f"{path} has no hashes")
lock = json.loads(Path("package-lock.json").read_text(encoding="utf-8"))
root = json.loads(Path("package.json").read_text(encoding="utf-8"))
if any("resolved" in package for package in lock["packages"].values()):
    problems.append("package-lock.json holds download addresses")
for kind in ("dependencies", "devDependencies"):
    if lock["packages"][""].get(kind) != root.get(kind):
        problems.append(f"package-lock.json does not agree with package.json on {kind}: run make lock")
sys.exit("\n".join(problems) or 0)
