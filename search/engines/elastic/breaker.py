"""A circuit breaker: after several failures in a row nothing is asked for a while, then one question at a time."""

import threading
from enum import StrEnum

FAILURES = 5  # in a row, until it opens
REST_S = 10.0  # how long nothing is asked; also how long one trial is waited for


class BreakerState(StrEnum):
    """Closed: everything passes. Open: nothing does. Half open: one trial does, and decides."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class Breaker:
    """Counts failures of one server as seen by one process; every moment is passed in, in seconds of any clock."""

    def __init__(self, *, failures: int = FAILURES, rest_s: float = REST_S) -> None:
        self._most = failures
        self._rest_s = rest_s
        self._lock = threading.Lock()
        self._failed = 0
        self._closed_from: float | None = None  # when the rest, or the trial that runs, is over

    def state(self, now: float) -> BreakerState:
        """Return the state at a moment."""
        with self._lock:
            return self._state(now)

    def admits(self, now: float) -> bool:
        """Return whether a question may be asked now; half open, the first who asks makes the trial."""
        with self._lock:
            state = self._state(now)
            if state is BreakerState.HALF_OPEN:
                self._closed_from = now + self._rest_s
            return state is not BreakerState.OPEN

    def succeeded(self) -> None:
        """Close: the server answered in time."""
        with self._lock:
            self._failed, self._closed_from = 0, None

    def failed(self, now: float) -> None:
        """Count a failure; open after too many in a row, at once when a trial failed."""
        with self._lock:
            self._failed += 1
            if self._failed >= self._most:
                self._closed_from = now + self._rest_s

    def _state(self, now: float) -> BreakerState:
        if self._closed_from is None:
            return BreakerState.CLOSED
        return BreakerState.OPEN if now < self._closed_from else BreakerState.HALF_OPEN
