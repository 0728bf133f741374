"""A text as folded words and as sentences, with their places: what readers of phrases start from."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from foundation.text import arabic
from foundation.text.folding import fold
from foundation.text.pieces import pieces

_SENTENCE_END = re.compile(r"[.!?؟;؛](?=\s|$)|[•▪●◦]|\n")
_WRAPPED = 70  # a line shorter than this ended because its writer ended it
_YEAR = re.compile(r"\d{4}\b")  # begins a line of a career


class Word(NamedTuple):
    """A folded word (in Arabic without its article and what is written onto it) and its place in the text."""

    folded: str
    start: int
    end: int


def words_of(text: str) -> list[Word]:
    return folded_words(pieces(text))


def folded_words(surfaces: Iterable[tuple[str, int, int]]) -> list[Word]:
    """Return the words of a text from its pieces (`foundation.text.pieces`)."""
    return [Word(bare(folded), start, end) for surface, start, end in surfaces if (folded := fold(surface))]


def bare(folded: str) -> str:
    """A folded Arabic word without its article; other words as they are."""
    return arabic.without_article(folded) if arabic.is_arabic(folded) else folded


def key(phrase: str) -> tuple[str, ...]:
    """A phrase of a word list, folded as the words of a text are."""
    return tuple(word.folded for word in words_of(phrase))


def match(words: Sequence[Word], place: int, phrases: dict[tuple[str, ...], str], longest: int) -> tuple[str, int]:
    """Return what the longest phrase that begins at `place` stands for, and how many words it has; ("", 0) for none."""
    for length in range(min(longest, len(words) - place), 0, -1):
        found = phrases.get(tuple(word.folded for word in words[place : place + length]))
        if found:
            return found, length
    return "", 0


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of sentences and of lines that stand alone; a line that was only wrapped goes on."""
    start = 0
    for end in _SENTENCE_END.finditer(text):
        if end.group() == "\n" and _goes_on(text, end.start()):
            continue
        if text[start : end.start()].strip():
            yield start, end.start()
        start = end.end()
    if text[start:].strip():
        yield start, len(text)


def _goes_on(text: str, place: int) -> bool:
    before = text[text.rfind("\n", 0, place) + 1 : place]
    after = text[place + 1 : place + 2]
    opens = not after or after.isspace() or after.isupper() or after in "-–•*·"
    return len(before) >= _WRAPPED and not opens and not _YEAR.match(text, place + 1)
