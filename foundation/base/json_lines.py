"""JSON lines, as commands read and write them: UTF-8, one value a line."""

import json
from typing import Any


def parsed(line: bytes) -> Any:
    """Return the value on a line.

    Raises:
        ValueError: "not UTF-8" or "not JSON".
    """
    try:
        return json.loads(line.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise ValueError("not UTF-8") from None
    except (ValueError, RecursionError):  # ValueError also for a number of thousands of digits
        raise ValueError("not JSON") from None


def written(value: Any) -> str:
    """Return a value as a line; half a character ("\\ud800"), which UTF-8 cannot hold, goes out as it came in."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode("utf-8")


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
