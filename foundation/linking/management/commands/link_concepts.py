"""link_concepts: JSON lines of texts on stdin, the concepts they say and imply as JSON lines on stdout."""

import sys
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from foundation.base import json_lines
from foundation.linking import queries
from foundation.linking.lexicon import LANGUAGES
from foundation.linking.linker import kinds_only
from foundation.linking.mention import Mention
from foundation.text.language import detect_language

_KINDS = ("skill", "occupation", "sector")


class Command(BaseCommand):
    help = (
        "Link texts to concepts: {id, language, text} per line → {id, concepts}. Exit 1 when a line was not understood."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", choices=_KINDS)
        parser.add_argument("--limit", type=_positive, default=20)

    def handle(self, **options: Any) -> None:
        bad = 0
        for number, line in enumerate(sys.stdin.buffer, 1):
            if not line.strip():
                continue
            try:
                asked = _asked(line)
            except ValueError as error:
                bad += 1
                self.stderr.write(f"line {number}: {error}")
                continue
            found = _concepts(asked["text"], asked.get("language"), options["kind"], options["limit"])
            answer = {"id": asked.get("id"), "concepts": found}
            self.stdout.write(json_lines.written(answer))
        if bad:
            sys.exit(1)


def _asked(line: bytes) -> dict[str, Any]:
    """Return the object on a line; ValueError says what is wrong with it."""
    asked = json_lines.parsed(line)
    if not isinstance(asked, dict):
        raise ValueError('not an object {"id", "language", "text"}')
    if not isinstance(asked.get("text"), str):
        raise ValueError('"text" is missing or no text')
    if asked.get("language") not in (None, "", *LANGUAGES):
        raise ValueError(f'"language" is none of {", ".join(LANGUAGES)}')
    return asked


def _concepts(text: str, language: str | None, kind: str | None, limit: int) -> list[dict[str, Any]]:
    """Return the `limit` weightiest: what is said before what is implied; what is said in the order of the text."""
    labels_in = language or detect_language(text)
    mentions = queries.link(text, language or None, labels_in=labels_in)
    said = kinds_only(mentions, kind)
    if limit and len(said) > limit:
        kept = sorted(sorted(said, key=lambda mention: -mention.weight)[:limit], key=lambda mention: mention.start or 0)
    else:
        implied = kinds_only(queries.implied(mentions, labels_in=labels_in), kind)
        kept = said + (implied[: limit - len(said)] if limit else implied)
    return [_row(mention) for mention in kept]


def _row(mention: Mention) -> dict[str, Any]:
    row: dict[str, Any] = {"uri": mention.uri, "kind": mention.kind, "label": mention.label}
    if mention.said:
        row |= {"start": mention.start, "end": mention.end}
    row |= {"weight": mention.weight, "via": mention.via}
    if mention.negated:
        row["negated"] = True
    if mention.optional:
        row["optional"] = True
    return row


def _positive(value: str) -> int:
    try:
        number = int(value)
    except ValueError:
        raise ArgumentTypeError("a whole number is needed") from None
    if number < 0:
        raise ArgumentTypeError("0 (all) or more")
    return number
