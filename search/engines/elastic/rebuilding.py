"""An index made anew beside the one that answers: filled in bulk while others write to both, checked, swapped at once.

The making that is filled carries an alias of this rebuild alone. Another that begins takes it away with the making, so
that the next chunk, or the swap, finds that it was overtaken.
"""

import random
from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from elasticsearch import Elasticsearch, helpers

from search.engines.base import EngineDown, RebuildOvertaken
from search.engines.elastic.connection import Connection, Missing, reason
from search.engines.elastic.documents import FILLING, SETTINGS, creation, stored
from search.engines.elastic.indices import Names, make_first, makings
from search.engines.elastic.requests import action
from search.schema import Document

CHUNK = 500  # documents per request
SAMPLES = 50  # looked at one by one before the swap
AT_ONCE = 2  # chunks on their way
RETRIES = 5  # of what a busy server rejects (429), with growing pauses


def rebuild(connection: Connection, names: Names, documents: Iterable[Document]) -> int:
    """Make an index anew from documents and swap; returns how many it took from here.

    Raises:
        RebuildOvertaken: another began later. EngineDown: the server failed. In both cases, and when `documents`
            raises, what answered before goes on.
    """
    making = names.making()
    connection.administer(lambda client: _begin(client, names, making))
    try:
        sent = _Sent()
        connection.administer(lambda client: _fill(client, names, making, documents, sent))
        connection.administer(lambda client: _check(client, making, sent))
        connection.administer(lambda client: _swap(client, names, making))
    except Missing as error:
        raise RebuildOvertaken(f"Another rebuild of {names.index.name!r} began; this one was given up.") from error
    except BaseException:
        with suppress(EngineDown):  # the next rebuild drops what is left; what answers was never touched
            connection.administer(lambda client: client.indices.delete(index=making))
        raise
    return sent.taken


@dataclass(slots=True)
class _Sent:
    """What was sent, and a fair sample of it (reservoir sampling, Vitter's algorithm R)."""

    taken: int = 0
    created: int = 0
    seen: int = 0
    samples: list[tuple[str, int, str]] = field(default_factory=list)
    _chance: random.Random = field(default_factory=lambda: random.Random(0))

    def saw(self, document: Document, body: dict[str, Any]) -> None:
        self.seen += 1
        sample = (document.id, document.version, body["fingerprint"])
        if len(self.samples) < SAMPLES:
            self.samples.append(sample)
        elif (place := self._chance.randrange(self.seen)) < SAMPLES:
            self.samples[place] = sample

    def arrived(self, answers: Iterable[tuple[bool, dict[str, Any]]]) -> None:
        """Count what the server took.

        Raises:
            Missing: the making is gone. EngineDown: a document was refused.
        """
        for ok, answer in answers:
            item = answer["index"]
            if ok:
                self.taken += 1
                self.created += item["result"] == "created"
            elif item["status"] == 404:
                raise Missing("What was filled is gone.")
            elif item["status"] != 409:  # others wrote a later version meanwhile
                raise EngineDown(f"The search server refused {item['_id']!r}: {reason(item)}.")


def _begin(client: Elasticsearch, names: Names, making: str) -> None:
    """Make the index that will be filled; drop what rebuilds left that were killed, or are overtaken by this one."""
    if not makings(client, names).answering:
        make_first(client, names)
    client.indices.create(index=making, **creation(names.index, FILLING, [Names.filling(making)]))
    found = makings(client, names)
    left = [other for other in (*found.next, *found.other_next, *found.leftover) if other != making]
    client.indices.update_aliases(
        actions=[
            *({"remove_index": {"index": other}} for other in left),
            {"add": {"index": making, "alias": names.next}},
        ]
    )


def _fill(client: Elasticsearch, names: Names, making: str, documents: Iterable[Document], sent: _Sent) -> None:
    """Send the documents in chunks, a few on their way while the next is made ready."""
    target = Names.filling(making)
    waiting = iter(documents)
    under_way: deque[Future[list[Any]]] = deque()
    with ThreadPoolExecutor(AT_ONCE) as post:
        while chunk := [_action(names, target, document, sent) for document in islice(waiting, CHUNK)]:
            if len(under_way) == AT_ONCE:
                sent.arrived(under_way.popleft().result())
            under_way.append(post.submit(_send, client, chunk))
        for last in under_way:
            sent.arrived(last.result())


def _action(names: Names, target: str, document: Document, sent: _Sent) -> dict[str, Any]:
    body = stored(names.index, document)
    sent.saw(document, body)
    return {"_op_type": "index", **action(target, document.id, document.version), "_source": body}


def _send(client: Elasticsearch, chunk: list[dict[str, Any]]) -> list[tuple[bool, dict[str, Any]]]:
    return list(helpers.streaming_bulk(client, chunk, chunk_size=CHUNK, raise_on_error=False, max_retries=RETRIES))


def _check(client: Elasticsearch, making: str, sent: _Sent) -> None:
    """Look whether what was stored is there: by count, and a sample one by one.

    Raises:
        EngineDown: it is not.
    """
    client.indices.refresh(index=making)
    count = client.count(index=making)["count"]  # what was erased meanwhile still counts as a row
    if count < sent.created:
        raise EngineDown(f"{making} holds {count} of {sent.created} documents; the index was not replaced.")
    if not sent.samples:
        return
    keys = [key for key, _, _ in sent.samples]
    found = client.mget(index=making, ids=keys, source=["fingerprint"])["docs"]
    for (key, version, fingerprint), row in zip(sent.samples, found, strict=True):
        if row.get("found") and (row["_version"] > version or row["_source"].get("fingerprint") == fingerprint):
            continue
        raise EngineDown(f"{making} does not hold {key!r} as it was written; the index was not replaced.")


def _swap(client: Elasticsearch, names: Names, making: str) -> None:
    """Let the making answer in place of the old one, which is dropped in the same step."""
    client.indices.put_settings(index=making, settings={"refresh_interval": None, **_later(SETTINGS)})
    client.cluster.health(index=making, wait_for_status="yellow", timeout="30s")
    old = makings(client, names).answering
    client.indices.update_aliases(
        actions=[
            {"remove": {"index": making, "alias": names.next, "must_exist": True}},
            {"remove": {"index": making, "alias": Names.filling(making)}},
            {"add": {"index": making, "alias": names.live}},
            *({"remove_index": {"index": other}} for other in old),
        ]
    )


def _later(settings: Any) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if name != "number_of_shards"}
