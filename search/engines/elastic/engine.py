"""The engine contract on an Elasticsearch server, through its official client and DSL; free features only."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from functools import partial
from itertools import islice
from typing import Any

from search.engines.base import EngineDown, Health
from search.engines.elastic import rebuilding
from search.engines.elastic.connection import SEARCH_S, WRITE_S, Connection, Missing
from search.engines.elastic.documents import erased, passages, stored
from search.engines.elastic.indices import Names, ready, written
from search.engines.elastic.question import Question
from search.engines.elastic.requests import Row, answers, put
from search.engines.elastic.walking import walk
from search.engines.highlight import asked_for, hit
from search.schema import INDICES, MOST_UNITS, Answer, ConceptUnit, Document, Hit, Query, Unit, known

BATCH = 200  # documents per request
TRIES = 3  # a swap may take away what a write was addressed to
STEP = 1_000  # fingerprints per request
THERE = {"bool": {"must_not": {"term": {"gone": True}}}}
Response = dict[str, Any]


class ElasticEngine:
    """The engine contract on the indices of one prefix of a server."""

    def __init__(self, *, url: str, prefix: str = "jisr", ca: str = "", user: str = "", password: str = "") -> None:
        self._connection = Connection(url=url, ca=ca, user=user, password=password)
        self._prefix = prefix

    def write(self, index: str, documents: Iterable[Document]) -> int:
        """Store documents; see the contract."""
        batch = [(document.id, document.version, stored(INDICES[index], document)) for document in documents]
        return len(self._put(index, batch))

    def erase(self, index: str, ids: Iterable[str], *, version: int) -> int:
        """Forget documents; see the contract."""
        rows = [(key, version, erased(key)) for key in dict.fromkeys(ids)]
        there = {key for some in _batches(rows, BATCH) for key in self._there(index, [key for key, _, _ in some])}
        return len(there & self._put(index, rows))

    def search(self, index: str, query: Query) -> Answer:
        """Answer a query; see the contract.

        One request where anything matches all units. Where nothing does, a second asks what is held and what any unit
        finds, and a third follows when a concept is then read as its words. A page that `from` does not reach is
        walked to.
        """
        question = Question(INDICES[index], known(INDICES[index], query))
        units: Sequence[Unit] = tuple(dict.fromkeys(question.query.units))
        if question.query.any_unit:
            found, units = self._any(index, question, units)
            relaxed = False
        else:
            found, units, relaxed = self._all(index, question, units)
        total = found["hits"]["total"]["value"]
        rows = found["hits"]["hits"]
        if question.is_deep and question.start < total:
            rows = self._deep(index, question, question.body(units, any_unit=question.query.any_unit or relaxed))
        return Answer(total, _hits(question.query, units, rows), question.counts(found), relaxed)

    def rebuild(self, index: str, documents: Iterable[Document]) -> int:
        """Make the index anew beside the live one and swap; see the contract."""
        return rebuilding.rebuild(self._connection, self._names(index), documents)

    def fingerprints(self, index: str) -> Iterator[tuple[str, str]]:
        """Yield `(id, fingerprint)` of everything stored, as it was at one moment."""
        body = {"query": THERE, "sort": ["key"], "_source": ["fingerprint"]}
        self._search(index, [{"size": 0}])
        for row in walk(self._connection, self._names(index).live, body, size=STEP):
            yield row["_id"], row["_source"]["fingerprint"]

    def health(self) -> Health:
        """Say how the engine is; never raises."""
        counts = {}
        breaker = self._connection.state().value
        try:
            for name in INDICES:
                (found,) = self._search(name, [{"query": THERE, "size": 0, "track_total_hits": True}], guarded=False)
                counts[name] = found["hits"]["total"]["value"]
        except EngineDown as error:
            return Health(False, str(error), breaker=breaker)
        detail = ", ".join(f"{name}: {count}" for name, count in counts.items())
        return Health(True, detail, sum(counts.values()), breaker)

    def close(self) -> None:
        """Close the connections of this process."""
        self._connection.close()

    def _names(self, index: str) -> Names:
        return Names(self._prefix, INDICES[index])

    def _all(self, index: str, question: Question, units: Sequence[Unit]) -> tuple[Response, Sequence[Unit], bool]:
        """Answer with all units needed, and read and widened as the schema says where nothing matches them."""
        (found,) = self._search(index, [question.body(units)])
        if found["hits"]["total"]["value"] or not units:
            return found, units, False
        worded = _worded(units)
        held = self._search(index, [*map(question.held, worded), *_widening(question, units)])
        widened = held[len(worded) :]
        if read := _read(units, worded, held):
            units = read
            found, *widened = self._search(index, [question.body(units), *_widening(question, units)])
        matched, matched_any, *wide = widened
        if _is_there(matched) or not _is_there(matched_any) or len(units) == 1:
            return found, units, False
        (found,) = wide or self._search(index, [question.body(units, any_unit=True)])
        return found, units, True

    def _any(self, index: str, question: Question, units: Sequence[Unit]) -> tuple[Response, Sequence[Unit]]:
        """Answer with any unit enough."""
        worded = _worded(units)
        found, *held = self._search(index, [question.body(units, any_unit=True), *map(question.held, worded)])
        if read := _read(units, worded, held):
            (found,) = self._search(index, [question.body(read, any_unit=True)])
        return found, read or units

    def _put(self, index: str, rows: Sequence[Row]) -> set[str]:
        """Store rows unless a later version is there, and return the ids of those that were."""
        done: set[str] = set()
        for batch in _batches(rows, BATCH):
            for _ in range(TRIES):
                targets = written(self._connection, self._names(index))
                with suppress(Missing):
                    done |= self._connection.ask(partial(put, targets=targets, rows=batch), timeout_s=WRITE_S)
                    break
            else:
                raise EngineDown(f"The index {index!r} was replaced again and again while it was written.")
        return done

    def _there(self, index: str, keys: Sequence[str]) -> set[str]:
        """Return which of the ids are stored and not erased."""
        target = written(self._connection, self._names(index))[0]
        found = self._connection.ask(lambda client: client.mget(index=target, ids=keys, source=["gone"]).body)
        return {row["_id"] for row in found["docs"] if row.get("found") and not row["_source"].get("gone")}

    def _search(self, index: str, bodies: Sequence[dict[str, Any]], *, guarded: bool = True) -> list[Response]:
        """Ask several questions in one request; make the index first on a server that holds none."""
        names = self._names(index)
        ask = self._connection.ask if guarded else self._connection.administer
        question = partial(answers, alias=names.live, bodies=bodies)
        try:
            return ask(question, timeout_s=SEARCH_S)
        except Missing:
            ready(self._connection, names)
            return ask(question, timeout_s=SEARCH_S)

    def _deep(self, index: str, question: Question, body: dict[str, Any]) -> list[Response]:
        """Return the rows of a page that `from` does not reach."""
        rows = walk(
            self._connection,
            self._names(index).live,
            question.ordered(body),
            size=question.query.size,
            skip=question.start,
        )
        with closing(rows):
            return list(islice(rows, question.query.size))


def _widening(question: Question, units: Sequence[Unit]) -> list[dict[str, Any]]:
    """Return what tells whether all, and any, of the units match something; and the answer of any of them at once
    where no filter may be what leaves nothing."""
    probes = [question.anything(units), question.anything(units, any_unit=True)]
    return probes if question.query.filters else [*probes, question.body(units, any_unit=True)]


def _hits(query: Query, units: Sequence[Unit], rows: Sequence[Response]) -> tuple[Hit, ...]:
    if not query.highlight:
        return tuple(Hit(row["_id"]) for row in rows)
    wanted = asked_for((*query.units, *units))
    return tuple(hit(row["_id"], passages(row["_source"]), query.highlight, wanted) for row in rows)


def _worded(units: Iterable[Unit]) -> list[ConceptUnit]:
    return [unit for unit in units if isinstance(unit, ConceptUnit) and unit.words]


def _read(units: Sequence[Unit], worded: Sequence[ConceptUnit], held: Sequence[Response]) -> tuple[Unit, ...]:
    """Return the units with each concept that nothing holds replaced by its words; empty when all are held.

    `held` begins with the answers for `worded`, in order.
    """
    unheld = {unit for unit, answer in zip(worded, held, strict=False) if not _is_there(answer)}
    if not unheld:
        return ()
    read: dict[Unit, None] = {}
    for unit in units:
        read |= dict.fromkeys(unit.words if unit in unheld else (unit,))  # type: ignore[union-attr]
    return tuple(read)[:MOST_UNITS]


def _is_there(answer: Response) -> bool:
    return bool(answer["hits"]["total"]["value"])


def _batches(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
