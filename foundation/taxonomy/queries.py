"""Concepts found by their labels, and labels found for concepts."""

from collections.abc import Iterable

from foundation.taxonomy.models import Concept, Label

ORDER = ("fr", "en", "ar", "es")


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
