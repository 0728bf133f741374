"""Say in what sense a mention is meant: negated ("not required"), optional ("an asset"), aside (a law's name), plainly.

A cue reaches over its clause. A clause ends with the sentence, with a word that turns ("but", « mais », «لكن»), and at
a comma, unless the comma stands in a list that an "and" or an "or" closes. Reaching back, a cue stops at an earlier
demand ("A is required and B is not"); under a heading ("Nice to have:") it reaches all the lines of the list.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from foundation.linking.cues import Cue, cues_beginning
from foundation.linking.wordlists import words_of
from foundation.text.folding import fold

_ENDS = re.compile(r"[;!?؟؛•▪●◦|]|\.(?:\s|$)|\n")
_LIST_ENDS = re.compile(r"\n\s*\n|\n[^\n:]{0,80}:\s*(?:\n|$)")
_LONGEST_CUE = 8  # words
_HEADING_WORDS = 8
_LONGEST_SENTENCE = 80  # words to either side of a cue: a text without full stops ends somewhere too
_LONGEST_LIST = 400  # words under one heading
_NEAR = 6  # cues to either side of one that may bound its reach
_LISTED_WORDS = 6  # the longest item of a list between commas
_TURNS = words_of("turns")
_JOINS = words_of("joins")
_DEMANDS = words_of("demands")


class Sense(NamedTuple):
    """How a concept is meant where it stands."""

    negated: bool = False
    optional: bool = False
    aside: bool = False  # the words only name a law or belong to a notice that stands everywhere


class _Found(NamedTuple):
    cue: Cue
    first: int
    last: int


_PLAIN = Sense()
Words = Sequence[tuple[str, int, int]]


def senses(text: str, words: Words, spans: Sequence[tuple[int, int]]) -> list[Sense]:
    """Return the sense of each span, given as (first word, last word) in the order of the text."""
    everywhere = list(_found(text, words))
    if not everywhere:
        return [_PLAIN] * len(spans)
    marked: dict[str, set[int]] = {"negated": set(), "optional": set(), "plain": set(), "aside": set()}
    starts = [span[0] for span in spans]
    for number, one in enumerate(everywhere):
        sentence = _sentence(text, words, one.first)
        near = everywhere[max(0, number - _NEAR) : number + _NEAR + 1]
        marked[one.cue.sense].update(_reached(text, words, sentence, one, near, starts))
    return [
        Sense(
            index in marked["negated"],
            index in marked["optional"] and index not in marked["negated"],
            index in marked["aside"],
        )
        for index in range(len(spans))
    ]


def _sentence(text: str, words: Words, place: int) -> tuple[int, int]:
    first = last = place
    floor, ceiling = max(0, place - _LONGEST_SENTENCE), min(len(words), place + _LONGEST_SENTENCE)
    while first > floor and not _ENDS.search(text, words[first - 1][2], words[first][1]):
        first -= 1
    while last + 1 < ceiling and not _ENDS.search(text, words[last][2], words[last + 1][1]):
        last += 1
    return first, last


def _found(text: str, words: Words) -> Iterator[_Found]:
    """Yield the cues of a text from left to right, at each place the longest; none inside another or over an end."""
    done = -1
    for place, (surface, _, _) in enumerate(words):
        word, cues = cues_beginning(surface)
        if not cues or place <= done:
            continue
        ahead = [fold(later) for later, _, _ in words[place + 1 : place + _LONGEST_CUE]]
        stream = " ".join([word, *ahead]) + " "
        matches = [(match.end(), cue) for cue in cues if (match := cue.pattern.match(stream))]
        if not matches:
            continue
        end, cue = max(matches, key=lambda match: match[0])
        last = place + stream.count(" ", 0, end) - 1
        if last > place and _ENDS.search(text, words[place][2], words[last][1]):
            continue
        done = last
        yield _Found(cue, place, last)


def _reached(
    text: str, words: Words, sentence: tuple[int, int], one: _Found, near: Sequence[_Found], starts: Sequence[int]
) -> range:
    """Return the spans that a cue reaches, in the first of its directions where it reaches any."""
    heading = _heading(text, words, sentence, one)
    if heading is not None:
        return _between(starts, one.last + 1, heading)
    for direction in one.cue.reach:
        if direction == "after":
            low, high = one.last + 1, _end_after(text, words, sentence[1], one, near)
        else:
            low, high = _start_before(text, words, sentence[0], one, near), one.first - 1
        inside = _between(starts, low, high)
        if inside:
            return inside
    return range(0)


def _between(starts: Sequence[int], low: int, high: int) -> range:
    """Return the numbers of the spans that begin between two words, both included."""
    return range(bisect_left(starts, low), bisect_right(starts, high))


def _heading(text: str, words: Words, sentence: tuple[int, int], one: _Found) -> int | None:
    """Return the last word under a heading that the cue stands in, None when it stands in no heading."""
    for place in range(one.last, min(one.last + _HEADING_WORDS, len(words))):
        end = words[place + 1][1] if place + 1 < len(words) else len(text)
        gap = text[words[place][2] : end]
        if ":" in gap:
            break
        if _ENDS.search(gap) or _has_comma(gap):
            return None
    else:
        return None
    if place - sentence[0] > _HEADING_WORDS:
        return None
    if "\n" not in gap:
        return sentence[1] if place < sentence[1] else None
    stop = _LIST_ENDS.search(text, words[place][2] + gap.index("\n") + 1)
    limit = stop.start() if stop else len(text)
    last = place
    while last + 1 < min(len(words), place + _LONGEST_LIST) and words[last + 1][2] <= limit:
        last += 1
    return last


def _has_comma(gap: str) -> bool:
    return "," in gap or "،" in gap


def _end_after(text: str, words: Words, last: int, one: _Found, found: Sequence[_Found]) -> int:
    """Return the last word of the clause that follows a cue."""
    others = [other.first for other in found if other.first > one.last]
    end = place = one.last
    limit = min([*others, last + 1]) - 1
    demanded = False
    while place < limit:
        following = fold(words[place + 1][0])
        if following in _TURNS:
            break
        if (following in _JOINS or following.startswith("و")) and (demanded or _demands(words, place + 1, limit)):
            break
        comma = place > one.last and _has_comma(text[words[place][2] : words[place + 1][1]])
        if comma and not _goes_on(text, words, place + 1, limit):
            break
        demanded = demanded or following in _DEMANDS
        place += 1
        end = place
    return end


def _demands(words: Words, join: int, limit: int) -> bool:
    """Whether an "and" opens a demand of its own: "and must know", «ويشترط»."""
    ahead = [fold(words[place][0]) for place in range(join, min(join + 3, limit + 1))]
    return ahead[0].removeprefix("و") in _DEMANDS or not _DEMANDS.isdisjoint(ahead[1:])


def _goes_on(text: str, words: Words, start: int, limit: int) -> bool:
    """Whether the words from `start`, behind a comma, are items of a list that an "and" or an "or" closes."""
    length = 0
    for place in range(start, limit + 1):
        word = fold(words[place][0])
        if word in _TURNS or word in _DEMANDS:
            return False
        if word in _JOINS:
            return True
        if place > start and _has_comma(text[words[place - 1][2] : words[place][1]]):
            length = 0
        length += 1
        if length > _LISTED_WORDS:
            return False
    return False


def _start_before(text: str, words: Words, first: int, one: _Found, found: Sequence[_Found]) -> int:
    """Return the first word of the clause that a cue ends."""
    floor = max([other.last + 1 for other in found if other.last < one.first], default=first)
    start, joined = one.first, False
    while start > max(floor, first):
        before = fold(words[start - 1][0])
        if before in _TURNS or before in _DEMANDS:
            break
        if start < one.first and _has_comma(text[words[start - 1][2] : words[start][1]]) and not joined:
            break
        joined = joined or before in _JOINS or before.startswith("و")
        start -= 1
    return start
