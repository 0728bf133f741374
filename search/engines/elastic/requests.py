"""Requests as the server takes them, and its answers looked through for refusals: searches, and rows to be stored."""

from collections.abc import Iterable, Sequence
from typing import Any

from elasticsearch import Elasticsearch

from search.engines.base import EngineDown
from search.engines.elastic.connection import Missing, TooSlow, reason

Row = tuple[str, int, dict[str, Any]]  # id, version, body


def answers(client: Elasticsearch, alias: str, bodies: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Ask an alias several questions in one request; with `""`, questions that name a point in time.

    Raises:
        Missing: nothing is reached by the alias.
        TooSlow: the time was over before everything had been looked at.
        EngineDown: one of the questions was refused.
    """
    if len(bodies) == 1:
        found = [client.search(index=alias or None, body=bodies[0]).body]
    else:
        lines = [line for body in bodies for line in ({}, body)]
        found = client.msearch(index=alias or None, searches=lines).body["responses"]
    for answer in found:
        if answer.get("status") == 404:
            raise Missing(f"The search server has no {alias}.")
        if "error" in answer:
            raise EngineDown(f"The search server refused a question: {reason(answer)}.")
        if answer["timed_out"]:
            raise TooSlow("The search server did not finish a search in time.")
    return found


def put(client: Elasticsearch, targets: Sequence[str], rows: Iterable[Row]) -> set[str]:
    """Store rows under every alias, but over none of a later version; findable when this returns.

    Returns the ids that the first of the aliases took.

    Raises:
        Missing: the first is gone. Another is let go: what it reached has become the first, or was given up.
        EngineDown: a row was refused.
    """
    operations: list[dict[str, Any]] = []
    for target in targets:
        for key, version, body in rows:
            operations += [{"index": action(target, key, version)}, body]
    if not operations:
        return set()
    found = client.bulk(operations=operations, refresh=True)
    items = [item["index"] for item in found["items"]]
    first = len(items) // len(targets)
    taken = {item["_id"] for place, item in enumerate(items) if _is_taken(item) and place < first}
    if any(item["status"] == 404 for item in items[:first]):
        raise Missing(f"The search server has no {targets[0]}.")
    return taken


def action(target: str, key: str, version: int) -> dict[str, Any]:
    """Return how a row is addressed: by an alias that must be there, over versions up to its own."""
    return {
        "_index": target,
        "_id": key,
        "version": version,
        "version_type": "external_gte",
        "require_alias": True,
    }


def _is_taken(item: dict[str, Any]) -> bool:
    if item["status"] in (404, 409):
        return False
    if item["status"] >= 300:
        raise EngineDown(f"The search server refused {item['_id']!r}: {reason(item)}.")
    return True
