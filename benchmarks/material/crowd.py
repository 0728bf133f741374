"""How long questions take: asked one after the other, and by fifty people at once."""

import multiprocessing
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

PROCESSES = 2  # as many web processes; the fifty are shared out between their threads
PEOPLE = 50
Ask = Callable[[Any], Any]


def alone(ask: Ask, questions: Sequence[Any]) -> list[float]:
    """Return the milliseconds each question took, in order of length."""
    return sorted(_timed(ask, question) for question in questions)


def by_turns(ours: Ask, theirs: Ask, questions: Sequence[Any]) -> tuple[list[float], list[float]]:
    """Return the same of two, asked one after the other, so that what else the machine does meets both alike."""
    pairs = []
    for place, question in enumerate(questions):
        first, second = (ours, theirs) if place % 2 else (theirs, ours)
        pair = _timed(first, question), _timed(second, question)
        pairs.append(pair if place % 2 else pair[::-1])
    mine, others = zip(*pairs, strict=True)
    return sorted(mine), sorted(others)


def together(opener: Callable[[], Ask], questions: Sequence[Any]) -> list[float]:
    """Return the same when fifty people ask at once; `opener` is called in each process, and may be pickled."""
    shares = [(opener, questions[place::PROCESSES]) for place in range(PROCESSES)]
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        return sorted(taken for share in pool.map(_share, shares) for taken in share)


def at(taken: Sequence[float], share: float) -> float:
    """Return the figure that a share of the sorted ones stays below."""
    return taken[min(len(taken) - 1, int(len(taken) * share))]


def _share(share: tuple[Callable[[], Ask], Sequence[Any]]) -> list[float]:
    opener, questions = share
    ask = opener()
    with ThreadPoolExecutor(PEOPLE // PROCESSES) as people:
        list(people.map(ask, questions[: PEOPLE // PROCESSES]))  # each opens its connection
        return list(people.map(lambda question: _timed(ask, question), questions))


def _timed(ask: Ask, question: Any) -> float:
    started = time.perf_counter()
    ask(question)
    return (time.perf_counter() - started) * 1000
