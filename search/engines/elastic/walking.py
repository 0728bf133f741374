"""Hits far down a list, and everything there is: step by step through one moment of an index (a point in time)."""

from collections.abc import Generator, Mapping
from contextlib import suppress
from typing import Any

from search.engines.base import EngineDown
from search.engines.elastic.connection import Connection
from search.engines.elastic.question import WINDOW
from search.engines.elastic.requests import answers

KEPT = "1m"  # how long the moment outlives the last step
Row = dict[str, Any]


def walk(
    connection: Connection, alias: str, body: Mapping[str, Any], *, size: int, skip: int = 0
) -> Generator[Row, None, None]:
    """Yield rows in the order of the body, `size` at a time, without the first `skip`.

    Raises:
        EngineDown: a step was not answered.
    """
    pit = connection.ask(lambda client: client.open_point_in_time(index=alias, keep_alive=KEPT))["id"]
    try:
        moment = {"pit": {"id": pit, "keep_alive": KEPT}, "track_total_hits": False}
        last: list[Any] | None = None
        while True:
            step = min(skip, WINDOW) or size
            request = {**body, **moment, "size": step} | ({"search_after": last} if last else {})
            if skip:
                request["_source"] = False
            (answer,) = connection.ask(lambda client, asked=request: answers(client, "", [asked]))  # type: ignore[misc]
            rows = answer["hits"]["hits"]
            if skip:
                skip -= len(rows)
            else:
                yield from rows
            if len(rows) < step:
                return
            last = rows[-1]["sort"]
    finally:
        with suppress(EngineDown):
            connection.ask(lambda client: client.close_point_in_time(id=pit))
