"""The linker over the taxonomy of this database, read once per process and again when the taxonomy has changed."""

import threading
from collections.abc import Iterable, Iterator
from functools import lru_cache

from django.conf import settings
from django.db.models import Subquery

from foundation.linking import profile as profiles
from foundation.linking import resembling as near
from foundation.linking.graph import Graph
from foundation.linking.lexicon import LabelRow, Lexicon
from foundation.linking.linker import Linker
from foundation.linking.mention import Mention
from foundation.linking.occupations import Occupations
from foundation.linking.profile import Profile
from foundation.linking.resemblance.counterparts import Counterparts
from foundation.linking.resemblance.nearest import Nearest, told
from foundation.taxonomy.models import Description, Label, Relation, Source, Version

GROUP = "group"  # the type of ESCO's skill groups and ISCO's unit groups
_lock = threading.Lock()
_held: tuple[tuple[int, int], Linker] | None = None


def linker() -> Linker:
    """Return this process's linker; a changed taxonomy version makes a new one, which takes seconds at ESCO's size."""
    global _held
    now = state()
    held = _held
    if held is not None and held[0] == now:
        return held[1]
    with _lock:
        if _held is None or _held[0] != now:
            _held = (now, _read())
        return _held[1]


def link(text: str, language: str | None = None, *, labels_in: str | None = None) -> list[Mention]:
    """Return the concepts that `text` says, in its order; labels in `labels_in` or the text's language."""
    return linker().link(text, language, labels_in=labels_in)


def implied(mentions: Iterable[Mention], *, labels_in: str | None = None) -> list[Mention]:
    """Return the skills, broader concepts and sectors that mentions imply, heaviest first, without a span."""
    current = linker()
    return profiles.implied(mentions, current.lexicon, current.graph, labels_in=labels_in)


def resembling(text: str, language: str | None, *, labels_in: str | None = None) -> list[Mention]:
    """Return the concepts that a text of a sentence or two resembles without saying them, nearest first, no span."""
    current = linker()
    return near.resembling(text, language, current, labels_in=labels_in)


def occupations() -> Occupations:
    """Return the ranker of occupations for job titles."""
    return _occupations(linker())


def counterparts() -> Counterparts:
    """Return which words of other languages say a word: made once per taxonomy, in seconds, and kept on the shelf."""
    nearest = linker().nearest
    assert nearest is not None  # as `_read` makes it
    return nearest.counterparts


@lru_cache(maxsize=1)
def _occupations(current: Linker) -> Occupations:
    assert current.nearest is not None  # as `_read` makes it
    return Occupations(current.lexicon, current.graph, current.nearest)


def concept_weights(mentions: Iterable[Mention]) -> Profile:
    """Return what mentions say and imply as concept URI → weight, told apart."""
    current = linker()
    return profiles.profile(mentions, current.lexicon, current.graph)


def state() -> tuple[int, int]:
    """Return the taxonomy's version and its last label, which tells databases of one version apart, in one query."""
    last = Label.objects.order_by("-pk").values("pk")[:1]
    found = Version.objects.values_list("number", Subquery(last)).first()
    if found is None:
        return 0, last.values_list("pk", flat=True).first() or 0
    return found[0], found[1] or 0


def _read() -> Linker:
    labels = list(_labels())
    lexicon = Lexicon(labels)
    places = lexicon.places
    relations = Relation.objects.order_by("pk").values_list("source__uri", "target__uri", "kind").iterator(10_000)
    graph = Graph(
        len(lexicon),
        (
            (places[source], places[target], kind)
            for source, target, kind in relations
            if source in places and target in places
        ),
    )
    nearest = Nearest(told(labels, lexicon, _descriptions()), graph, shelf=settings.VAR / "linking")
    return Linker(lexicon, graph, nearest)


def _descriptions() -> Iterator[tuple[str, str, str]]:
    rows = Description.objects.order_by("concept_id", "language").values_list("concept__uri", "language", "text")
    yield from rows.iterator(2_000)


def _labels() -> Iterator[LabelRow]:
    """Yield the labels, those of one concept together."""
    rows = Label.objects.order_by("concept_id", "pk").values_list(
        "concept__uri", "concept__kind", "language", "text", "preferred", "source", "concept__skill_type"
    )
    for uri, kind, language, text, preferred, source, skill_type in rows.iterator(10_000):
        yield LabelRow(uri, kind, language, text, preferred, source != Source.ESCO, skill_type == GROUP)
