"""The dictionary form of a word, nearly: number and gender taken off, derived words kept apart.

A stem joins "program", "programs" and "programming"; that finds texts, but does not tell what they mean. Here
"programs" is "program", and "programming" is another word.
"""

import re
from functools import lru_cache

from foundation.text import arabic

_SHORTEST = 3
_RULES = {
    "fr": (
        (re.compile(r"^travaux$"), "travail"),
        (re.compile(r"(?<=.{2})eaux$"), "eau"),
        (re.compile(r"(?<=.{2})aux$"), "al"),
        (re.compile(r"(?<=.{3})[sx]$"), ""),
        (re.compile(r"(?<=.{4})euse$"), "eur"),
        (re.compile(r"(?<=.{4})trice$"), "teur"),
        (re.compile(r"(?<=.{3})iere$"), "ier"),
        (re.compile(r"(?<=.{3})([nl])\1e$"), r"\1"),
        (re.compile(r"(?<=.{4})ee?$"), ""),
    ),
    "en": (
        (re.compile(r"isation"), "ization"),
        (re.compile(r"^programme(s?)$"), r"program\1"),
        (re.compile(r"(?<=.{2})ies$"), "y"),
        (re.compile(r"(?:(?<=.{2}(?:ss|sh|ch))|(?<=.{2}[xz]))es$"), ""),
        (re.compile(r"(?<=.{2}[^sui])(?<!ic)s$"), ""),
    ),
    "es": (
        (re.compile(r"(?<=.{2})ces$"), "z"),
        (re.compile(r"(?<=.{2}[lnrdsz])es$"), ""),
        (re.compile(r"(?<=.{2}[aeo])s$"), ""),
        (re.compile(r"(?<=.{3})[aoe]$"), ""),
    ),
}
# Endings of English verbs, which a phrase may carry ("managing budgets") and a word of its own may not ("marketing").
_VERB = re.compile(r"(?<=.{3})(?:(?<!eer)ing|ed|e)$")
_DOUBLED = re.compile(r"([bdgklmnprt])\1$")
_ARABIC_PLURALS = re.compile(r"(?<=.{3})(?:ون|ين)$")


@lru_cache(maxsize=50_000)
def uninflected(word: str, language: str | None, *, in_phrase: bool = False) -> str:
    """Return the folded `word` without endings of number and gender, in a phrase without English verbs' endings too."""
    if arabic.is_arabic(word):
        bare = arabic.without_article(word)
        if bare.endswith("ات") and not bare.endswith("يات") and len(bare) > _SHORTEST + 1:
            return bare[:-2] + "ه"
        return bare if arabic.owns_ending(bare) else _ARABIC_PLURALS.sub("", bare)
    if language not in _RULES or not word.isalpha() or len(word) <= _SHORTEST:
        return word
    for pattern, replacement in _RULES[language]:
        word = pattern.sub(replacement, word)
    if language == "en" and in_phrase:
        word = _DOUBLED.sub(r"\1", _VERB.sub("", word))
    return word
