"""Stretches of a text that name where something is, not what is done: addresses, web and e-mail, names of places.

"12, rue des Tanneurs", "Cook Islands" and "info@formation-agricole.example" speak of no trade. What a law is called
(« conformément à la loi sur l'eau ») is told by the cues of `cues.txt`.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from foundation.base.places import city_names, country_names, region_names
from foundation.linking.scanning import Word
from foundation.linking.wordlists import words_of
from foundation.text.arabic import is_arabic
from foundation.text.folding import fold
from foundation.text.pieces import pieces

_DOMAINS = "(?:com|org|net|gov|edu|int|info|ma|sn|ml|ci|fr|es)"
_NET = re.compile(rf"\S+@\S+\.\w{{2,}}|(?:https?://|www\.)\S+|\b(?:[\w-]+\.)+{_DOMAINS}\b")
_NET_SIGN = re.compile(rf"@|://|\.{_DOMAINS}\b|www\.")  # one stands in each of these, and is looked for fast
_ENDS = re.compile(r"[\n,;،؛|•()–—]|\.(?:\s|$)| - ")
_LONGEST = 6  # words of the name of a street
_SMALL = frozenset(("de", "du", "des", "d", "la", "le", "les", "l", "el", "los", "las", "del", "y", "et"))
_STREETS = words_of("streets")  # before the name: « rue », "calle", «شارع»
_STREETS_AFTER = words_of("streets_after")  # behind it: "Weaver Street"
_NUMBER = re.compile(r"(?:\b(?:n[°ºo]\.?|رقم)\s*)?\b\d{1,4}\s*(?:bis|ter)?\s*,?\s*$", re.IGNORECASE)
_AT = words_of("place_prepositions")

Stretch = tuple[int, int]


def asides(text: str, words: Sequence[Word]) -> list[Stretch]:
    """Return (first word, last word) of each aside, in no order."""
    return [*_on_the_net(text, words), *_addresses(text, words), *_named_places(text, words)]


def _on_the_net(text: str, words: Sequence[Word]) -> Iterator[Stretch]:
    if not _NET_SIGN.search(text):
        return
    places = iter(range(len(words)))
    for found in _NET.finditer(text):
        inside = []
        for place in places:
            if words[place][1] >= found.end():
                break
            if words[place][1] >= found.start():
                inside.append(place)
        if inside:
            yield inside[0], inside[-1]


def _addresses(text: str, words: Sequence[Word]) -> Iterator[Stretch]:
    for place, (surface, start, _) in enumerate(words):
        folded = fold(surface)
        if folded in _STREETS or folded[1:] in _STREETS:  # «بشارع»
            last = _end_of_name(text, words, place)
            named = last > place and (_NUMBER.search(text[max(0, start - 12) : start]) or _is_named(words, place, last))
            if named:
                yield place, last
        elif folded in _STREETS_AFTER and surface[:1].isupper():
            first = place
            while (
                first > max(0, place - _LONGEST) and words[first - 1][0][:1].isupper() and _joined(text, words, first)
            ):
                first -= 1
            if first < place and _NUMBER.search(text[max(0, words[first][1] - 12) : words[first][1]]):
                yield first, place


def _end_of_name(text: str, words: Sequence[Word], street: int) -> int:
    last = street
    while last + 1 < min(len(words), street + 1 + _LONGEST) and _joined(text, words, last + 1):
        last += 1
    return last


def _joined(text: str, words: Sequence[Word], place: int) -> bool:
    """Whether no mark that ends an address stands before a word."""
    return not _ENDS.search(text[words[place - 1][2] : words[place][1]])


def _is_named(words: Sequence[Word], street: int, last: int) -> bool:
    """Whether a name follows the word for a street: « rue des Tanneurs », not « rue pavée »; Arabic has no case."""
    behind = (surface for surface, _, _ in words[street + 1 : last + 1] if fold(surface) not in _SMALL)
    first = next(behind, "")[:1]
    return first.isupper() or first.isdecimal() or is_arabic(first)


def _named_places(text: str, words: Sequence[Word]) -> Iterator[Stretch]:
    """Yield names of several words where they are written as names, of one word behind "in" or before a country."""
    known = _places()
    for place, (surface, _, _) in enumerate(words):
        if surface[:1].islower():
            continue
        for name in known.get(fold(surface), ()):
            last = place + len(name) - 1
            if last >= len(words) or tuple(fold(one) for one, _, _ in words[place : last + 1]) != name:
                continue
            if len(name) > 1 or _is_placed(text, words, place, known):
                yield place, last
                break


def _is_placed(text: str, words: Sequence[Word], place: int, known: dict[str, tuple[tuple[str, ...], ...]]) -> bool:
    if place and fold(words[place - 1][0]) in _AT and _joined(text, words, place):
        return True
    if place + 1 == len(words):
        return False
    gap, (following, _, _) = text[words[place][2] : words[place + 1][1]].strip(), words[place + 1]
    return gap in (",", "،", "(") and fold(following) in _countries()


@cache
def _places() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Names of places by their first folded word, the longest first; of one word only those that are words too."""
    own = words_of("place_words")
    names = {tuple(fold(word) for word, _, _ in pieces(name)) for name in _all_names()} - {()}
    kept = {name for name in names if len(name) > 1} | {(word,) for word in own}
    found: dict[str, list[tuple[str, ...]]] = {}
    for name in sorted(kept, key=lambda name: (-len(name), name)):
        found.setdefault(name[0], []).append(name)
    return {first: tuple(several) for first, several in found.items()}


@cache
def _countries() -> frozenset[str]:
    return frozenset(fold(name.split()[0]) for name in country_names() if name)


def _all_names() -> Iterator[str]:
    yield from country_names()
    yield from (name for name, _, _ in city_names())
    yield from region_names()
