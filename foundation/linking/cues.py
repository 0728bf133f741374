"""The phrases that negate or soften what they reach, compiled from `cues.txt` and found by their first word."""

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from foundation.text.folding import fold

_PART = re.compile(r"\[([^]]+)\]|\(([^)]+)\)|(\S+)")
_CONJUNCTION = "و"


class Cue(NamedTuple):
    """A phrase: what it makes of the concepts it reaches, in which directions it reaches, in which order."""

    sense: str
    reach: tuple[str, ...]
    pattern: re.Pattern[str]
    first: re.Pattern[str]


@lru_cache(maxsize=100_000)
def cues_beginning(surface: str) -> tuple[str, tuple[Cue, ...]]:
    """Return the folded word (an Arabic "و" before a cue left out) and the cues that may begin with it."""
    folded = fold(surface)
    for word in (folded, folded.removeprefix(_CONJUNCTION)):
        found = tuple(cue for cue in _cues() if cue.first.fullmatch(word))
        if found:
            return word, found
    return folded, ()


@cache
def _cues() -> tuple[Cue, ...]:
    lines = (Path(__file__).parent / "cues.txt").read_text(encoding="utf-8").splitlines()
    rows = [[field.strip() for field in line.split("|", 2)] for line in lines if line and not line.startswith("#")]
    return tuple(_compiled(sense, reach, phrase) for sense, reach, phrase in rows)


def _compiled(sense: str, reach: str, phrase: str) -> Cue:
    parts = list(_PART.finditer(phrase))
    while parts[0][1]:  # a word that may be missing tells nothing at the beginning
        parts.pop(0)
    written = "".join(f"(?:{_choice(part[1])} )?" if part[1] else f"{_choice(part[2] or part[3])} " for part in parts)
    return Cue(sense, tuple(reach.split("/")), re.compile(written), re.compile(_opening(parts[0][2] or parts[0][3])))


def _choice(choices: str) -> str:
    """Return the pattern of "a|b c*": any of them, each of one word or of several."""
    return "(?:" + "|".join(" ".join(map(_word, choice.split())) for choice in choices.split("|")) + ")"


def _opening(choices: str) -> str:
    """Return the pattern of the first word of any of them."""
    return "(?:" + "|".join(_word(choice.split()[0]) for choice in choices.split("|")) + ")"


def _word(word: str) -> str:
    return re.escape(fold(word)) + (r"\w*" if "*" in word else "")
