"""What a person typed, in any language, becomes the units of a query: concepts where words name some, else terms."""

from dataclasses import dataclass

from foundation.text.analysis import analyse, query_terms
from foundation.text.language import detect_language
from search.documents.meaning import Meaning, Said, current_meaning
from search.schema import ConceptUnit, TermUnit, Unit

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
    spans: dict[tuple[int, int], list[Said]] = {}
    for said in meaning.said(text, written_in):
        spans.setdefault((said.start, said.end), []).append(said)
    placed: list[tuple[int, Unit]] = []
    labels: list[str] = []
    for (start, end), concepts in spans.items():
        concepts.sort(key=lambda said: LEADING.index(said.kind))
        placed.append((start, _unit(meaning, concepts, text[start:end], written_in)))
        labels.append(_label(meaning, concepts[0], language))
    rest = [token for token in analyse(text, written_in) if not any(s <= token.start < e for s, e in spans)]
    if not placed:
        placed = [(0, TermUnit(spellings)) for spellings in query_terms(text, written_in)]
    else:
        for token in rest:
            if not token.stop:
                words = query_terms(text[token.start : token.end], written_in)
                placed += [(token.start, TermUnit(spellings)) for spellings in words]
    placed.sort(key=lambda pair: pair[0])
    return Understood(tuple(dict.fromkeys(unit for _, unit in placed)), tuple(dict.fromkeys(labels)))


def _unit(meaning: Meaning, concepts: list[Said], words: str, language: str | None) -> ConceptUnit:
    uris = [said.uri for said in concepts]
    related = dict.fromkeys((*uris[1:], *(near for uri in uris for near in meaning.beside(uri))))
    wider = dict.fromkeys(higher for uri in uris for higher in meaning.broader(uri))
    return ConceptUnit(
        uris[0],
        related=tuple(uri for uri in related if uri != uris[0]),
        wider=tuple(uri for uri in wider if uri not in related and uri != uris[0]),
        words=tuple(TermUnit(spellings) for spellings in query_terms(words, language)),
    )


def _label(meaning: Meaning, said: Said, language: str) -> str:
    lexicon = meaning.linker.lexicon
    return lexicon.label(lexicon.places[said.uri], language)
