"""What a text means to an index: its terms, the concepts it says, what lies above and beside them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from foundation.linking.lexicon import LANGUAGES
from foundation.linking.linker import Linker
from foundation.linking.queries import linker as current_linker
from foundation.taxonomy.models import Relation
from foundation.text.analysis import analyse
from foundation.text.arabic import is_arabic
from search.schema import Passage

SECTOR = "urn:un:isic:4:"  # before the code, as in the taxonomy
TOPICS = ("sector", "sdg")
MOST_KEPT = 50_000  # phrases whose parts are remembered
MOST_ASKED = 6  # skills an occupation is widened by: the rarest ones, which tell most about it


class Said(NamedTuple):
    """One stretch of a text that says a concept."""

    uri: str
    kind: str
    start: int
    end: int


@dataclass(slots=True)
class Reading:
    """What several texts of one document say together."""

    terms: dict[str, None] = field(default_factory=dict)
    said: dict[str, None] = field(default_factory=dict)


class Meaning:
    """Reads texts against one state of the taxonomy; safe to share."""

    def __init__(self, linker: Linker, topics: Mapping[str, tuple[str, ...]]) -> None:
        self.linker = linker
        self._topics = topics  # concept URI → the sectors it belongs to and the goals it serves
        self._above: dict[str, tuple[str, ...]] = {}
        self._within: dict[tuple[str, str | None], tuple[str, ...]] = {}
        self._namesakes: dict[str, tuple[str, ...]] = {}

    def said(self, text: str, language: str | None, *, every_sense: bool = False) -> list[Said]:
        """Return what a text says of itself; what it says is not needed or not had is left out.

        Of a label with several meanings, which the text does not settle, all are returned with `every_sense`, or none.
        """
        return [
            Said(mention.uri, mention.kind, mention.start, mention.end)
            for mention in self.linker.link(text, language, every_sense=every_sense)
            if mention.start is not None and mention.end is not None and not mention.negated
        ]

    def read(self, reading: Reading, text: str, language: str) -> Passage:
        """Add what a text says to a reading, and return the text with its marks."""
        marks: list[tuple[int, int, str]] = []
        for token in analyse(text, language):
            reading.terms.update(dict.fromkeys((token.term, *token.others)))
            if not token.stop:
                marks.append((token.start, token.end, " ".join((token.term, *token.others))))
        for said in self.said(text, language):
            uris = (said.uri, *self.within(text[said.start : said.end], language))
            reading.said.update(dict.fromkeys(uris))
            marks.append((said.start, said.end, " ".join((*uris, *all_above(self, uris)))))
        return Passage(language, text, tuple(sorted(marks)))

    def within(self, phrase: str, language: str | None) -> tuple[str, ...]:
        """Return the concepts named inside a longer name: "water and sanitation" says sanitation too.

        They are found in what is left of the phrase without its first, or its last, words.
        """
        key = (phrase.casefold(), language)
        known = self._within.get(key)
        if known is None:
            tokens = analyse(phrase, language)
            parts = [phrase[token.start :] for token in tokens[1:]] + [phrase[: token.end] for token in tokens[:-1]]
            whole = {said.uri for said in self.said(phrase, language)}
            found = dict.fromkeys(said.uri for part in parts for said in self.said(part, language))
            if len(self._within) > MOST_KEPT:
                self._within.clear()
            known = self._within[key] = tuple(uri for uri in found if uri not in whole)
        return known

    def wider(self, uri: str) -> tuple[str, ...]:
        """Return the broader concepts whose own name holds this one's: who says them (as "WASH") says this as well."""
        lexicon = self.linker.lexicon
        named = ((uri_above, lexicon.places.get(uri_above)) for uri_above in self.broader(uri))
        return tuple(
            uri_above
            for uri_above, place in named
            if place is not None
            and any(uri in self.within(lexicon.label(place, language), language) for language in LANGUAGES)
        )

    def above(self, uri: str) -> tuple[str, ...]:
        """Return all broader concepts of a concept, and the sectors and goals of itself and of those."""
        known = self._above.get(uri)
        if known is None:
            found: dict[str, None] = {}
            waiting = [uri]
            while waiting:
                one = waiting.pop()
                for higher in (*self.broader(one), *self._topics.get(one, ())):
                    if higher not in found and higher != uri:
                        found[higher] = None
                        waiting.append(higher)
            known = self._above[uri] = tuple(found)
        return known

    def sectors(self, uri: str) -> tuple[str, ...]:
        """Return the ISIC sectors a concept belongs to."""
        return tuple(topic for topic in self._topics.get(uri, ()) if topic.startswith(SECTOR))

    def namesakes(self, uri: str) -> tuple[str, ...]:
        """Return the sectors and goals that the concept's own name names too, in whatever language.

        « agroalimentaire » is a skill and a sector; who asks for "food processing" asks for no less.
        """
        known = self._namesakes.get(uri)
        if known is None:
            lexicon = self.linker.lexicon
            place = lexicon.places.get(uri)
            names = [] if place is None else [(lexicon.label(place, language), language) for language in LANGUAGES]
            said = [one for name, language in names for one in self.said(name, language) if _is_all(one, name)]
            topics = dict.fromkeys(one.uri for one in said if one.kind in TOPICS and one.uri != uri)
            known = self._namesakes[uri] = tuple(topics)
        return known

    def counterparts(self, word: str) -> tuple[str, ...]:
        """Return the terms by which other languages say a word, whichever language with its letters it is of."""
        linker = self.linker
        if linker.nearest is None:
            return ()
        known = linker.nearest.counterparts
        readings = [language for language in LANGUAGES if (language == "ar") == is_arabic(word)]
        said = [known.get((one, linker.lexicon.term(word, one)), ()) for one in readings]
        return tuple(dict.fromkeys(term for terms in said for term in terms))

    def broader(self, uri: str) -> tuple[str, ...]:
        """Return the concepts directly above one."""
        return self._targets(uri, "broader")

    def beside(self, uri: str) -> tuple[str, ...]:
        """Return the concepts related to one; for an occupation the rarest of the skills it cannot do without too."""
        return (*self._targets(uri, "related"), *self._targets(uri, "essential")[:MOST_ASKED])

    def _targets(self, uri: str, kind: str) -> tuple[str, ...]:
        lexicon, graph = self.linker.lexicon, self.linker.graph
        place = lexicon.places.get(uri)
        if place is None:
            return ()
        targets = graph.targets(place, kind)
        if kind == "essential":
            targets = sorted(targets, key=lambda target: -graph.rarity(target))
        return tuple(lexicon.uris[target] for target in targets)


def _is_all(said: Said, name: str) -> bool:
    return said.start == 0 and said.end == len(name)


_held: list[Meaning] = []


def current_meaning() -> Meaning:
    """Return the meaning of the taxonomy as it stands; kept until the linker is made anew for a newer one."""
    linker = current_linker()
    if not _held or _held[0].linker is not linker:
        topics: dict[str, list[str]] = {}
        rows = Relation.objects.filter(kind__in=(Relation.Kind.SECTOR, Relation.Kind.SDG)).order_by("pk")
        for source, target in rows.values_list("source__uri", "target__uri"):
            topics.setdefault(source, []).append(target)
        _held[:] = [Meaning(linker, {uri: tuple(targets) for uri, targets in topics.items()})]
    return _held[0]


def all_above(meaning: Meaning, uris: Iterable[str]) -> list[str]:
    """Return what lies above any of the concepts, without those themselves, in order of first sight."""
    given = dict.fromkeys(uris)
    return [uri for uri in dict.fromkeys(higher for one in given for higher in meaning.above(one)) if uri not in given]
