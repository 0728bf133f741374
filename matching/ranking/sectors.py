"""ISIC Rev. 4: which section a division belongs to, and how near two sectors are."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

# First and last division of each section: ISIC Rev. 4, United Nations Statistical Papers M No. 4/Rev. 4 (2008).
SECTIONS = {
    "A": (1, 3),
    "B": (5, 9),
    "C": (10, 33),
    "D": (35, 35),
    "E": (36, 39),
    "F": (41, 43),
    "G": (45, 47),
    "H": (49, 53),
    "I": (55, 56),
    "J": (58, 63),
    "K": (64, 66),
    "L": (68, 68),
    "M": (69, 75),
    "N": (77, 82),
    "O": (84, 84),
    "P": (85, 85),
    "Q": (86, 88),
    "R": (90, 93),
    "S": (94, 96),
    "T": (97, 98),
    "U": (99, 99),
}
SECTION_OF = {f"{n:02d}": letter for letter, (first, last) in SECTIONS.items() for n in range(first, last + 1)}
PLACES = {code: place for place, code in enumerate([*SECTIONS, *SECTION_OF])}

SAME_SECTION = 0.6  # another division of the same section
NARROW = 6  # divisions: in a wider section (manufacturing has 24) two divisions are not close
WHOLE_SECTION = 0.8  # a division where the whole section is meant


def sector_code(code: str) -> str:
    """The section or division of any ISIC code ("3600" → "36"), "" when there is none."""
    code = code.strip().upper()
    found = code if code in PLACES else code[:2]
    return found if found in PLACES else ""


def is_narrow(code: str) -> bool:
    """Whether the divisions of the section a code lies in are few enough to be called close to each other."""
    first, last = SECTIONS[SECTION_OF.get(code, code)]
    return last - first < NARROW


def is_shared(near: np.float32) -> bool:
    """Whether two sectors that are so near are called one."""
    return bool(near >= WHOLE_SECTION)


def sector_vector(codes: Iterable[str]) -> NDArray[np.float32]:
    """One place per section and division, 1 where a code is meant, less where it is near."""
    vector = np.zeros(len(PLACES), dtype=np.float32)
    for raw in codes:
        code = sector_code(raw)
        if not code:
            continue
        vector[PLACES[code]] = 1.0
        if code in SECTIONS:
            first, last = SECTIONS[code]
            inside = [PLACES[f"{n:02d}"] for n in range(first, last + 1)]
            vector[inside] = np.maximum(vector[inside], WHOLE_SECTION)
        else:
            place = PLACES[SECTION_OF[code]]
            vector[place] = max(vector[place], SAME_SECTION)
    return vector


def nearness(one: NDArray[np.float32], many: NDArray[np.float32]) -> NDArray[np.float32]:
    """How near each row of `many` comes to `one`: 1 the same sector, 0 nothing in common."""
    best: NDArray[np.float32] = np.minimum(many, one).max(axis=1, initial=0.0)
    return best
