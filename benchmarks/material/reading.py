"""Readers that ask for pages all at once over kept connections, and how long each had to wait."""

import asyncio
import time
from dataclasses import dataclass, field
from itertools import cycle


@dataclass(slots=True)
class Reading:
    """Seconds each answer took, in order; how long all read; what was not answered by 200."""

    waits_s: list[float] = field(default_factory=list)
    lasted_s: float = 0.0
    failed: int = 0

    @property
    def a_second(self) -> float:
        return len(self.waits_s) / self.lasted_s

    def __add__(self, other: "Reading") -> "Reading":
        waits_s, lasted_s = [*self.waits_s, *other.waits_s], self.lasted_s + other.lasted_s
        return Reading(waits_s, lasted_s, self.failed + other.failed)

    def at(self, share: float) -> float:
        """Return the wait in milliseconds that this share of all answers did not exceed."""
        return sorted(self.waits_s)[min(len(self.waits_s) - 1, int(share * len(self.waits_s)))] * 1000


def read(*, port: int, requests: list[tuple[str, str]], readers: int, seconds: float) -> Reading:
    """Let readers ask for (path, cookie) in turn, each again as soon as it has its answer."""
    return asyncio.run(_read(port, requests, readers, seconds))


async def _read(port: int, requests: list[tuple[str, str]], readers: int, seconds: float) -> Reading:
    found = Reading()
    started = time.perf_counter()
    turns = cycle([_written(port, path, cookie) for path, cookie in requests])
    await asyncio.gather(*(_one(port, turns, started + seconds, found) for _ in range(readers)))
    found.lasted_s = time.perf_counter() - started
    return found


async def _one(port: int, turns: "cycle[bytes]", until: float, found: Reading) -> None:
    writer = None
    while (asked_at := time.perf_counter()) < until:
        try:
            if writer is None:
                reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
            writer.write(next(turns))
            status, stays = await _answer(reader)
        except (OSError, asyncio.IncompleteReadError):  # a worker ended: ask again on a new connection
            found.failed += 1
            writer = None
            continue
        if status == 200:
            found.waits_s.append(time.perf_counter() - asked_at)
        else:
            found.failed += 1
        if not stays:
            writer.close()
            writer = None
    if writer is not None:
        writer.close()


def _written(port: int, path: str, cookie: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Accept: text/html", f"Cookie: {cookie}", "", ""]
    return "\r\n".join(lines).encode()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bool]:
    """Return the status of an answer read whole, and whether its connection stays open."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = head.partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0]
    await reader.readexactly(int(length))
    return int(head.split(b" ", 2)[1]), b"\r\nconnection: close" not in head
