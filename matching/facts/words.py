"""Somebody's own words as the ranker wants them: the concepts said and wished for, and the analysed terms."""

from collections import Counter
from collections.abc import Iterable

from foundation.linking.queries import current_linker
from foundation.text.analysis import analyse
from foundation.text.language import detect_language
from matching.ranking.facts import Texts

AGAIN = 0.05  # what a text says twice it means a little more
LONGEST_TERM = 40


def read_texts(texts: Iterable[tuple[str, str]]) -> Texts:
    """Read (text, language) pairs that say the same or complete each other; a language left empty is guessed.

    The first pair is the source and gives the language. Negated mentions are left out; what is wished for in one place
    and stated in another counts as stated.
    """
    said: dict[str, float] = {}
    optional: dict[str, float] = {}
    terms: Counter[str] = Counter()
    first = ""
    linker = current_linker()
    for text, given in texts:
        if not text.strip():
            continue
        language = given or detect_language(text) or ""
        first = first or language
        for mention in linker.link(text, language or None):
            if not mention.said or mention.negated:
                continue
            found = optional if mention.optional else said
            sure = mention.weight / (linker.graph.rarity(linker.lexicon.places[mention.uri]) or 1.0)
            found[mention.uri] = min(1.0, max(found.get(mention.uri, 0.0) + AGAIN, sure))
        if language == first:
            terms.update(
                token.term for token in analyse(text, language) if not token.stop and 1 < len(token.term) <= LONGEST_TERM
            )
    wished = {uri: weight for uri, weight in optional.items() if uri not in said}
    return Texts(said=said, optional=wished, terms=dict(terms), language=first)
