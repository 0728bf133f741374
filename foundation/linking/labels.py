"""The ways one label is written: without its bracket, both genders, hyphens or none."""

import re

_BRACKET = re.compile(r"\s*\([^()]*\)\s*")
_SPACED_SLASH = re.compile(r"\s+/\s*|\s*/\s+")
_HYPHENED = re.compile(r"(?<=[^\W\d_])[-\u2010\u2011](?=[^\W\d_])")
_SPECIAL = re.compile(r"[(/\-\u2010\u2011]|[^\S ]| {2}")
_ALIKE = 3  # the first letters that the two genders of one word share: ingénieur/ingénieure
_MOST = 12


def variants(label: str) -> list[tuple[str, bool]]:
    """Return the phrases a label stands for, each with whether a bracket that told its meaning was left out.

    "Ruby (computer programming)" gives "Ruby" with True; "ingénieur/ingénieure agronome" and
    "directeur technique/directrice technique" give one phrase for each gender; "e-learning" also gives "elearning".
    """
    if not _SPECIAL.search(label):
        return [(label.strip(), False)] if label.strip() else []
    found: dict[str, bool] = {}
    for phrase, shortened in _bracketed(label):
        for one in _genders(phrase):
            for written in (one, _HYPHENED.sub("", one)):
                written = " ".join(written.split())
                if written:
                    found[written] = found.get(written, True) and shortened
    return list(found.items())[:_MOST]


def _bracketed(label: str) -> list[tuple[str, bool]]:
    bare = _BRACKET.sub(" ", label).strip()
    if bare == label.strip() or not bare:
        return [(label, False)]
    return [(label, False), (bare, True)]


def _genders(phrase: str) -> list[str]:
    if "/" not in phrase:
        return [phrase]
    parts = [part.strip() for part in phrase.split("/") if part.strip()]
    if _SPACED_SLASH.search(phrase):
        return parts
    if len(parts) == 2:
        first, second = parts[0].split(), parts[1].split()
        if _alike(first[0], second[0]):
            if len(first) > 1 and len(second) == 1:  # technicien de maintenance/technicienne
                return [parts[0], " ".join([second[0], *first[1:]])]
            if len(first) == 1 and len(second) > 1:  # ingénieur/ingénieure agronome
                return [" ".join([first[0], *second[1:]]), parts[1]]
            return parts
    return _in_place(phrase)


def _in_place(phrase: str) -> list[str]:
    """Spell out "installer/réparer des pompes" word by word; a phrase with many slashes stays as it is."""
    spelled: list[list[str]] = [[]]
    for word in phrase.split():
        choices = [choice for choice in word.split("/") if choice]
        if len(spelled) * len(choices) > _MOST // 2:
            return [phrase]
        spelled = [[*words, choice] for words in spelled for choice in choices]
    return [phrase, *(" ".join(words) for words in spelled)]


def _alike(one: str, other: str) -> bool:
    return one[:_ALIKE].casefold() == other[:_ALIKE].casefold()
