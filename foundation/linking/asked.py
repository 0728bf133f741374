"""What the commands of this room are asked on stdin: one JSON object a line, with an id, a language and a text."""

import sys
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterable
from typing import Any

from django.core.management.base import OutputWrapper

from foundation.base import json_lines
from foundation.linking.lexicon import LANGUAGES

Answer = Callable[[str, str | None], dict[str, Any]]  # text, language if it was named


def answer_each(lines: Iterable[bytes], answer: Answer, *, out: OutputWrapper, err: OutputWrapper) -> None:
    """Write one answer a line, each with the id it was asked by; a line that is not understood is named on `err`.

    Raises:
        SystemExit: with 1, at the end, when a line was not understood.
    """
    bad = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = asked(line)
        except ValueError as error:
            bad += 1
            err.write(f"line {number}: {error}")
            continue
        out.write(json_lines.written({"id": row.get("id")} | answer(row["text"], row.get("language") or None)))
    if bad:
        sys.exit(1)


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
