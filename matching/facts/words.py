"""Somebody's own words as the ranker wants them: the concepts said and wished for, and the analysed terms."""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from threading import Lock

from foundation.linking.linker import Linker
from foundation.linking.queries import linker
from foundation.linking.titles import skills_in_title
from foundation.text.analysis import analyse
from foundation.text.language import detect_language
from matching.ranking.facts import Texts

AGAIN = 0.05  # what a text says twice it means a little more
LONGEST_TERM = 40
REMEMBERED = 4096  # texts; a list is mostly the texts of the list before


class _Once:
    """The place of a text's reading: after a start many threads want the same texts, each of which takes long."""

    __slots__ = ("found", "lock")

    def __init__(self) -> None:
        self.lock = Lock()
        self.found: Texts | None = None


class Reader:
    """Reads texts against one state of the taxonomy; safe to share."""

    def __init__(self, linker: Linker) -> None:
        self.linker = linker
        self._remembered = lru_cache(maxsize=REMEMBERED)(lambda text, given: _Once())

    def read(self, texts: Iterable[tuple[str, str]]) -> Texts:
        """Read (text, language) pairs that say the same or complete each other; a language left empty is guessed.

        The first pair is the source and gives the language and the terms. Negated mentions are left out; what is
        wished for in one place and stated in another counts as stated.
        """
        said: dict[str, float] = {}
        optional: dict[str, float] = {}
        terms: dict[str, float] = {}
        first = ""
        for text, given in texts:
            if not text.strip():
                continue
            found = self.read_one(text, given)
            for weights, more in ((said, found.said), (optional, found.optional)):
                for uri, weight in more.items():
                    weights[uri] = max(weights.get(uri, 0.0), weight)
            if found.language == (first or found.language):
                first = found.language
                for term, count in found.terms.items():
                    terms[term] = terms.get(term, 0) + count
        wished = {uri: weight for uri, weight in optional.items() if uri not in said}
        return Texts(said=said, optional=wished, terms=terms, language=first)

    def read_one(self, text: str, given: str) -> Texts:
        """Read one text; who asks for one that is being read gets what the other finds."""
        once: _Once = self._remembered(text, given)
        with once.lock:
            if once.found is None:
                once.found = self._read_one(text, given)
            return once.found

    def _read_one(self, text: str, given: str) -> Texts:
        language = given or detect_language(text) or ""
        said: dict[str, float] = {}
        optional: dict[str, float] = {}
        mentions = self.linker.link(text, language or None)
        titles = [mention for mention in mentions if mention.kind == "occupation"]
        for title in titles:
            mentions += skills_in_title(text, title, link=self.linker.link, language=language or None)
        for mention in mentions:
            if not mention.said or mention.negated:
                continue
            found = optional if mention.optional else said
            # The linker's weight holds the rarity too, which the ranker weighs by itself.
            sure = mention.weight / (self.linker.graph.rarity(self.linker.lexicon.places[mention.uri]) or 1.0)
            found[mention.uri] = min(1.0, max(found.get(mention.uri, -AGAIN) + AGAIN, sure))
        tokens = (token.term for token in analyse(text, language or None) if not token.stop)
        terms = Counter(term for term in tokens if 1 < len(term) <= LONGEST_TERM)
        return Texts(said=said, optional=optional, terms=dict(terms), language=language)


_held: list[Reader] = []


def reader() -> Reader:
    """The reader of the taxonomy as it stands (one query); what it has read it remembers until the taxonomy changes."""
    current = linker()
    if not _held or _held[0].linker is not current:
        _held[:] = [Reader(current)]
    return _held[0]
