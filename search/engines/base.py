"""What every search engine does: four verbs, a list of what it holds, its health, and what it raises."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from search.schema import Answer, Document, Query


class EngineDown(Exception):
    """The engine cannot answer now; nothing was written. The sentence is for staff."""


class IndexOutdated(EngineDown):
    """The stored index was made for another schema; `manage.py rebuild_search` makes it anew."""


class RebuildOvertaken(Exception):
    """Another rebuild of the same index began after this one; this one was given up and changed nothing."""


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the engine answers, and a sentence for staff. `breaker` is empty for an engine that has none."""

    ok: bool
    detail: str
    documents: int = 0
    breaker: str = ""  # closed, open, half_open: of this process


class Engine(Protocol):
    """A search engine. Index names are those of `search.schema.INDICES`."""

    def write(self, index: str, documents: Iterable[Document]) -> int:
        """Store documents, whole; one whose stored version is higher is left as it is. Returns how many were stored.

        Found by searches that start after the call returns. One that the index cannot hold (UnknownField) keeps all
        from being stored. After EngineDown some may be stored: the same call again ends the same.
        """

    def erase(self, index: str, ids: Iterable[str], *, version: int) -> int:
        """Forget documents unless stored with a higher version, and refuse older writes of them from now on.

        Returns how many were there.
        """

    def search(self, index: str, query: Query) -> Answer:
        """Answer a query as the module `search.schema` says.

        Raises:
            UnknownField: the query names something the index does not have.
            EngineDown: no answer can be given now.
        """

    def rebuild(self, index: str, documents: Iterable[Document]) -> int:
        """Make the index anew beside the live one and swap; returns how many documents the new one took from here.

        The old one answers until the swap, and goes on if anything fails. What others write or erase meanwhile is in
        both. Raises RebuildOvertaken when another rebuild of the same index starts before this one ends.
        """

    def fingerprints(self, index: str) -> Iterator[tuple[str, str]]:
        """Yield `(id, Document.fingerprint)` of everything stored."""

    def health(self) -> Health:
        """Say how the engine is; never raises."""

    def close(self) -> None:
        """Give back connections; the next call opens them again."""
