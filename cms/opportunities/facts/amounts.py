"""Amounts of money in running text: number, currency and what they pay, in four languages."""

import re
from dataclasses import dataclass
from decimal import Decimal

from cms.opportunities.facts.words import CURRENCIES, UNITS, folded

_NUMBER = re.compile(
    r"(?<![\d.,])\d{1,3}(?:[  \u202f.,٬]\d{3})+(?:[.,]\d{1,2})?(?!\d)"  # 1 500 000,00
    r"|(?<![\d.,])\d+(?:[.,]\d{1,2})?(?!\d)"
)
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP"}
_REACH = 24  # code points on either side in which the currency stands


@dataclass(frozen=True, slots=True)
class AmountFound:
    """An amount in major units; `unit` is "day", "mission" or empty where the text does not say."""

    major: Decimal
    currency: str
    unit: str
    start: int
    end: int


def find_amount(text: str) -> AmountFound | None:
    """Return the first number of a text that has a currency beside it."""
    plain = "".join(str(int(char)) if char.isdecimal() else char for char in text)
    for match in _NUMBER.finditer(plain):
        currency = _currency(plain[match.end() : match.end() + _REACH]) or _currency_before(
            plain[max(0, match.start() - 8) : match.start()]
        )
        if currency:
            return AmountFound(_decimal(match.group()), currency, _unit(plain), match.start(), match.end())
    return None


def _currency(after: str) -> str:
    if after.strip()[:1] in _SIGNS:
        return _SIGNS[after.strip()[0]]
    words = folded(after).split()
    for length in (3, 2, 1):
        code = CURRENCIES.get(" ".join(words[:length]))
        if code and len(words) >= length:
            return code
    return ""


def _currency_before(before: str) -> str:
    if before.strip()[-1:] in _SIGNS:
        return _SIGNS[before.strip()[-1]]
    words = folded(before).split()
    return CURRENCIES.get(words[-1], "") if words else ""


def _unit(text: str) -> str:
    words = f" {folded(text)} "
    for phrase in sorted(UNITS, key=len, reverse=True):
        if f" {phrase} " in words:
            return UNITS[phrase]
    return ""


def _decimal(written: str) -> Decimal:
    number = re.sub("[  \u202f٬]", "", written)
    decimals = re.search(r"[.,](\d{1,2})$", number)
    whole = number[: decimals.start()] if decimals else number
    return Decimal(re.sub("[.,]", "", whole) + (f".{decimals.group(1)}" if decimals else ""))
