"""The way to the server: one client per process, a time limit per question, a breaker, and errors as sentences."""

import os
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from elastic_transport import ConnectionTimeout, TransportError
from elasticsearch import ApiError, Elasticsearch, UnsupportedProductError

from search.engines.base import EngineDown
from search.engines.elastic.breaker import Breaker, BreakerState

SEARCH_S = 1.0
WRITE_S = 10.0
ADMIN_S = 60.0  # making, refreshing and swapping an index, and a chunk of a rebuild
CONNECTIONS = 32  # kept open per process: as many threads as one may serve readers with
Found = TypeVar("Found")


class Missing(EngineDown):
    """What was addressed is not there: no index of this name has been made, or it has been replaced."""


class TooSlow(EngineDown):
    """The server gave what it had found when the time was over; half an answer is none."""


class Connection:
    """A server's address and how it is asked; safe to share between threads, and across a fork."""

    def __init__(self, *, url: str, ca: str = "", user: str = "", password: str = "") -> None:
        self.breaker = Breaker()
        self._options: dict[str, Any] = {"hosts": [url], "max_retries": 0, "retry_on_timeout": False}
        self._options["connections_per_node"] = CONNECTIONS
        if ca:
            self._options["ca_certs"] = ca
        if password and "@" not in url:  # the address may hold both
            self._options["basic_auth"] = (user, password)
        self._lock = threading.Lock()
        self._held: tuple[int, dict[float, Elasticsearch]] = (0, {})

    def ask(self, verb: Callable[[Elasticsearch], Found], *, timeout_s: float = SEARCH_S) -> Found:
        """Call the verb with a client that gives up after so many seconds, unless the breaker is open.

        Raises:
            Missing: an index or an alias is not there.
            EngineDown: no answer in time, or a refusal.
        """
        if not self.breaker.admits(time.monotonic()):
            raise EngineDown("The search server failed several times in a row; it is asked again in some seconds.")
        try:
            found = self.administer(verb, timeout_s=timeout_s)
        except Missing:
            self.breaker.succeeded()
            raise
        except EngineDown:
            self.breaker.failed(time.monotonic())
            raise
        self.breaker.succeeded()
        return found

    def administer(self, verb: Callable[[Elasticsearch], Found], *, timeout_s: float = ADMIN_S) -> Found:
        """Call the verb whatever the breaker says, and without telling it: for what no reader waits for."""
        try:
            return verb(self._client(timeout_s))
        except UnsupportedProductError as error:
            raise EngineDown("What answers at the address of the search server is no Elasticsearch.") from error
        except ApiError as error:
            raise _refused(error) from error
        except ConnectionTimeout as error:
            raise EngineDown(f"The search server did not answer within {timeout_s:g} s.") from error
        except TransportError as error:
            raise EngineDown(f"The search server cannot be reached: {error.message}.") from error

    def state(self) -> BreakerState:
        """Return the state of the breaker now."""
        return self.breaker.state(time.monotonic())

    def close(self) -> None:
        """Give back the connections of this process; the next question opens them again."""
        with self._lock:
            process, clients = self._held
            self._held = (0, {})
        for client in clients.values() if process == os.getpid() else ():
            client.close()

    def _client(self, timeout_s: float) -> Elasticsearch:
        """Return the client of this process with a time limit, kept, since making one costs more than asking."""
        process, clients = self._held
        if process == os.getpid() and timeout_s in clients:
            return clients[timeout_s]
        with self._lock:
            process, clients = self._held
            if process != os.getpid():  # after a fork the parent's connections are not ours to use
                clients = {}
            made = next(iter(clients.values())) if clients else Elasticsearch(**self._options)
            self._held = (os.getpid(), clients | {timeout_s: made.options(request_timeout=timeout_s)})
            return self._held[1][timeout_s]


def _refused(error: ApiError) -> EngineDown:
    if error.status_code == 404:
        return Missing(f"The search server does not have it: {error.message}.")
    if error.status_code in (401, 403):
        return EngineDown(f"The search server refuses the user or the password ({error.status_code}).")
    return EngineDown(f"The search server answered {error.status_code}: {reason(error.body)}.")


def reason(answer: Any) -> str:
    """Return the innermost reason of an error the server answered with."""
    error = answer.get("error", answer) if isinstance(answer, dict) else answer
    while isinstance(error, dict) and isinstance(error.get("caused_by"), dict):
        error = error["caused_by"]
    if isinstance(error, dict):
        return str(error.get("reason") or error.get("type") or error)[:500]
    return str(error)[:500]
