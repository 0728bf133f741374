"""Read the words of a text along one table of labels: at each place the longest label, then on behind it."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from foundation.linking.lexicon import DIVIDING, FLAG_BITS, FORM_BITS, FREE, PLACE_SHIFT, Entries, Lexicon, Table
from foundation.text.folding import fold

Word = tuple[str, int, int]
Term = tuple[str, int, int]  # the term, its first and its last word
_FORM = ((1 << FORM_BITS) - 1) << FLAG_BITS
_BREAKS = frozenset(".;:!?•|▪◦●·–—…؛؟")
_COMMAS = frozenset(",،")
_MOST_SKIPPED = 4  # words of grammar between two words of one label
_SHORT = 3  # terms of a label that reaches over no verb; longer ones are too particular to err


class Span:
    """A stretch of words that is a label: its words' places in the text and what it may mean."""

    __slots__ = ("entries", "first", "language", "last")

    def __init__(self, first: int, last: int, entries: list[int], language: str) -> None:
        self.first = first
        self.last = last
        self.entries = entries
        self.language = language


def _fitting(entries: Entries, surfaces: Sequence[str], language: str, lexicon: Lexicon) -> list[int]:
    """Return the entries that the words of a text may mean, one per concept.

    Those with exactly these words, endings aside; when there are none, those that are free to be said in derived words.
    """
    exact = lexicon.form(surfaces, language) << FLAG_BITS
    if isinstance(entries, int):
        return [entries] if entries & FREE or entries & _FORM == exact else []
    same = [entry for entry in entries if entry & _FORM == exact] or [entry for entry in entries if entry & FREE]
    return list({entry >> PLACE_SHIFT: entry for entry in same}.values())


def scan(text: str, words: Sequence[Word], terms: Sequence[Term], table: Table, lexicon: Lexicon) -> Iterator[Span]:
    """Yield the longest label at each place, then go on behind it."""
    openings, phrases, singles = table.openings, table.phrases, table.singles
    place, last = 0, len(terms) - 1
    while place <= last:
        term = terms[place][0]
        if place < last:
            lengths = openings.get(f"{term} {terms[place + 1][0]}", 0)
            while lengths:
                length = lengths.bit_length() - 1
                lengths ^= 1 << length
                if place + length > last + 1:
                    continue
                run = terms[place : place + length]
                key = " ".join([one for one, _, _ in run])
                entries = phrases.get(key)
                if entries is None or not _holds_together(text, words, run, divided=key in table.divided):
                    continue
                fitting = _fitting(
                    entries, [_surface(words, first, final) for _, first, final in run], table.language, lexicon
                )
                if fitting:
                    yield Span(run[0][1], run[-1][2], fitting, table.language)
                    place += length
                    break
            else:
                lengths = -1
            if lengths >= 0:
                continue
        entries = singles.get(term)
        if entries is not None:
            _, first, final = terms[place]
            fitting = _fitting(entries, [_surface(words, first, final)], table.language, lexicon)
            if fitting:
                yield Span(first, final, fitting, table.language)
        place += 1


def _surface(words: Sequence[Word], first: int, last: int) -> str:
    """Return a word as the text has it, a compound that counts as one without its hyphen."""
    return words[first][0] if first == last else words[first][0] + words[last][0]


def _holds_together(text: str, words: Sequence[Word], run: Sequence[Term], *, divided: bool) -> bool:
    """Whether no end of a sentence, heading or list item lies between the words of a phrase.

    Over a verb or a pronoun a short label reaches only if it is `divided` by one itself.
    """
    short = len(run) <= _SHORT and not divided
    for (_, _, before), (_, after, _) in pairwise(run):
        if after - before > _MOST_SKIPPED:
            return False
        if short and any(fold(surface) in DIVIDING for surface, _, _ in words[before + 1 : after]):
            return False
        gap = text[words[before][2] : words[after][1]]
        if gap == " ":
            continue
        for place, char in enumerate(gap):
            if char in _BREAKS or (char in _COMMAS and len(run) == 2):
                return False
            if char == "\n" and (gap.count("\n", place) > 1 or text[words[after][1]].isupper()):
                return False
    return True
