"""Reads across pages and taxonomy: skills found by typing, their names, suggestions from a text, agencies of a list."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import strip_tags
from wagtail.models import Page

from cms.agencies.models import AgencyPage
from foundation.linking.queries import link
from foundation.taxonomy.models import Concept, Label, Version
from foundation.taxonomy.queries import preferred_labels
from foundation.text.folding import fold

ARTICLE = "ال"
MOST_FOUND = 60
MOST_SUGGESTED = 12
_lock = threading.Lock()
_held: tuple[int, list[tuple[str, int, bool]]] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A concept as the chooser and the editor show it."""

    pk: int
    uri: str
    label: str

    def __str__(self) -> str:
        return self.label


def find_skills(typed: str, language: str) -> list[Found]:
    """Return the skills one of whose labels, in any language, holds words that begin as those typed, best first.

    Accents and the forms of Arabic letters do not matter. Nothing typed finds nothing.
    """
    words = _words(typed)
    if not words:
        return []
    wanted = " ".join(words)
    best: dict[int, tuple[bool, bool, bool, int]] = {}
    for text, pk, preferred in _skill_labels():
        if all(f" {word}" in text for word in words):
            label = text[1:]
            grade = (label != wanted, not label.startswith(wanted), not preferred, len(label))
            if pk not in best or grade < best[pk]:
                best[pk] = grade
    order = sorted(best, key=lambda pk: (best[pk], pk))[:MOST_FOUND]
    return named(order, language)


def named(pks: Sequence[int], language: str) -> list[Found]:
    """Return concepts by primary key, in the order given, with their label in a language or in the next best."""
    uris = dict(Concept.objects.filter(pk__in=pks).values_list("pk", "uri"))
    labels = preferred_labels(uris.values(), language)
    return [Found(pk, uris[pk], labels.get(uris[pk], uris[pk])) for pk in pks if pk in uris]


def _skill_labels() -> list[tuple[str, int, bool]]:
    """Return (folded words with a blank before each, concept, preferred) of every skill label, read once per version."""
    global _held
    number = Version.objects.values_list("number", flat=True).first() or 0
    with _lock:
        if _held is None or _held[0] != number or number == 0:
            rows = Label.objects.filter(concept__kind="skill").order_by("pk")
            values = rows.values_list("text", "concept_id", "preferred").iterator(10_000)
            _held = (number, [(" " + " ".join(_words(text)), pk, preferred) for text, pk, preferred in values])
        return _held[1]


def _words(text: str) -> list[str]:
    folded = (fold(word) for word in text.replace("'", " ").replace("’", " ").split())
    return [word.removeprefix(ARTICLE) if len(word) > 4 else word for word in folded if word]


def said_by(page: Any) -> str:
    """Return the plain words of a page in its source language: title, summary, body."""
    row = page.text(page.source_language)
    if row is None:
        return ""
    return "\n".join((row.title, row.summary, plain(row.body))).strip()


def plain(body: Any) -> str:
    """Return the words of a body; each block and paragraph on a line of its own."""
    lines = []
    for block in body:
        if block.block_type == "image":
            continue
        html = str(block.value).replace("</p>", "</p>\n").replace("</li>", "</li>\n").replace("<br/>", "\n")
        lines.append(strip_tags(html).strip())
    return "\n".join(line for line in lines if line)


def suggested_skills(page: Any, language: str) -> list[Found]:
    """Return the skills the source text speaks of that the call does not list yet, heaviest first."""
    listed = {row.concept_id for row in page.skills.all()}
    mentions = [m for m in link(said_by(page), page.source_language) if m.kind == "skill" and not m.negated]
    weights: dict[str, float] = {}
    for mention in mentions:
        weights[mention.uri] = max(weights.get(mention.uri, 0.0), mention.weight)
    pks = dict(Concept.objects.filter(uri__in=weights).values_list("uri", "pk"))
    order = sorted((uri for uri in weights if uri in pks), key=lambda uri: (-weights[uri], uri))
    return named([pks[uri] for uri in order if pks[uri] not in listed][:MOST_SUGGESTED], language)


def attach_agencies(pages: Iterable[Any]) -> list[Any]:
    """Return the pages with `agency` filled in, in one query for all."""
    pages = list(pages)
    paths = {page.path[: -Page.steplen] for page in pages}
    agencies = {a.path: a for a in AgencyPage.objects.filter(path__in=paths).select_related("organisation")}
    for page in pages:
        page.agency = agencies[page.path[: -Page.steplen]]
    return pages
