"""Link what the dictionary missed: labels in another word order, mistyped, or known in other languages only.

Only whole stretches between marks are looked at, as they stand in lists and headings, and only what resembles one label
by far enough is linked; the limits are those above which nine in ten links of the tuning texts and of held-out labels
were right (`make bench NAME=linking` prints what they give).
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from foundation.linking.lexicon import DIVIDING, PLACE_SHIFT, PREFERRED, TRUSTED, Lexicon, Table
from foundation.linking.resemblance.nearest import GRAMMAR, Nearest
from foundation.linking.resemblance.order import first_places
from foundation.linking.resemblance.words import PHRASE, Floats
from foundation.linking.scanning import Word
from foundation.text.folding import fold

_KINDS = frozenset(("skill", "occupation"))  # of a mistyped word; a reordered phrase is a skill: "lean manager" is none
_MARKS = frozenset('.,;:!?•|▪◦●·–—…()[]{}"«»“”/\n\t،؛؟')
_WHOLE = 0.95  # how much a stretch says of a label, and the label of the stretch: nothing is left over on either side
_AHEAD = 0.05  # by how much the best concept leads
_SHORTEST_MISTYPED = 7  # letters
_SPELT_LIKE = 0.5  # the share of character n-grams with the word that was meant
# Of a skill without a label in the text's language: how well the translated words say a label of it, its cosine in the
# latent space, and by how much it leads.
_TRANSLATED, _MEANT, _LEADING = 0.6, 0.5, 0.15
_WINDOW = 4  # terms of a label with a mistyped word


class Missed(NamedTuple):
    """A stretch of words, the place of the concept it means, how it was found and how surely (0 to 1)."""

    first: int
    last: int
    place: int
    via: str
    sure: float


class _Term(NamedTuple):
    word: int
    term: str


def missed(
    text: str, words: Sequence[Word], taken: bytearray, language: str, lexicon: Lexicon, nearest: Nearest
) -> Iterator[Missed]:
    """Yield what stretches without a link resemble closely enough; `taken` is 1 for words that are linked."""
    for stretch in _stretches(text, words, language, lexicon):
        found = _reordered(words, stretch, taken, language, lexicon, nearest)
        if found is not None:
            yield found
            continue
        mistyped = list(_mistyped(words, stretch, taken, language, lexicon, nearest))
        yield from mistyped
        unnamed = None if mistyped else _unnamed(words, stretch, taken, language, lexicon, nearest)
        if unnamed is not None:
            yield unnamed


def _stretches(text: str, words: Sequence[Word], language: str, lexicon: Lexicon) -> Iterator[list[_Term]]:
    """Yield the terms of sense between two marks."""
    stretch: list[_Term] = []
    for place, (surface, start, _) in enumerate(words):
        if stretch and any(char in _MARKS for char in text[words[place - 1][2] : start]):
            yield stretch
            stretch = []
        term = lexicon.term(surface, language)
        if term and term != GRAMMAR:
            stretch.append(_Term(place, term))
    if stretch:
        yield stretch


def _reordered(
    words: Sequence[Word], stretch: list[_Term], taken: bytearray, language: str, lexicon: Lexicon, nearest: Nearest
) -> Missed | None:
    """Return the label that a whole stretch says in other order or form."""
    first, last = stretch[0].word, stretch[-1].word
    terms = {term for _, term in stretch}
    if not 2 <= len(terms) <= PHRASE or any(taken[first : last + 1]):
        return None
    space = nearest.words(language)
    inside = [surface for surface, _, _ in words[first:last]]
    if not all(map(space.knows, terms)) or any(fold(surface) in DIVIDING for surface in inside):
        return None
    found = _best(space.scores(sorted(terms)), lexicon)
    if found is None or lexicon.kinds[found[0]] != "skill":
        return None
    return Missed(first, last, found[0], "words", found[1])


def _unnamed(
    words: Sequence[Word], stretch: list[_Term], taken: bytearray, language: str, lexicon: Lexicon, nearest: Nearest
) -> Missed | None:
    """Return the skill without a label in the text's language that a whole stretch says in translation."""
    first, last = stretch[0].word, stretch[-1].word
    terms = sorted({term for _, term in stretch})
    if not 2 <= len(terms) <= PHRASE or any(taken[first : last + 1]):
        return None
    inside = [surface for surface, _, _ in words[first : last + 1]]
    if any(fold(surface) in DIVIDING for surface in inside):
        return None
    found = nearest.unnamed(terms, language, least=_TRANSLATED)
    if found is None or found.said < _TRANSLATED or found.latent < _MEANT or found.lead < _LEADING:
        return None
    if lexicon.kinds[found.place] != "skill":
        return None
    return Missed(first, last, found.place, "latent", min(1.0, found.said))


def _mistyped(
    words: Sequence[Word], stretch: list[_Term], taken: bytearray, language: str, lexicon: Lexicon, nearest: Nearest
) -> Iterator[Missed]:
    """Yield the labels that a stretch says when one word is read as the word of labels it is spelt like."""
    space, table = nearest.words(language), lexicon.tables[language]
    done = -1
    for number, (place, term) in enumerate(stretch):
        if number <= done or taken[place] or space.knows(term) or not _may_be_mistyped(words[place][0], number):
            continue
        meant = nearest.spelt_like(fold(words[place][0]), language, least=_SPELT_LIKE)
        if meant is None:
            continue
        corrected, likeness = meant
        for first, last in _windows(number, len(stretch)):
            inside = stretch[first : last + 1]
            if any(taken[inside[0].word : inside[-1].word + 1]):
                continue
            terms = [corrected if at == number else other for at, (_, other) in enumerate(inside, first)]
            found = _best(space.scores(terms, exact=True), lexicon)
            if found is not None and (len(terms) > 1 or _is_own(terms[0], found[0], table)):
                yield Missed(inside[0].word, inside[-1].word, found[0], "letters", likeness * found[1])
                done = last
                break


def _is_own(term: str, place: int, table: Table) -> bool:
    """Whether one word is the concept's own name, or a label of ours."""
    entries = table.singles.get(term, ())
    return any(
        entry >> PLACE_SHIFT == place and entry & (PREFERRED | TRUSTED)
        for entry in ((entries,) if isinstance(entries, int) else entries)
    )


def _windows(number: int, length: int) -> Iterator[tuple[int, int]]:
    """Yield (first, last) of the runs that hold term `number`, the longest first."""
    for size in range(min(_WINDOW, length), 0, -1):
        for first in range(max(0, number - size + 1), min(number, length - size) + 1):
            yield first, first + size - 1


def _may_be_mistyped(surface: str, number: int) -> bool:
    """Whether a word may be a mistyped one: long, letters only, no name (a capital stands at the start only)."""
    small = surface == surface.lower() or surface.isupper() or (number == 0 and surface[1:] == surface[1:].lower())
    return small and surface.isalpha() and len(surface) >= _SHORTEST_MISTYPED


def _best(scores: Floats, lexicon: Lexicon) -> tuple[int, float] | None:
    """Return the skill or occupation that leads clearly and whose label is said whole, and its score."""
    if scores.max() < _WHOLE:
        return None
    order = [int(place) for place in first_places(scores, 3) if lexicon.kinds[int(place)] in _KINDS]
    if not order or scores[order[0]] < _WHOLE or (len(order) > 1 and scores[order[1]] > scores[order[0]] - _AHEAD):
        return None
    return order[0], float(scores[order[0]])
