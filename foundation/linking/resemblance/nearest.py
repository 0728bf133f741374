"""Rank concepts by how much a text resembles them: its words, their translations, and what both mean.

This is for what no label says outright. Three readings are added up: the words the text shares with the labels of its
own language, the words its translation shares with the labels of other languages, and nearness in the latent space. For
a phrase of a few words, which may name a concept, more is read (`phrase.py`).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from foundation.linking.graph import Graph
from foundation.linking.lexicon import LANGUAGES, LabelRow, Lexicon
from foundation.linking.resemblance.alignment import by_labels
from foundation.linking.resemblance.counterparts import Counterparts, counterparts
from foundation.linking.resemblance.latent import Floats, LatentSpace, fitted
from foundation.linking.resemblance.order import first_places
from foundation.linking.resemblance.phrase import NEAREST, WORDWISE, Company, Kinds, weighed, weights
from foundation.linking.resemblance.spelling import Spelling, ends_of, is_slip
from foundation.linking.resemblance.translation import Translation, by_concepts
from foundation.linking.resemblance.words import PHRASE, LabelTerms, WordSpace
from foundation.linking.resemblance.wordwise import LabelWords, Places
from foundation.text.folding import fold
from foundation.text.pieces import pieces

GRAMMAR = "of"  # the one term of the lexicon that means nothing by itself
# What meaning and translated words weigh beside the text's own words: for a phrase that may be a label, fitted on a
# fifth of ESCO's alternative labels; for a longer text, on the validation half of HOUSE.
_PHRASE_WEIGHTS = (0.3, 0.4)
_TEXT_WEIGHTS = (0.1, 0.3)
_WHOLE = 0.99  # of a label that the phrase says: it is the label itself
_UNNAMED = 1.0  # what translated words weigh for a concept that has no label in the text's language
_MEANING = 0.5  # what the latent space weighs where translated words choose among concepts without a label
_ALL_NAMED = 0.99  # of the starter set every concept has a label in each language: nothing to look for
_NAMED_ONLY = 0.3  # what a concept without a description weighs where the latent space is fitted


class Readings(NamedTuple):
    """For each concept: own words, translated words, place in the latent space."""

    own: Floats
    translated: Floats
    latent: Floats


class Unnamed(NamedTuple):
    """A concept's place, how well translated words say its best label, its cosine in the latent space, its lead."""

    place: int
    said: float
    latent: float
    lead: float


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of all concepts.

    Per language the terms of each label and the term of each word form; per language and place the terms of a
    description; the places of occupations.
    """

    size: int
    labels: Mapping[str, Sequence[LabelTerms]]
    forms: Mapping[str, Mapping[str, str]]
    descriptions: Mapping[tuple[int, str], Sequence[str]] = field(default_factory=dict)
    occupations: frozenset[int] = frozenset()

    def documents(self, language: str) -> list[list[str]]:
        """Return per concept the terms that one language says of it."""
        found: list[list[str]] = [[] for _ in range(self.size)]
        for place, terms in self.labels.get(language, ()):
            found[place].extend(terms)
        for (place, told_in), described in self.descriptions.items():
            if told_in == language:
                found[place].extend(described)
        return found


def told(rows: Iterable[LabelRow], lexicon: Lexicon, descriptions: Iterable[tuple[str, str, str]] = ()) -> Told:
    """Return what the labels of a lexicon tell, those of groups left out, and descriptions as (URI, language, text)."""
    labels: dict[str, list[LabelTerms]] = {language: [] for language in LANGUAGES}
    forms: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
    for row in rows:
        if row.group:
            continue
        terms = []
        for surface, _, _ in pieces(row.text):
            term = lexicon.term(surface, row.language)
            if term and term != GRAMMAR:
                terms.append(term)
                forms[row.language].setdefault(fold(surface), term)
        labels[row.language].append((lexicon.places[row.uri], tuple(terms)))
    described = {
        (lexicon.places[uri], language): terms_of(lexicon, text, language)
        for uri, language, text in descriptions
        if uri in lexicon.places
    }
    occupations = frozenset(place for place, kind in enumerate(lexicon.kinds) if kind == "occupation")
    return Told(len(lexicon), labels, forms, described, occupations)


def terms_of(lexicon: Lexicon, text: str, language: str) -> list[str]:
    """Return the terms of sense of a text in the table of `language`, words of grammar left out."""
    found = (lexicon.term(surface, language) for surface, _, _ in pieces(text))
    return [term for term in found if term and term != GRAMMAR]


class Nearest:
    """All concepts of a taxonomy; what is costly is made when it is first asked for."""

    def __init__(
        self, told: Told, graph: Graph | None = None, *, candidates: Told | None = None, shelf: Path | None = None
    ) -> None:
        """Fit on `told`; with `candidates` these are ranked instead, which is for measuring on what is not fitted.

        `graph` has the relations between the concepts; `shelf` is a folder that keeps the latent space for other
        processes.
        """
        self._told = told
        self._graph = graph
        self._shelf = shelf
        self._candidates = candidates or told
        self._words: dict[str, WordSpace] = {}
        self._named: dict[str, npt.NDArray[np.bool_]] = {}
        self._label_words: dict[str, LabelWords] = {}
        self._unnamed_words: dict[tuple[str, str], WordSpace] = {}
        self._spellings: dict[str, tuple[Spelling, list[str], dict[str, list[str]]]] = {}
        self._translations: dict[tuple[str, str], Translation] = {}
        self._alignments: dict[tuple[str, str], Translation] = {}

    def words(self, language: str) -> WordSpace:
        """Return the labels of one language."""
        space = self._words.get(language)
        if space is None:
            space = self._words[language] = WordSpace(self._candidates.labels.get(language, ()), self._told.size)
        return space

    def knows(self, form: str) -> bool:
        """Whether a folded word stands in a label of any language."""
        return any(form in forms for forms in self._told.forms.values())

    def spelt_like(self, form: str, language: str, *, least: float) -> tuple[str, float] | None:
        """Return the term of the label's word that a folded word is a mistyping of, and how like they are."""
        if language not in self._spellings:
            forms = [known for known in self._told.forms.get(language, ()) if len(known) > 1]
            by_ends: dict[str, list[str]] = {}
            for known in forms:
                by_ends.setdefault(ends_of(known), []).append(known)
            self._spellings[language] = Spelling(forms), forms, by_ends
        spelling, forms, by_ends = self._spellings[language]
        if not any(is_slip(form, known) for known in by_ends.get(ends_of(form), ())):
            return None
        for number, likeness in spelling.near(form, least):
            meant = forms[number]
            if is_slip(form, meant):
                return self._told.forms[language][meant], likeness
        return None

    @cached_property
    def latent(self) -> LatentSpace:
        described = {place for place, _ in self._told.descriptions}
        weights = [1.0 if place in described else _NAMED_ONLY for place in range(self._told.size)]
        return fitted(_documents(self._told), weights, self._shelf)

    @cached_property
    def vectors(self) -> Floats:
        """One row per concept in the latent space."""
        return self.latent.vectors(_documents(self._candidates))

    def translation(self, source: str, target: str) -> Translation:
        """Return what is known of saying in `target` what `source` says."""
        known = self._translations.get((source, target))
        if known is None:
            pairs = zip(self._told.documents(source), self._told.documents(target), strict=True)
            both = [(ours, theirs) for ours, theirs in pairs if ours and theirs]
            known = by_concepts([ours for ours, _ in both], [theirs for _, theirs in both])
            self._translations[source, target] = known
        return known

    def alignment(self, source: str, target: str) -> Translation:
        """Return which words of labels in `target` say those of labels in `source`."""
        known = self._alignments.get((source, target))
        if known is None:
            known = by_labels(self._told.labels.get(source, ()), self._told.labels.get(target, ()))
            self._alignments[source, target] = known
        return known

    @cached_property
    def counterparts(self) -> Counterparts:
        """Return which words of other languages say a word of a label."""
        return counterparts(self._told.labels, self._shelf)

    @cached_property
    def company(self) -> Company:
        return Company(self.vectors, self._graph)

    @cached_property
    def kinds(self) -> Kinds:
        return Kinds(self._told.labels, self._told.occupations, self._told.size)

    def label_words(self, language: str) -> LabelWords:
        """Return the labels of one language word by word."""
        known = self._label_words.get(language)
        if known is None:
            labels = self._candidates.labels.get(language, ())
            known = self._label_words[language] = LabelWords(labels, self.latent, self._told.size)
        return known

    def scores(self, terms: Sequence[str], language: str, *, candidates: Collection[str] = LANGUAGES) -> Floats:
        """Return for each concept how much terms of `language` resemble it by its labels in `candidates`.

        0 to 1 for a phrase, and one more where it is a label itself; 0 to 1.4 for a longer text; concepts that no word
        resembles have 0.
        """
        return self.judged(terms, language, candidates=candidates)[0]

    def judged(
        self, terms: Sequence[str], language: str, *, candidates: Collection[str] = LANGUAGES
    ) -> tuple[Floats, Readings]:
        """Return the scores, and the readings that likeness is the sum of."""
        if len(set(terms)) > PHRASE:
            readings = self.readings(terms, language, candidates=candidates)
            return np.sum(readings, axis=0), readings
        readings, read = self.phrase_readings(terms, language, candidates=candidates)
        said = weighed(np.sum(readings, axis=0), read)
        leading = first_places(said, NEAREST)
        leading = leading[said[leading] > 0]
        said[leading] += np.float32(weights()[WORDWISE]) * self.wordwise(terms, language, leading, candidates)
        return said + (readings.own > _WHOLE), readings

    def phrase_readings(
        self, terms: Sequence[str], language: str, *, candidates: Collection[str] = LANGUAGES
    ) -> tuple[Readings, dict[str, Floats]]:
        """Return what likeness is the sum of, and what is read in a phrase, by the names in `phrase_weights.csv`.

        All that stand there are read but the one that is read of the nearest concepts only (`wordwise`).
        """
        parts = self._parts(terms, language, candidates)
        readings = self._weighted(parts, terms, language, candidates)
        likeness = np.sum(readings, axis=0)
        if not likeness.any():
            return readings, dict.fromkeys(weights().keys() - {WORDWISE}, likeness)
        others = [other for other in candidates if other != language]
        several = [self.words(other).weighted(self.alignment(language, other).shares(terms)) for other in others]
        aligned = np.maximum.reduce([np.zeros_like(likeness), *several])
        return readings, {
            "translated": parts.translated,
            "aligned": aligned,
            "kind": self.kinds.scores(terms, language),
            **self.company.readings(likeness),
        }

    def wordwise(
        self, terms: Sequence[str], language: str, places: Places, candidates: Collection[str] = LANGUAGES
    ) -> Floats:
        """Return for each of `places` how well its labels in `candidates` and the terms say each other."""
        terms = list(dict.fromkeys(terms))
        rarity = self.label_words(language).rarity(terms)
        best = np.zeros(len(places), dtype=np.float32)
        for other in candidates:
            known = [self.alignment(language, other).of(term) for term in terms] if other != language else []
            best = np.maximum(best, self.label_words(other).scores(terms, rarity, places, known))
        return best

    def readings(self, terms: Sequence[str], language: str, *, candidates: Collection[str] = LANGUAGES) -> Readings:
        """Return what likeness is the sum of."""
        return self._weighted(self._parts(terms, language, candidates), terms, language, candidates)

    def _parts(self, terms: Sequence[str], language: str, candidates: Collection[str]) -> Readings:
        nothing = np.zeros(self._told.size, dtype=np.float32)
        own = self.words(language).scores(terms) if language in candidates else nothing
        others = [other for other in candidates if other != language]
        translated = [self.words(other).weighted(self.translation(language, other).shares(terms)) for other in others]
        return Readings(own, np.maximum.reduce([nothing, *translated]), np.maximum(self.latent_scores(terms), 0))

    def _weighted(self, parts: Readings, terms: Sequence[str], language: str, candidates: Collection[str]) -> Readings:
        meaning, named = _PHRASE_WEIGHTS if len(set(terms)) <= PHRASE else _TEXT_WEIGHTS
        translated = parts.translated
        if language in candidates:
            translated = np.where(self.named_in(language), np.float32(named), np.float32(_UNNAMED)) * translated
        return Readings(parts.own, translated, np.float32(meaning) * parts.latent)

    def unnamed(self, terms: Sequence[str], language: str, *, least: float) -> Unnamed | None:
        """Return the concept without a label in `language` that terms name best in translation.

        None where a term has no translation, where a concept with a label in `language` comes before all of these, or
        where the translated words say less than `least` of every label.
        """
        named = self.named_in(language)
        if np.count_nonzero(named) >= _ALL_NAMED * self._told.size:
            return None
        translations = {other: self.translation(language, other) for other in LANGUAGES if other != language}
        if not all(any(translation.knows(term) for translation in translations.values()) for term in terms):
            return None
        shares = {other: translation.shares(terms) for other, translation in translations.items()}
        if all(self._unnamed_in(language, other).weighted(shares[other]).max() < least for other in shares):
            return None
        said = np.maximum.reduce([self.words(other).weighted(shares[other]) for other in shares])
        latent = np.maximum(self.latent_scores(terms), 0)
        both = said + np.float32(_MEANING) * latent
        second, first = np.argsort(both)[-2:]
        if named[first]:
            return None
        return Unnamed(int(first), float(said[first]), float(latent[first]), float(both[first] - both[second]))

    def named_in(self, language: str) -> npt.NDArray[np.bool_]:
        """Return for each concept whether it has a label in `language`."""
        mask = self._named.get(language)
        if mask is None:
            mask = np.zeros(self._told.size, dtype=bool)
            mask[[place for place, _ in self._candidates.labels.get(language, ())]] = True
            self._named[language] = mask
        return mask

    def _unnamed_in(self, language: str, other: str) -> WordSpace:
        """Return the labels in `other` of the concepts without a label in `language`."""
        space = self._unnamed_words.get((language, other))
        if space is None:
            space = self._unnamed_words[language, other] = self.words(other).only(~self.named_in(language))
        return space

    def latent_scores(self, terms: Sequence[str]) -> Floats:
        """Return the cosine of the terms with each concept in the latent space."""
        return self.vectors @ self.latent.vector(terms)


def _documents(told: Told) -> list[list[str]]:
    """Return per concept the terms that all languages say of it."""
    by_language = [told.documents(language) for language in LANGUAGES]
    return [[term for one in several for term in one] for several in zip(*by_language, strict=True)]
