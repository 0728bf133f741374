"""The dictionary of labels: every way a concept is written, keyed by the terms of the one text analysis.

Labels of one language share a table with three parts: single words, phrases by their joined terms, and for the first
two terms of each phrase a bit mask of the lengths that begin so. A scan asks one string per word and reads no further
unless a phrase of the taxonomy begins there.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from zlib import crc32

from foundation.linking.labels import variants
from foundation.linking.languages import NAMES
from foundation.linking.ordinary import Ordinary, is_acronym, is_name
from foundation.linking.wordlists import words_of
from foundation.text import arabic
from foundation.text.analysis import forget, word_terms
from foundation.text.folding import fold
from foundation.text.inflection import uninflected
from foundation.text.pieces import pieces

LANGUAGES = ("fr", "ar", "en", "es")
PREFERRED, TRUSTED, SHORTENED, NAME, ACRONYM, SINGLE, FREE = 1, 2, 4, 8, 16, 32, 64
FLAG_BITS = 7
FORM_BITS = 11
PLACE_SHIFT = FLAG_BITS + FORM_BITS
_CACHED_WORDS = 200_000
_COMPETENT = "competent in "  # how ESCO begins the second name of a language
_LANGUAGE_IN_ARABIC = "اللغة "
# Terms from which a label may be said in derived words; Arabic adjectives and plurals are derived in writing.
_FREE_FROM = {"fr": 3, "ar": 2, "en": 3, "es": 3}

DIVIDING = words_of("dividing")  # over which a short label does not reach

# "health and education" is not "health education", nor a "management project" "management of projects": these count.
CONJUNCTIONS = dict.fromkeys(("and", "et", "y", "e"), "and") | dict.fromkeys(("or", "ou", "o", "u"), "or")

# Words of grammar that turn a name into its opposite: "residuos no peligrosos", «المعادن غير الحديدية».
_NEGATIONS = {"es": "no", "ar": "غير"}

# Words of grammar that are also subjects: the sound in « prise de son », the ironing in «كي الملابس».
_SUBJECTS = {"fr": frozenset({"son"}), "ar": frozenset({"كي"})}
# A label of one word and an article is one word; one of a word and other grammar ("e-learning at a distance") is not.
_ARTICLES = frozenset(("le", "la", "les", "l", "the", "a", "an", "el", "los", "las", "un", "une", "una"))

Entries = int | tuple[int, ...]


class LabelRow(NamedTuple):
    """One label of the taxonomy; `trusted` labels (starter set, staff) win over imported ones.

    A `group` of ESCO or ISCO ("health professionals") is linked where a text says its name, and ranked nowhere.
    """

    uri: str
    kind: str
    language: str
    text: str
    preferred: bool
    trusted: bool = False
    group: bool = False


class Table:
    """The labels of one language."""

    __slots__ = ("bare", "divided", "language", "openings", "phrases", "singles", "words")

    def __init__(self, language: str) -> None:
        self.language = language
        self.singles: dict[str, Entries] = {}
        self.phrases: dict[str, Entries] = {}
        self.openings: dict[str, int] = {}
        self.divided: set[str] = set()  # phrases whose label itself has a word over which short labels do not reach
        self.words: dict[str, str] = {}
        self.bare: dict[str, str] = {}


class Lexicon:
    """All labels of a taxonomy.

    An entry is a number: the concept's place, then a short digest of the label's words without endings, then seven
    flags: the label is PREFERRED, TRUSTED (ours, not imported), SHORTENED by a bracket, a NAME, an ACRONYM, a SINGLE
    word, FREE to be said in derived words ("management of yearly budgets" for "managing yearly budgets"), which only
    long phrases are.
    """

    def __init__(self, rows: Iterable[LabelRow]) -> None:
        self.uris: list[str] = []
        self.kinds: list[str] = []
        self.places: dict[str, int] = {}
        self.languages_spoken: set[int] = set()
        self._preferred: dict[tuple[int, str], str] = {}
        by_language: dict[str, list[tuple[int, int, str]]] = {language: [] for language in LANGUAGES}
        for row in rows:
            place = self._place(row.uri, row.kind)
            if row.preferred:
                self._preferred[place, row.language] = row.text
            flags = PREFERRED * row.preferred | TRUSTED * row.trusted
            by_language[row.language].append((place, flags, row.text))
            name = row.text.removeprefix(_LANGUAGE_IN_ARABIC)
            if row.kind == "skill" and (fold(name) in NAMES or row.text.startswith(_COMPETENT)):
                self.languages_spoken.add(place)
                if name != row.text:
                    by_language["ar"].append((place, flags, name))
        self._arabic_counts: Counter[str] = Counter()
        self._joined: set[str] = set()
        self._pool: dict[int, int] = {}
        self.tables = {language: self._table(language, by_language.pop(language)) for language in LANGUAGES}
        del self._pool
        forget()

    def __len__(self) -> int:
        return len(self.uris)

    def label(self, place: int, language: str | None) -> str:
        """Return the preferred label in `language`, else in the first language that has one, else the URI."""
        for wanted in (language, "fr", "en", "es", "ar"):
            if wanted is not None and (place, wanted) in self._preferred:
                return self._preferred[place, wanted]
        return self.uris[place]

    def term(self, surface: str, language: str) -> str:
        """Return the term of one word in the table of `language`; "" for a word of grammar."""
        words = self.tables[language].words
        term = words.get(surface)
        if term is None:
            if len(words) > _CACHED_WORDS:
                words.clear()
            term = words[surface] = self._term(surface, language)
        return term

    def joins(self, joined: str) -> bool:
        """Whether a label has the compound `joined` ("agroalimentair") as one word."""
        return joined in self._joined

    def _place(self, uri: str, kind: str) -> int:
        place = self.places.get(uri)
        if place is None:
            place = self.places[uri] = len(self.uris)
            self.uris.append(uri)
            self.kinds.append(kind)
        return place

    def bare(self, surface: str, language: str) -> str:
        """Return the folded word, in Arabic without the clitic that `term` found it to have."""
        return self.tables[language].bare.get(surface) or fold(surface)

    def form(self, surfaces: Sequence[str], language: str) -> int:
        """Return a short digest of the words without endings, in which a text must say a label that is not free."""
        phrase = len(surfaces) > 1
        words = [uninflected(self.bare(surface, language), language, in_phrase=phrase) for surface in surfaces]
        return crc32(" ".join(words).encode()) & ((1 << FORM_BITS) - 1)

    def _term(self, surface: str, language: str) -> str:
        term, _, stop = word_terms(surface, language)
        folded = fold(surface)
        if stop and folded not in _SUBJECTS.get(language, ()):
            if folded == _NEGATIONS.get(language):
                return "not"
            return "of" if folded == "of" and language == "en" else CONJUNCTIONS.get(folded, "")
        if not arabic.is_arabic(term):
            return term
        counts = self._arabic_counts
        for rest in arabic.without_clitics(folded):
            reading = arabic.stem(rest)
            if counts[reading] > counts[term]:
                term = reading
                self.tables["ar"].bare[surface] = rest
        return term

    def _table(self, language: str, labels: list[tuple[int, int, str]]) -> Table:
        table = Table(language)
        self.tables = {**getattr(self, "tables", {}), language: table}
        written = [
            (place, flags | SHORTENED * shortened, _surfaces(phrase), phrase)
            for place, flags, label in labels
            for phrase, shortened in variants(label)
        ]
        if language == "ar":
            for _, _, surfaces, _ in written:
                self._arabic_counts.update(word_terms(surface, "ar")[0] for surface in surfaces)
        ordinary = Ordinary(language)
        singles = []
        for place, flags, surfaces, phrase in written:
            kept = [(term, surface) for surface in surfaces if (term := self.term(surface, language))]
            if not kept:
                continue
            terms = [term for term, _ in kept]
            flags |= self.form([surface for _, surface in kept], language) << FLAG_BITS
            if len(terms) >= _FREE_FROM[language]:
                flags |= FREE
            ordinary.count(place, terms)
            if len(terms) == 1:
                if len(surfaces) == 1 or all(
                    fold(surface) in _ARTICLES for surface in surfaces if surface != kept[0][1]
                ):
                    singles.append((place, flags, terms[0], phrase))
            elif len(terms) == 2 and ordinary.lists(surface for _, surface in kept):
                continue
            else:
                self._add_phrase(table, place, flags, terms)
                if any(fold(surface) in DIVIDING for surface in surfaces):
                    table.divided.add(" ".join(terms))
            if "-" in phrase or len(surfaces) < len(phrase.split()):
                continue
            if len(terms) <= 3:
                self._joined.update(term for term in terms if len(term) > 6)
        for place, flags, term, phrase in singles:
            trusted = bool(flags & TRUSTED)
            if ordinary.allows(
                phrase, term, preferred=bool(flags & PREFERRED), trusted=trusted, kind=self.kinds[place]
            ):
                written_as = ACRONYM if is_acronym(phrase) else NAME if is_name(phrase, trusted=trusted) else 0
                if place in self.languages_spoken and language != "en":  # only English gives them a capital
                    written_as = 0
                self._add(table.singles, term, place, flags | written_as | SINGLE)
        for part in (table.singles, table.phrases):
            for key, entries in part.items():
                if isinstance(entries, tuple):
                    part[key] = self._collapsed(entries)
        table.words.clear()
        return table

    def _add_phrase(self, table: Table, place: int, flags: int, terms: list[str]) -> None:
        self._add(table.phrases, " ".join(terms), place, flags)
        opening = f"{terms[0]} {terms[1]}"
        table.openings[opening] = table.openings.get(opening, 0) | 1 << len(terms)

    def _add(self, part: dict[str, Entries], key: str, place: int, flags: int) -> None:
        entry = place << PLACE_SHIFT | flags
        entry = self._pool.setdefault(entry, entry)
        known = part.get(key)
        if known is None:
            part[key] = entry
        elif isinstance(known, tuple):
            part[key] = known if entry in known else (*known, entry)
        elif known != entry:
            part[key] = (known, entry)

    def _collapsed(self, entries: tuple[int, ...]) -> Entries:
        """Merge the entries of one concept, whatever their words when they are free and mean nothing else."""
        several = len({entry >> PLACE_SHIFT for entry in entries}) > 1
        bound = several or not all(entry & FREE for entry in entries)
        merged: dict[int, int] = {}
        for entry in entries:
            key = entry >> FLAG_BITS if bound else entry >> PLACE_SHIFT
            other = merged.get(key, entry)
            merged[key] = (other | entry) & ~SHORTENED | (other & entry & SHORTENED)
        kept = tuple(self._pool.setdefault(entry, entry) for entry in merged.values())
        return kept if len(kept) > 1 else kept[0]


def _surfaces(phrase: str) -> list[str]:
    parts = phrase.split(" ")
    return parts if all(map(str.isalnum, parts)) else [surface for surface, _, _ in pieces(phrase)]
