"""The server's indices of one index of the schema: their names, the aliases they are reached by, and which there are.

`{prefix}-{index}-{shape}-{moment}` is one making of an index. The alias `{prefix}-{index}-{shape}` reaches the one that
answers and is written; `…-next` the one that a rebuild fills, which others write as well. Every write goes through an
alias and is refused where that is gone: the server would make an index of the name on its own otherwise.
"""

import re
import time
from dataclasses import dataclass
from uuid import uuid4

from elasticsearch import BadRequestError, Elasticsearch

from search.engines.base import IndexOutdated
from search.engines.elastic.connection import ADMIN_S, Connection
from search.engines.elastic.documents import SETTINGS, creation, shape
from search.schema import Index

FIRST = "first"


@dataclass(frozen=True, slots=True)
class Names:
    """How the indices and aliases of an index of the schema are called."""

    prefix: str
    index: Index

    @property
    def every(self) -> str:
        """A pattern of all makings, for whatever schema."""
        return f"{self.prefix}-{self.index.name}-*"

    @property
    def live(self) -> str:
        """The alias of what answers and is written."""
        return f"{self.prefix}-{self.index.name}-{shape(self.index)}"

    @property
    def next(self) -> str:
        """The alias of what a rebuild fills and others write as well."""
        return f"{self.live}-next"

    def making(self) -> str:
        """Return a name that no making has had or will have."""
        return f"{self.live}-{time.strftime('%Y%m%d%H%M%S', time.gmtime())}-{uuid4().hex[:8]}"

    @property
    def first(self) -> str:
        """The name of the making that stands before any rebuild."""
        return f"{self.live}-{FIRST}"

    @staticmethod
    def filling(making: str) -> str:
        """The alias under which the rebuild that made it, and nobody else, fills a making."""
        return f"{making}-filling"


@dataclass(frozen=True, slots=True)
class Makings:
    """What the server holds: makings by what reaches them; `other…` are of another schema than this code's."""

    live: tuple[str, ...]
    next: tuple[str, ...]
    other_live: tuple[str, ...]
    other_next: tuple[str, ...]
    leftover: tuple[str, ...]

    @property
    def answering(self) -> tuple[str, ...]:
        return self.live + self.other_live


def makings(client: Elasticsearch, names: Names) -> Makings:
    """Look which makings there are."""
    found = client.indices.get_alias(index=names.every, expand_wildcards="open,closed").body
    by_kind: dict[str, list[str]] = {kind: [] for kind in Makings.__dataclass_fields__}
    for making, held in sorted(found.items()):
        by_kind[_kind(names, set(held["aliases"]))].append(making)
    return Makings(**{kind: tuple(of_kind) for kind, of_kind in by_kind.items()})


def _kind(names: Names, aliases: set[str]) -> str:
    if names.live in aliases:
        return "live"
    if names.next in aliases:
        return "next"
    other = re.compile(rf"{re.escape(names.prefix)}-{names.index.name}-[0-9a-f]+(-next)?")
    reached = [match for match in map(other.fullmatch, aliases) if match]
    if not reached:
        return "leftover"
    return "other_next" if all(match[1] for match in reached) else "other_live"


def make_first(client: Elasticsearch, names: Names) -> None:
    """Make the first, empty making, live at once; that another process does so meanwhile is as well."""
    try:
        client.indices.create(index=names.first, **creation(names.index, SETTINGS, [names.live]))
    except BadRequestError as error:
        if error.error != "resource_already_exists_exception":
            raise


def written(connection: Connection, names: Names) -> list[str]:
    """Return the aliases a write goes to: what answers, and what a rebuild fills; make the first where nothing is.

    Raises:
        IndexOutdated: one of them was made for another schema, so that the write would be lost in it.
    """
    found = connection.ask(lambda client: makings(client, names))
    if found.other_next:
        raise outdated(names)
    if found.next:
        return [names.live, names.next] if found.live else [names.next]
    if not found.live:
        ready(connection, names, found)
    return [names.live]


def ready(connection: Connection, names: Names, found: Makings | None = None) -> None:
    """Make the first making on a server that holds none.

    Raises:
        IndexOutdated: there is one, for another schema.
    """
    held = found or connection.ask(lambda client: makings(client, names))
    if held.live:
        return
    if held.other_live:
        raise outdated(names)
    connection.ask(lambda client: make_first(client, names), timeout_s=ADMIN_S)


def outdated(names: Names) -> IndexOutdated:
    return IndexOutdated(f"The index {names.index.name!r} was made for another schema: run `manage.py rebuild_search`.")
