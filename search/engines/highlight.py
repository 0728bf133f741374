"""Cut from a document's text the stretch that best shows why it was found; every engine shows the same one."""

from collections.abc import Iterable, Sequence

from search.schema import ConceptUnit, Hit, Passage, Unit

LENGTH = 220  # code points: two to three lines on a phone


def asked_for(units: Iterable[Unit]) -> frozenset[str]:
    """Return the terms and concept URIs that a query asks for, as `Passage.marks` name them."""
    wanted: set[str] = set()
    for unit in units:
        if isinstance(unit, ConceptUnit):
            wanted.update((unit.uri, *unit.related, *unit.wider))
            wanted.update(spelling for word in unit.words for spelling in word.spellings)
        else:
            wanted.update(unit.spellings)
    return frozenset(wanted)


def hit(key: str, passages: Sequence[Passage], language: str, wanted: frozenset[str]) -> Hit:
    """Return the hit with a snippet in `language` where the document has it, else in its source language."""
    passage = next((p for p in passages if p.language == language), passages[0] if passages else None)
    if passage is None:
        return Hit(key)
    return Hit(key, passage.language, snippet(passage, wanted))


def snippet(passage: Passage, wanted: frozenset[str]) -> tuple[tuple[str, bool], ...]:
    """Return about `LENGTH` code points of the text in pieces, each with whether it was asked for.

    The window is the one that shows most marked stretches, the first of equals; it starts and ends between words.
    """
    spans = _spans(passage, wanted)
    low, high = _window(passage.text, spans)
    pieces: list[tuple[str, bool]] = [("…", False)] if low > 0 else []
    at = low
    for start, end in spans:
        if start < low or end > high:
            continue
        pieces += [(passage.text[at:start], False), (passage.text[start:end], True)]
        at = end
    pieces.append((passage.text[at:high] + ("…" if high < len(passage.text) else ""), False))
    return tuple((text, marked) for text, marked in pieces if text)


def _spans(passage: Passage, wanted: frozenset[str]) -> list[tuple[int, int]]:
    """Return the stretches that were asked for, joined where they touch or overlap, in order."""
    spans: list[tuple[int, int]] = []
    for start, end, what in sorted(passage.marks):
        if wanted.isdisjoint(what.split()):
            continue
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _window(text: str, spans: list[tuple[int, int]]) -> tuple[int, int]:
    if len(text) <= LENGTH:
        return 0, len(text)
    best, most = 0, 0
    for start, _ in spans:
        shown = sum(1 for s, e in spans if start <= s and e <= start + LENGTH)
        if shown > most:
            best, most = start, shown
    low = max(0, min(best - LENGTH // 5, len(text) - LENGTH))
    if low > 0:
        low = _between_words(text, low, low + 30)
    high = min(len(text), low + LENGTH)
    high = max([high, *(e for s, e in spans if low <= s < high)])
    if high < len(text):
        space = text.rfind(" ", low + LENGTH // 2, high + 1)
        if space > 0 and not any(s < high and e > space for s, e in spans):
            high = space
    return low, high


def _between_words(text: str, low: int, most: int) -> int:
    space = text.find(" ", low, most)
    return space + 1 if space >= 0 else low
