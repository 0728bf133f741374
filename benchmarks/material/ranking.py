"""Where the wanted one stands in a ranking."""

from collections.abc import Iterable, Sequence

import numpy as np


def ranks(scores: Iterable[np.ndarray], wanted: Sequence[int]) -> np.ndarray:
    """Return the rank, from 0, of each wanted place as a reader would see it: equal scores in the order of places.

    A place with no score at all has no rank: it gets that of the last.
    """
    found = []
    for row, place in zip(scores, wanted, strict=True):
        ahead = int((row > row[place]).sum()) + int((row[:place] == row[place]).sum())
        found.append(ahead if row[place] > 0 else len(row))
    return np.array(found)
