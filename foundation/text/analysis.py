"""The one analysis of text that search engines and the linker share: a text becomes tokens with terms and places.

How a document's word and a query's word meet, whatever language either is taken for: a document writes for each word
its stem in the document's language *and* its folded form (`terms`); a query asks for each word its folded form or its
stem in any language that writes with the same letters (`query_terms`). Since a document's language is known and its
stem is one of those the query asks for, "irrigations" typed without context meets "irrigation" in French, English
and Spanish texts alike.
"""

from functools import lru_cache
from typing import NamedTuple

from foundation.text import arabic
from foundation.text.folding import fold
from foundation.text.inflection import uninflected
from foundation.text.language import detect_language
from foundation.text.pieces import HYPHENS, pieces
from foundation.text.stems import LATIN_LANGUAGES, stem
from foundation.text.stopwords import is_stopword

_NO_GRAMMAR = frozenset({"IT"})  # written so it is information technology


class Token(NamedTuple):
    """One word of a text.

    `term` is its stem, `start` and `end` its place in code points of the text as given, `others` the further terms it
    is found by (folded form, Arabic readings without a clitic, a hyphenated compound written as one), `stop` whether
    it is mere grammar.
    """

    term: str
    start: int
    end: int
    others: tuple[str, ...] = ()
    stop: bool = False


def analyse(text: str, language: str | None = None) -> list[Token]:
    """Return the tokens of `text`; every term consists of letters and digits only.

    `language` is "fr", "ar", "en" or "es"; left out, it is guessed. Words in Arabic script are Arabic in any text.
    """
    if language is None:
        language = detect_language(text)
    tokens: list[Token] = []
    for surface, start, end in pieces(text):
        term, others, stop = word_terms(surface, language)
        if term:
            tokens.append(Token(term, start, end, others, stop))
    return _with_compounds(text, tokens, language)


def terms(text: str, language: str | None = None) -> list[str]:
    """Return what an index writes for `text`: for each word its stem and the other forms it is found by, in order."""
    written: list[str] = []
    for token in analyse(text, language):
        written.append(token.term)
        written.extend(token.others)
    return written


def query_terms(text: str, language: str | None = None) -> list[tuple[str, ...]]:
    """Return what a query asks for: per word the terms of which a document needs one; words of grammar are left out.

    When nothing but grammar was typed, it is asked for after all.
    """
    asked = []
    for token in analyse(text, language):
        folded = fold_surface(text[token.start : token.end])
        alternatives = dict.fromkeys((token.term, *token.others, folded))
        if not arabic.is_arabic(folded):
            alternatives.update(dict.fromkeys(stem(folded, latin) for latin in LATIN_LANGUAGES))
        asked.append((tuple(alternatives), token.stop))
    subjects = [alternatives for alternatives, stop in asked if not stop]
    return subjects or [alternatives for alternatives, _ in asked]


def fold_surface(surface: str) -> str:
    """Return the folded form of a stretch of text that is one token ("C#" gives "csharp")."""
    return "".join(fold(word) for word, _, _ in pieces(surface)) or fold(surface)


@lru_cache(maxsize=50_000)
def word_terms(surface: str, language: str | None) -> tuple[str, tuple[str, ...], bool]:
    """Return (term, other terms, whether it is grammar) of one word as `pieces` spells it."""
    folded = fold(surface)
    term = stem(folded, language)
    others = [] if folded == term else [folded]
    if arabic.is_arabic(folded):
        bare = arabic.without_article(folded)
        others += [bare, *arabic.readings(folded)]
    kept = tuple(other for other in dict.fromkeys(others) if other and other != term)
    return term, kept, surface not in _NO_GRAMMAR and is_stopword(folded, language)


def forget() -> None:
    """Empty the memory of single words, which a whole taxonomy fills with words that few texts use."""
    for remembered in (fold, stem, word_terms, uninflected):
        remembered.cache_clear()


def _with_compounds(text: str, tokens: list[Token], language: str | None) -> list[Token]:
    """Give both parts of "agro-alimentaire" the compound written as one word as a further term."""
    if not any(hyphen in text for hyphen in HYPHENS):
        return tokens
    for place in range(len(tokens) - 1):
        first, second = tokens[place], tokens[place + 1]
        if second.start != first.end + 1 or text[first.end] not in HYPHENS:
            continue
        joined = fold(text[first.start : first.end]) + fold(text[second.start : second.end])
        if not joined.isalpha():
            continue
        more = tuple(dict.fromkeys((stem(joined, language), joined)))
        tokens[place] = first._replace(others=first.others + more)
        tokens[place + 1] = second._replace(others=second.others + more)
    return tokens
