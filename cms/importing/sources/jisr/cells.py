"""What people write in a cell → what the editor's form reads: days, numbers, closed lists, several values."""

import re
from datetime import date

from django.utils.translation import gettext as _

from cms.importing.sources.jisr.columns import BY_KEY, EMPTY, MARK, allowed
from foundation.text.folding import fold

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.]+)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_SEVERAL = re.compile(r"[|;؛\n]")
_MARKS = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\u061c]")  # invisible marks of direction
_WHOLE = re.compile(r"[+-]?\d+(?:[.,]0+)?")


class UnreadableCell(ValueError):
    """A cell that says nothing we know, with a sentence for people."""


def digits(written: str) -> str:
    """Return the text with ASCII digits, without invisible marks."""
    return "".join(str(int(char)) if char.isdecimal() else char for char in _MARKS.sub("", written)).strip()


def day(written: str) -> str:
    """Return an ISO date; the day stands before the month where the year stands last."""
    text = digits(written)
    try:
        if match := _ISO.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
        if match := _DAY_FIRST.fullmatch(text):
            return date(int(match[3]), int(match[2]), int(match[1])).isoformat()
    except ValueError:
        pass
    raise UnreadableCell(_("“%(value)s” is no day. Write 2027-03-25 or 25/03/2027.") % {"value": short(written)})


def whole(written: str) -> str:
    """Return a whole number without the blanks between its thousands; "3.0", as spreadsheets save it, is 3."""
    text = "".join(digits(written).split())
    if not _WHOLE.fullmatch(text):
        raise UnreadableCell(_("“%(value)s” is no whole number.") % {"value": short(written)})
    return re.split("[.,]", text)[0]


def decimal(written: str) -> str:
    """Return a number with a decimal point, without blanks and without a percent sign behind it."""
    return "".join(digits(written).split()).rstrip("%٪").replace("٫", ".").replace(",", ".")


def choice(key: str, written: str) -> str:
    """Return the code of a value of a closed list, given as code or by its name in any of the four languages."""
    code = allowed(key).get(fold(written))
    if code is None:
        raise UnreadableCell(
            _("“%(value)s” is none of the allowed values: %(allowed)s.")
            % {"value": short(written), "allowed": f" {MARK} ".join(str(name) for _code, name in BY_KEY[key].choices)}
        )
    return code


def several(written: str) -> list[str]:
    """Return the values of a cell, each once."""
    parts = (" ".join(part.split()) for part in _SEVERAL.split(written))
    return list(dict.fromkeys(part for part in parts if part))


def listed(written: str) -> list[str]:
    """Return the sentences of a cell in their order; a semicolon may stand in one. A dash says nothing in its place."""
    parts = [" ".join(part.split()) for part in re.split(r"[|\n]", written)]
    return ["" if part == EMPTY else part for part in parts if part]


def short(written: str) -> str:
    """Return enough of a cell to recognise it in a sentence."""
    text = " ".join(written.split())
    return text if len(text) <= 60 else f"{text[:59]}…"
