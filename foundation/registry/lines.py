"""A line as it is kept: no control characters, no signs that turn the writing around, single spaces."""

import re

_UNFIT = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def one_line(text: str) -> str:
    return " ".join(_UNFIT.sub(" ", text).split())
