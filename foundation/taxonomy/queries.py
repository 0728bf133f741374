"""Concepts found by their labels, by typing in any language, and labels found for concepts."""

import threading
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Subquery

from foundation.taxonomy.models import Concept, Label, Version
from foundation.text.folding import fold

ORDER = ("fr", "en", "ar", "es")
_ARTICLE = "ال"
_lock = threading.Lock()
_held: tuple[tuple[int, int], dict[str, list[tuple[str, int, bool]]]] | None = None
_named: tuple[dict[str, list[tuple[str, int, bool]]], dict[tuple[str, str], dict[int, bool]]] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A concept as lists and choosers show it: its label in the language asked for, or in the next best."""

    pk: int
    uri: str
    kind: str
    label: str

    def __str__(self) -> str:
        return self.label


def find_concepts(typed: str, language: str, *, kinds: Collection[str], limit: int) -> list[Found]:
    """Return the concepts of some kinds one of whose labels, in any language, has words that begin as those typed.

    Each typed word must begin a word of the label; accents and the forms of Arabic letters do not matter. Exact labels
    come first, then those that begin so, preferred before synonym, short before long. Nothing typed finds nothing.
    """
    words = _words(typed)
    if not words:
        return []
    wanted = " ".join(words)
    best: dict[int, tuple[bool, bool, bool, int]] = {}
    labels = _labels()
    for kind in kinds:
        for text, pk, preferred in labels.get(kind, ()):
            if all(f" {word}" in text for word in words):
                grade = (text[1:] != wanted, not text[1:].startswith(wanted), not preferred, len(text))
                if pk not in best or grade < best[pk]:
                    best[pk] = grade
    return named(sorted(best, key=lambda pk: (best[pk], pk))[:limit], language)


def concepts_called(words: str, *, kind: str) -> list[int]:
    """Return the concepts of a kind one of whose labels, in any language, is just these words.

    Those that prefer the label stand alone; without any, all that have it.
    """
    found = _by_label().get((kind, " " + " ".join(_words(words))), {})
    preferred = [pk for pk, is_preferred in found.items() if is_preferred]
    return preferred or list(found)


def has_word(word: str) -> bool:
    """Whether a label of a skill, an occupation or a sector, in any language, has a word that begins so."""
    wanted = [f" {part}" for part in _words(word)]
    return any(all(part in text for part in wanted) for labels in _labels().values() for text, _, _ in labels)


def named(pks: Sequence[int], language: str) -> list[Found]:
    """Return concepts by primary key, in the order given, with their label in a language or in the next best."""
    rows = {pk: (uri, kind) for pk, uri, kind in Concept.objects.filter(pk__in=pks).values_list("pk", "uri", "kind")}
    labels = preferred_labels([uri for uri, _ in rows.values()], language)
    return [Found(pk, *rows[pk], labels.get(rows[pk][0], rows[pk][0])) for pk in pks if pk in rows]


def label_of(concept: Concept, language: str) -> str:
    """Return the name of one concept in a language or in the next best, or its URI."""
    return preferred_labels([concept.uri], language).get(concept.uri, concept.uri)


def concept_by_label(text: str, *, kind: str) -> Concept:
    """Return the one concept of a kind that has this very label, in any language; a preferred one first.

    Raises:
        LookupError: no concept, or several, have it.
    """
    labels = Label.objects.filter(text__iexact=text, concept__kind=kind).select_related("concept")
    best = labels.filter(preferred=True) or labels
    concepts = {label.concept for label in best}
    if len(concepts) != 1:
        raise LookupError(f"{len(concepts)} concepts of kind {kind} are called {text!r}.")
    return concepts.pop()


def preferred_labels(uris: Iterable[str], language: str) -> dict[str, str]:
    """Return the preferred label of each URI in a language, or in the first of fr, en, ar, es that has one."""
    rows = Label.objects.filter(concept__uri__in=set(uris), preferred=True)
    found: dict[str, dict[str, str]] = {}
    for uri, code, text in rows.values_list("concept__uri", "language", "text"):
        found.setdefault(uri, {})[code] = text
    order = (language, *ORDER)
    return {uri: next(labels[code] for code in order if code in labels) for uri, labels in found.items()}


def _labels() -> dict[str, list[tuple[str, int, bool]]]:
    """Return by kind (folded words with a blank before each, concept, preferred), read once per state of the taxonomy.

    Goals are left out: they are chosen from a list of seventeen. What was never loaded has no version to go by.
    """
    global _held
    state = _state()
    with _lock:
        if _held is None or _held[0] != state or not state[0]:
            by_kind: dict[str, list[tuple[str, int, bool]]] = {}
            rows = Label.objects.exclude(concept__kind="sdg").order_by("pk")
            values = rows.values_list("concept__kind", "text", "concept_id", "preferred")
            for kind, text, pk, preferred in values.iterator(10_000):
                by_kind.setdefault(kind, []).append((" " + " ".join(_words(text)), pk, preferred))
            _held = (state, by_kind)
        return _held[1]


def _by_label() -> dict[tuple[str, str], dict[int, bool]]:
    """Return (kind, folded words) → concept → whether one of its preferred labels is these words."""
    global _named
    labels = _labels()
    with _lock:
        if _named is None or _named[0] is not labels:
            by_label: dict[tuple[str, str], dict[int, bool]] = {}
            for kind, rows in labels.items():
                for text, pk, preferred in rows:
                    known = by_label.setdefault((kind, text), {})
                    known[pk] = known.get(pk, False) or preferred
            _named = (labels, by_label)
        return _named[1]


def _state() -> tuple[int, int]:
    """Return the version and the last label, which tells databases of one version apart, in one query."""
    last = Label.objects.order_by("-pk").values("pk")[:1]
    found = Version.objects.values_list("number", Subquery(last)).first()
    if found is None:
        return 0, last.values_list("pk", flat=True).first() or 0
    return found[0], found[1] or 0


def _words(text: str) -> list[str]:
    folded = (fold(word) for word in text.replace("'", " ").replace("’", " ").split())
    return [word.removeprefix(_ARTICLE) if len(word) > 3 else word for word in folded if word]
