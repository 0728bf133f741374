"""What a person typed, in any language, becomes the units of a query: concepts where words name some, else terms.

A term is asked for in all languages, as far as the labels of the taxonomy tell how the others say it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from foundation.linking.lexicon import LANGUAGES
from foundation.text.analysis import Token, analyse, query_terms
from foundation.text.language import detect_language
from search.documents.meaning import TOPICS, Meaning, Said, current_meaning
from search.schema import ConceptUnit, TermUnit, Unit

ANY = "mul"  # ISO 639-2, several languages: the linker then looks into the labels of all
LEADING = (
    "skill",
    "occupation",
    "sector",
    "sdg",
)  # of the concepts one word names, the first leads, the others go along


@dataclass(frozen=True, slots=True)
class Understood:
    """The units of a text, and the labels of the concepts among them in the reader's language."""

    units: tuple[Unit, ...] = ()
    labels: tuple[str, ...] = ()


def understand(text: str, language: str) -> Understood:
    """Read a text; `language` is the reader's, in which the labels are, not necessarily the text's."""
    if not text.strip():
        return Understood()
    meaning = current_meaning()
    written_in = detect_language(text)
    spans = _spans(meaning, text, written_in)
    placed: list[tuple[int, Unit]] = []
    labels: list[str] = []
    for (start, end), concepts in sorted(spans.items()):
        concepts.sort(key=lambda said: LEADING.index(said.kind))
        placed.append((start, _unit(meaning, concepts, text[start:end], written_in)))
        labels.append(_label(meaning, concepts[0], language))
    for token in _left_over(text, written_in, spans):
        placed.append((token.start, _term(meaning, text, token, written_in)))
    if not placed:
        placed = [(0, TermUnit(spellings)) for spellings in query_terms(text, written_in)]
    units: dict[str | Unit, Unit] = {}
    for _, unit in sorted(placed, key=lambda pair: pair[0]):
        units.setdefault(unit.uri if isinstance(unit, ConceptUnit) else unit, unit)
    return Understood(tuple(units.values()), tuple(dict.fromkeys(labels)))


def _spans(meaning: Meaning, text: str, written_in: str | None) -> dict[tuple[int, int], list[Said]]:
    """Return what stretches of a text name.

    A name of several concepts asks for all of them, unless the rest of the text tells which is meant. The labels of the
    text's language are tried first; a few words tell little about their language, and people mix them, so that those of
    others are tried too until no word is left over. Of stretches that overlap the longest counts, and of the same
    length the one that was found first.
    """
    found: dict[tuple[int, int], list[Said]] = {}
    for language in dict.fromkeys((written_in, ANY, *LANGUAGES)):
        here: dict[tuple[int, int], list[Said]] = {}
        for said in meaning.said(text, language, every_sense=True):
            here.setdefault((said.start, said.end), []).append(said)
        found = here | found
        if not _left_over(text, written_in, found):
            break
    spans: dict[tuple[int, int], list[Said]] = {}
    for start, end in sorted(found, key=lambda span: span[0] - span[1]):
        if all(end <= other_start or other_end <= start for other_start, other_end in spans):
            spans[start, end] = found[start, end]
    return spans


def _left_over(text: str, written_in: str | None, spans: Iterable[tuple[int, int]]) -> list[Token]:
    """Return the words that tell something and stand in no stretch."""
    return [
        token
        for token in analyse(text, written_in)
        if not token.stop and not any(start <= token.start < end for start, end in spans)
    ]


def _unit(meaning: Meaning, concepts: list[Said], words: str, language: str | None) -> ConceptUnit:
    """Return one unit for all that a stretch of words names.

    A sector counts where it is said itself, not wherever some skill belongs to it, and so does one that shares a name
    with the first concept; with it come the sectors of the wider field that bears the concept's name, so that either
    half of "water and sanitation" finds the same projects.
    """
    first, *others = [said.uri for said in concepts]
    topics = [said.uri for said in concepts if said.kind in TOPICS and said.uri != first]
    topics += meaning.namesakes(first)
    named = dict.fromkeys((first, *others, *topics))
    related = dict.fromkeys(uri for uri in others if uri not in topics)
    related.update(dict.fromkeys(near for uri in named for near in meaning.beside(uri)))
    wider = dict.fromkeys(higher for uri in named for higher in meaning.wider(uri))
    sectors = dict.fromkeys(sector for field in wider for sector in meaning.sectors(field))
    related.pop(first, None)
    return ConceptUnit(
        first,
        related=tuple(related),
        wider=tuple(uri for uri in dict.fromkeys((*topics, *wider, *sectors)) if uri != first and uri not in related),
        words=tuple(TermUnit(spellings) for spellings in query_terms(words, language)),
    )


def _term(meaning: Meaning, text: str, token: Token, language: str | None) -> TermUnit:
    """Return one unit for a word that names nothing by itself, and for what other languages call it."""
    word = text[token.start : token.end]
    spellings = [one for several in query_terms(word, language) for one in (*several, *token.others)]
    return TermUnit(tuple(dict.fromkeys((*spellings, *meaning.counterparts(word)))))


def _label(meaning: Meaning, said: Said, language: str) -> str:
    lexicon = meaning.linker.lexicon
    return lexicon.label(lexicon.places[said.uri], language)
