"""The level and the years that a text states beside a skill: "notions of", « 12 ans de », «إتقان»."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from foundation.linking.years import is_unit, speaks_of_experience, statements
from foundation.text.sentences import Word, key, sentences, words_of

_LEVELS = {
    "1": "notions notion bases débutant débutante initiation basic basics beginner nociones básico básica básicos "
    "principiante مبادئ أساسيات مبتدئ مبتدئة",
    "2": "intermédiaire usuel intermediate working intermedio intermedia",
    "3": "maîtrise avancé avancée avancés confirmé confirmée solide solides advanced proficient strong dominio "
    "avanzado avanzada إتقان متقدم متقدمة متمكن متمكنة",
    "4": "expert experte expertise spécialiste specialist experto experta especialista خبير خبيرة متخصص متخصصة",
}
_LEVEL_OF = {key(word)[0]: level for level, words in _LEVELS.items() for word in words.split()}
_SMALL_WORDS = "de du des d en la le les l of in the with del el los las في على من"
_BETWEEN = {key(word)[0] for word in _SMALL_WORDS.split()}
_NEAR = 70  # characters between a number of years and the skill it speaks of
_GAP = 12  # characters between what stands beside each other
_AROUND = 40  # words to either side of a skill: a text without full stops ends somewhere too


class Beside(NamedTuple):
    """What stands beside a skill: "1" to "4" or "", and years or None."""

    level: str = ""
    years: int | None = None


def stated(text: str, words: Sequence[Word], spans: Sequence[tuple[int, int]]) -> list[Beside]:
    """Return what the text, whose words are given, states beside each of its spans: (start, end) in code points."""
    nothing = [Beside()] * len(spans)
    if not spans or not any(word.folded in _LEVEL_OF or is_unit(word) for word in words):
        return nothing
    starts = [word.start for word in words]
    units = [word.start for word in words if is_unit(word)]
    bounds = list(sentences(text))
    begins = [begin for begin, _ in bounds]
    found = []
    for start, end in spans:
        number = bisect_right(begins, start) - 1
        if number < 0 or start >= bounds[number][1]:
            found.append(Beside())
            continue
        begin, stop = bounds[number]
        near = bisect_left(starts, start)
        first, last = max(bisect_left(starts, begin), near - _AROUND), min(bisect_left(starts, stop), near + _AROUND)
        around = words[first:last]
        counted = bool(around) and bisect_left(units, around[0].start) < bisect_left(units, around[-1].end)
        years = years_of(text, around, start, end) if counted else None
        found.append(Beside(level_of(text, around, start, end), years))
    return found


def level_of(text: str, words: Sequence[Word], start: int, end: int) -> str:
    """Return "1" to "4" where a word of level stands right before the skill or right behind it, else ""."""
    before = [word for word in words if word.end <= start]
    after = [word for word in words if word.start >= end]
    while before and before[-1].folded in _BETWEEN:
        before.pop()
    if before and before[-1].folded in _LEVEL_OF and not any(mark in text[before[-1].end : start] for mark in ",،;()"):
        return _LEVEL_OF[before[-1].folded]
    if after and after[0].folded in ("niveau", "level", "nivel", "مستوى"):
        after = after[1:]
    if after and after[0].folded in _LEVEL_OF and not set(text[end : after[0].start]) & set(",،;"):
        return _LEVEL_OF[after[0].folded]
    return ""


def years_of(text: str, words: Sequence[Word], start: int, end: int) -> int | None:
    """Return the years that the sentence states for the skill: beside it, or of experience in its clause."""
    said = statements(words)
    if not said:
        return None
    beside = [years for years, first, last in said if _is_beside(text, start, end, first, last)]
    if beside:
        return beside[0]
    if not speaks_of_experience(words):
        return None
    apart = [(max(first - end, start - last), years) for years, first, last in said]
    distance, years = min(apart)
    return years if distance <= _NEAR else None


def _is_beside(text: str, start: int, end: int, first: int, last: int) -> bool:
    """Whether nothing but an opening mark and small words stand between: "HACCP (8 ans)", "8 ans de HACCP"."""
    gap = text[end:first] if first >= end else text[last:start]
    if len(gap) > _GAP or not {char for char in gap if not char.isalnum() and char not in "'’"} <= set(" (:–—-"):
        return False
    return all(word.folded in _BETWEEN for word in words_of(gap))
