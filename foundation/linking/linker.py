"""Find the concepts a text speaks of: longest labels first, several meanings settled, negation and wishes marked."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from foundation.linking import languages, scope
from foundation.linking.ambiguity import Context, settle
from foundation.linking.asides import asides
from foundation.linking.beside import Beside, stated
from foundation.linking.graph import Graph
from foundation.linking.lexicon import (
    ACRONYM,
    LANGUAGES,
    NAME,
    PLACE_SHIFT,
    PREFERRED,
    SHORTENED,
    SINGLE,
    TRUSTED,
    Lexicon,
    Table,
)
from foundation.linking.mention import Mention
from foundation.linking.missed import missed
from foundation.linking.names import is_surname
from foundation.linking.resemblance.nearest import Nearest
from foundation.linking.scanning import Span, Term, Word, scan
from foundation.linking.spoken import languages_in
from foundation.text.folding import fold
from foundation.text.language import detect_language
from foundation.text.pieces import HYPHENS, pieces
from foundation.text.sentences import folded_words
from foundation.text.stems import stem

_ARABIC = re.compile("[\u0620-\u064a]")
_LATIN_LETTER = re.compile("[A-Za-z]")
_LATIN = ("fr", "en", "es")
_QUERY = 80  # code points: so short a text in small letters was typed into a search box
_TOO_FEW = 4  # words from which a language cannot be guessed surely
_ACRONYM, _ACRONYM_ALTERNATIVE = 3, 5  # letters up to which an imported acronym needs company
_NUMBERS = {"label": 1.0, "synonym": 0.9}
_GUESSED = 0.8  # what a link by likeness weighs beside one by a label


class Linked(NamedTuple):
    """A stretch of words, the place of the concept it means, how it was found and how surely (0 to 1)."""

    first: int
    last: int
    place: int
    via: str
    sure: float


class Linker:
    """Links texts against one lexicon and one graph; safe to share, since neither changes.

    With `nearest`, stretches that no label covers are linked to what they resemble closely enough.
    """

    def __init__(self, lexicon: Lexicon, graph: Graph, nearest: Nearest | None = None) -> None:
        self.lexicon = lexicon
        self.graph = graph
        self.nearest = nearest

    def link(
        self, text: str, language: str | None = None, *, labels_in: str | None = None, every_sense: bool = False
    ) -> list[Mention]:
        """Return what `text` says, in order; `language` is guessed if left out; labels are in `labels_in` or in it.

        Where a label means several concepts and the text does not tell which, it is left out, or with `every_sense`
        linked to all of them.
        """
        words = pieces(text)
        guessed = language is None
        language = language or detect_language(text)
        unsure = guessed and len(words) <= _TOO_FEW
        taken = bytearray(len(words))
        for first, last in asides(text, words):
            taken[first : last + 1] = b"\x01" * (last + 1 - first)
        spans = self._spans(text, words, taken, language, unsure=unsure)
        links = [_by_label(span, entry) for span, entry in self._chosen(text, words, spans, every_sense=every_sense)]
        if self.nearest is not None and language in LANGUAGES:
            links += self._missed(text, words, taken, language)
            links.sort(key=lambda link: link.first)
        senses = scope.senses(text, words, [(link.first, link.last) for link in links])
        kept = [number for number, sense in enumerate(senses) if not sense.aside]
        links, senses = [links[number] for number in kept], [senses[number] for number in kept]
        beside = self._beside(text, words, links)
        return [
            self._mention(words, link, labels_in or language, sense, said)
            for link, sense, said in zip(links, senses, beside, strict=True)
        ]

    def _beside(self, text: str, words: Sequence[Word], links: Sequence[Linked]) -> list[Beside]:
        """Return the level and the years stated beside each link; a language's level is one of the framework."""
        places = [(words[link.first][1], words[link.last][2]) for link in links]
        folded = folded_words(words) if links else []
        found = stated(text, folded, places)
        if any(link.place in self.lexicon.languages_spoken for link in links):
            spoken = languages_in(text, folded)
            for number, (link, (start, end)) in enumerate(zip(links, places, strict=True)):
                levels = [one.level for one in spoken if one.level and one.start < end and start < one.end]
                if levels and link.place in self.lexicon.languages_spoken:
                    found[number] = found[number]._replace(level=levels[0])
        return found

    def _missed(self, text: str, words: Sequence[Word], taken: bytearray, language: str) -> list[Linked]:
        assert self.nearest is not None
        return [
            Linked(found.first, found.last, found.place, found.via, _GUESSED * found.sure)
            for found in missed(text, words, taken, language, self.lexicon, self.nearest)
        ]

    def _is_surname(self, text: str, words: Sequence[Word], span: Span) -> bool:
        if span.first != span.last or self.nearest is None:
            return False
        return is_surname(text, words, span.first, self.nearest.knows)

    def _mention(
        self, words: Sequence[Word], link: Linked, language: str | None, sense: scope.Sense, beside: Beside
    ) -> Mention:
        return Mention(
            uri=self.lexicon.uris[link.place],
            kind=self.lexicon.kinds[link.place],
            label=self.lexicon.label(link.place, language),
            start=words[link.first][1],
            end=words[link.last][2],
            weight=round(link.sure * self.graph.rarity(link.place), 4),
            via=link.via,
            negated=sense.negated,
            optional=sense.optional,
            level=beside.level,
            years=beside.years,
        )

    def _spans(
        self, text: str, words: Sequence[Word], taken: bytearray, language: str | None, *, unsure: bool
    ) -> list[Span]:
        """Return the labels found, none over another or over words that are taken, and take theirs.

        Those of the text's own language come first.
        """
        found: list[Span] = []
        for table, foreign in self._tables(text, language, unsure=unsure):
            for span in scan(text, words, self._terms(text, words, table), table, self.lexicon):
                if foreign and not unsure and not _may_be_foreign(span):
                    continue
                if any(taken[span.first : span.last + 1]):
                    continue
                taken[span.first : span.last + 1] = b"\x01" * (span.last + 1 - span.first)
                found.append(span)
        found.sort(key=lambda span: span.first)
        return found

    def _tables(self, text: str, language: str | None, *, unsure: bool) -> Iterator[tuple[Table, bool]]:
        """Yield the tables to scan and whether each is of a language the text is not in."""
        tables = self.lexicon.tables
        if language in _LATIN:
            yield tables[language], False
            others = _LATIN if unsure else ("en",)
            yield from ((tables[other], True) for other in others if other != language)
            if _ARABIC.search(text):
                yield tables["ar"], False
        elif language == "ar":
            yield tables["ar"], False
            if _LATIN_LETTER.search(text):
                yield from ((tables[latin], True) for latin in ("fr", "en"))
        else:
            yield from ((tables[other], False) for other in ("fr", "en", "es", "ar"))

    def _terms(self, text: str, words: Sequence[Word], table: Table) -> list[Term]:
        """Return (term, first word, last word) for each word of sense; a compound that labels join is one."""
        known, term_of, language = table.words, self.lexicon.term, table.language
        terms: list[Term] = []
        hyphens = any(hyphen in text for hyphen in HYPHENS)
        for place, (surface, start, _) in enumerate(words):
            term = known.get(surface)
            if term is None:
                term = term_of(surface, language)
            if hyphens and place and text[start - 1] in HYPHENS and words[place - 1][2] == start - 1:
                joined = stem(fold(words[place - 1][0]) + fold(surface), language)
                beside = bool(terms) and terms[-1][2] == place - 1
                apart = beside and bool(term) and f"{terms[-1][0]} {term}" in table.openings
                if self.lexicon.joins(joined) and not apart:
                    terms.append((joined, terms.pop()[1] if beside else place - 1, place))
                    continue
            if term:
                terms.append((term, place, place))
        return terms

    def _chosen(
        self, text: str, words: Sequence[Word], spans: Sequence[Span], *, every_sense: bool
    ) -> list[tuple[Span, int]]:
        """Return each span with the entry it means per kind of concept; what stays unclear with all or with none."""
        kinds, spoken = self.lexicon.kinds, self.lexicon.languages_spoken
        careless = len(text) <= _QUERY and text.islower()
        certain = {
            span.entries[0] >> PLACE_SHIFT
            for span in spans
            if len(span.entries) == 1 and _is_written_so(span.entries[0], words[span.first][0], careless=careless)
        }
        context: Context | None = None
        chosen: list[tuple[Span, int]] = []
        for span in spans:
            surface = words[span.first][0]
            if span.first == span.last and len(surface) == 1 and not _is_letter_name(text, words[span.first]):
                continue
            entries = [entry for entry in span.entries if _is_written_so(entry, surface, careless=careless)]
            by_kind: dict[str, list[int]] = {}
            for entry in entries:
                by_kind.setdefault(kinds[entry >> PLACE_SHIFT], []).append(entry)
            _settle_kinds(by_kind)
            for same in by_kind.values():
                if len(same) > 1:
                    context = context or Context(self.graph, certain)
                    same = settle(same, context)
                    if len(same) > 1:
                        chosen += [(span, meant) for meant in same if every_sense]
                        continue
                meant = same[0]
                if kinds[meant >> PLACE_SHIFT] == "occupation" and self._is_surname(text, words, span):
                    continue
                if _needs_company(meant, surface) or (meant & ACRONYM and _shouts(words, span.first)):
                    context = context or Context(self.graph, certain)
                    if not context.support(meant >> PLACE_SHIFT, by_others=True):
                        continue
                if (
                    (meant >> PLACE_SHIFT) in spoken
                    and meant & SINGLE
                    and not languages.is_spoken(text, words, span.first)
                ):
                    continue
                chosen.append((span, meant))
        return chosen


def _by_label(span: Span, entry: int) -> Linked:
    via = "label" if entry & PREFERRED else "synonym"
    sure = _NUMBERS[via] * (0.8 if entry & SINGLE and not entry & (TRUSTED | PREFERRED) else 1.0)
    if len(span.entries) > 1:
        sure *= 0.9
    return Linked(span.first, span.last, entry >> PLACE_SHIFT, via, sure)


def _settle_kinds(by_kind: dict[str, list[int]]) -> None:
    """Drop a skill or an occupation when the words are the other's own name ("accounting" is no accountant)."""
    skills, occupations = by_kind.get("skill"), by_kind.get("occupation")
    if skills and occupations:
        named = [any(entry & PREFERRED for entry in entries) for entries in (skills, occupations)]
        if named == [True, False]:
            del by_kind["occupation"]
        elif named == [False, True]:
            del by_kind["skill"]


def _may_be_foreign(span: Span) -> bool:
    """Whether a label of another language may stand in this text: a phrase, or a name such as Excel or SQL."""
    return span.first != span.last or any(entry & (NAME | ACRONYM) for entry in span.entries)


def _is_letter_name(text: str, word: Word) -> bool:
    """Whether one letter may be a name ("R"), not an initial ("R. Diop"), nor the number of a clause ("(c)")."""
    surface, start, end = word
    return surface.isupper() and text[end : end + 1] not in (".", ")") and text[start - 1 : start] != "("


def _shouts(words: Sequence[Word], place: int) -> bool:
    """Whether the words around are in capitals too, so that capitals make no acronym: "IT CONSISTS OF"."""
    around = [surface for surface, _, _ in (*words[max(0, place - 2) : place], *words[place + 1 : place + 3])]
    return len(around) > 1 and all(surface.isupper() and len(surface) > 1 for surface in around)


def _needs_company(entry: int, surface: str) -> bool:
    """Whether a name is sure only where the text speaks of its field: short acronyms, "R", "Absorb (software)"."""
    if entry & SINGLE and len(surface) == 1:
        return True
    if not entry & SINGLE or entry & TRUSTED or not entry & (NAME | ACRONYM):
        return False
    longest = _ACRONYM if entry & PREFERRED else _ACRONYM_ALTERNATIVE
    return bool(entry & SHORTENED) or (bool(entry & ACRONYM) and len(surface) <= longest)


def _is_written_so(entry: int, surface: str, *, careless: bool) -> bool:
    """Whether a name is written as one: "Swift" is a language, "swift" a word; "AIDS" an illness, "Aid" is help."""
    if not entry & (NAME | ACRONYM) or not surface.isalpha() or (careless and entry & (PREFERRED | TRUSTED)):
        return True
    if entry & ACRONYM:
        return surface.isupper() or surface[:-1].isupper()
    return bool(entry & TRUSTED and not entry & SHORTENED) or surface != surface.lower()


def kinds_only(mentions: Collection[Mention], kind: str | None) -> list[Mention]:
    """Return the mentions of one kind of concept, or all."""
    return [mention for mention in mentions if kind is None or mention.kind == kind]
