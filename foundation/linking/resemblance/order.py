"""The first of many scores, without putting all of them in order."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from foundation.linking.resemblance.words import Floats

_FEW = 500


def first_places(scores: Floats, count: int) -> npt.NDArray[np.intp]:
    """Return the places of the greatest scores, equal ones in their order."""
    if len(scores) <= count:
        return np.argsort(-scores, kind="stable")
    among = np.flatnonzero(scores >= np.partition(scores, -count)[-count])
    return among[np.argsort(-scores[among], kind="stable")][:count]


def in_order(scores: Floats) -> Iterator[int]:
    """Yield all places from the greatest score down, equal ones in their order."""
    first = first_places(scores, _FEW)
    yield from first.tolist()
    yield from first_places(scores, len(scores))[len(first) :].tolist()
