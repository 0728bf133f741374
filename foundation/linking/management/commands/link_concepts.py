"""link_concepts: JSON lines of texts on stdin, the concepts they say and imply as JSON lines on stdout."""

import sys
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from foundation.linking import queries
from foundation.linking.asked import answer_each, whole_number
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
        parser.add_argument("--limit", type=whole_number, default=20)

    def handle(self, *, kind: str | None, limit: int, **options: Any) -> None:
        def answer(text: str, language: str | None) -> dict[str, Any]:
            return {"concepts": _concepts(text, language, kind, limit)}

        answer_each(sys.stdin.buffer, answer, out=self.stdout, err=self.stderr)


def _concepts(text: str, language: str | None, kind: str | None, limit: int) -> list[dict[str, Any]]:
    """Return the `limit` weightiest: what is said in order, what a short text resembles, what is implied."""
    labels_in = language or detect_language(text)
    mentions = queries.link(text, language or None, labels_in=labels_in)
    said = kinds_only(mentions, kind)
    if limit and len(said) > limit:
        kept = sorted(sorted(said, key=lambda mention: -mention.weight)[:limit], key=lambda mention: mention.start or 0)
        return [_row(mention) for mention in kept]
    known = {mention.uri for mention in mentions}
    near = kinds_only(queries.resembling(_without_denied(text, mentions), labels_in, labels_in=labels_in), kind)
    near = [mention for mention in near if mention.uri not in known]
    known.update(mention.uri for mention in near)
    implied = kinds_only(queries.implied(mentions, labels_in=labels_in), kind)
    kept = [*said, *near, *(mention for mention in implied if mention.uri not in known)]
    return [_row(mention) for mention in (kept[:limit] if limit else kept)]


def _without_denied(text: str, mentions: Sequence[Mention]) -> str:
    """Return the text with blanks where it denies something: nothing resembles what is not there."""
    for mention in mentions:
        if mention.negated and mention.start is not None and mention.end is not None:
            text = text[: mention.start] + " " * (mention.end - mention.start) + text[mention.end :]
    return text


def _row(mention: Mention) -> dict[str, Any]:
    row: dict[str, Any] = {"uri": mention.uri, "kind": mention.kind, "label": mention.label}
    if mention.said:
        row |= {"start": mention.start, "end": mention.end}
    row |= {"weight": mention.weight, "via": mention.via}
    if mention.negated:
        row["negated"] = True
    if mention.optional:
        row["optional"] = True
    if mention.level:
        row["level"] = mention.level
    if mention.years:
        row["years"] = mention.years
    return row
