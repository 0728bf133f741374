"""The concept profile of a text: what it says and, told apart, what that implies.

Occupations imply the skills they ask for, skills their broader concepts and sectors, each at a share of the weight of
what was said; nothing that was negated implies anything. Elsewhere this alone lifted matching of job titles from a mean
average precision of .30 (BM25) to .48 (English).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from foundation.linking.graph import Graph
from foundation.linking.lexicon import Lexicon
from foundation.linking.mention import Mention

_SHARES = {"essential": 0.5, "optional": 0.2, "broader": 0.4, "sector": 0.5, "sdg": 0.3}
_WISHED = 0.5  # what a mention weighs that is only wished for
_REPEATED = 0.15  # what each further mention adds, up to half as much again
_MOST_REPEATED = 0.5
_LEAST = 0.02


@dataclass(frozen=True, slots=True)
class Profile:
    """Concept URIs with their weights: `said` by the text, `implied` by what it says (never both), `negated` by it."""

    said: dict[str, float] = field(default_factory=dict)
    implied: dict[str, float] = field(default_factory=dict)
    negated: frozenset[str] = frozenset()


def said(mentions: Iterable[Mention]) -> dict[str, float]:
    """Return URI → weight of what is said and not negated; mentions repeat with falling effect, wishes count half."""
    best: dict[str, float] = {}
    times: dict[str, int] = {}
    for mention in mentions:
        if mention.negated or not mention.said:
            continue
        weight = mention.weight * (_WISHED if mention.optional else 1.0)
        best[mention.uri] = max(best.get(mention.uri, 0.0), weight)
        times[mention.uri] = times.get(mention.uri, 0) + 1
    return {
        uri: round(weight * (1.0 + min(_MOST_REPEATED, _REPEATED * (times[uri] - 1))), 4)
        for uri, weight in best.items()
    }


def implied(
    mentions: Iterable[Mention], lexicon: Lexicon, graph: Graph, *, labels_in: str | None = None
) -> list[Mention]:
    """Return what the said mentions imply, heaviest first, each concept once and none that is said or negated."""
    kept = list(mentions)
    known = {mention.uri for mention in kept}
    found: dict[int, tuple[float, str]] = {}
    for uri, weight in said(kept).items():
        for place, share, via in _steps(lexicon.places[uri], lexicon, graph):
            if lexicon.uris[place] in known:
                continue
            reached = weight * share * graph.rarity(place)
            if reached >= _LEAST and reached > found.get(place, (0.0, ""))[0]:
                found[place] = (reached, via)
    ordered = sorted(found.items(), key=lambda item: (-item[1][0], lexicon.uris[item[0]]))
    return [
        Mention(
            uri=lexicon.uris[place],
            kind=lexicon.kinds[place],
            label=lexicon.label(place, labels_in),
            start=None,
            end=None,
            weight=round(weight, 4),
            via=via,
        )
        for place, (weight, via) in ordered
    ]


def profile(mentions: Iterable[Mention], lexicon: Lexicon, graph: Graph) -> Profile:
    """Return the profile of a text or person from its mentions, weights up to 1.5."""
    kept = list(mentions)
    stated = said(kept)
    return Profile(
        said=stated,
        implied={mention.uri: mention.weight for mention in implied(kept, lexicon, graph)},
        negated=frozenset(mention.uri for mention in kept if mention.negated and mention.uri not in stated),
    )


def _steps(place: int, lexicon: Lexicon, graph: Graph) -> Iterator[tuple[int, float, str]]:
    """Yield (concept, share of the weight, via) for each relation that implies something.

    Broader ones are followed twice; what holds a good part of the taxonomy ("knowledge") says nothing and is left out.
    """
    for via in ("essential", "optional", "sector", "sdg"):
        for target in graph.targets(place, via):
            yield target, _SHARES[via], via
    for target in graph.targets(place, "broader"):
        if not graph.is_vast(target):
            yield target, _SHARES["broader"], "broader"
        for above in graph.targets(target, "broader"):
            if not graph.is_vast(above):
                yield above, _SHARES["broader"] ** 2, "broader"
