"""What the commands of this room are asked on stdin: one JSON object a line, with an id, a language and a text."""

from argparse import ArgumentTypeError
from typing import Any

from foundation.base import json_lines
from foundation.linking.lexicon import LANGUAGES


def asked(line: bytes) -> dict[str, Any]:
    """Return the object on a line; ValueError says what is wrong with it."""
    row = json_lines.parsed(line)
    if not isinstance(row, dict):
        raise ValueError('not an object {"id", "language", "text"}')
    if not isinstance(row.get("text"), str):
        raise ValueError('"text" is missing or no text')
    if row.get("language") not in (None, "", *LANGUAGES):
        raise ValueError(f'"language" is none of {", ".join(LANGUAGES)}')
    return row


def whole_number(value: str) -> int:
    """Read a `--limit`; 0 is all."""
    try:
        number = int(value)
    except ValueError:
        raise ArgumentTypeError("a whole number is needed") from None
    if number < 0:
        raise ArgumentTypeError("0 (all) or more")
    return number
