"""The stem of one folded word in one language: Snowball for French, English and Spanish, light stemming for Arabic."""

import re
import threading
from functools import lru_cache

import Stemmer

from foundation.text import arabic
from foundation.text.folding import fold

LATIN_LANGUAGES = ("fr", "en", "es")
LANGUAGES = ("fr", "ar", "en", "es")
_ALGORITHMS = {"fr": "french", "en": "english", "es": "spanish"}
# Snowball knows endings by their accents, but people write capitals and queries without them: every word is stemmed
# from its folded form, after these rules give back the accents that matter and join masculine and feminine.
_RULES = {
    "fr": (
        (re.compile(r"(?<=.{3})ee(s?)$"), r"e\1"),
        (re.compile(r"(?<=.{3})ier(?:e)(s?)$"), r"ier\1"),
        (re.compile(r"(?<=.{4})euse(s?)$"), r"eur\1"),
        (re.compile(r"(?<=.{4})trice(s?)$"), r"teur\1"),
        (re.compile(r"^travaux$"), "travail"),
        (re.compile(r"^baux$"), "bail"),
    ),
    "en": (
        (re.compile(r"isation(s?|al)$"), r"ization\1"),
        (re.compile(r"^programme(s?)$"), r"program\1"),
        (re.compile(r"(?<=[bp])our$"), "or"),
        (re.compile(r"^(analys)[ei]s$"), r"\1e"),
    ),
    "es": (
        (re.compile(r"([cs])ion$"), r"\1ión"),
        (re.compile(r"logia(s?)$"), r"logía\1"),
        (re.compile(r"(?<=.{3})era(s?)$"), r"ero\1"),
        (re.compile(r"(?<=.{3}[dt])oras?$"), "or"),
    ),
}
_NAMES = ("js", "sharp", "plusplus", "dotnet")  # of programming languages and platforms: never a plural
_local = threading.local()


@lru_cache(maxsize=50_000)
def stem(word: str, language: str | None) -> str:
    """Return the stem of a folded `word`; Arabic script is always stemmed as Arabic, other words in `language`.

    Without a language, or in one that has no stemmer, a Latin word stands for itself. A word with a digit stays whole.
    """
    if arabic.is_arabic(word):
        return arabic.stem(word)
    if language not in _ALGORITHMS or len(word) < 3 or not word.isalpha() or word.endswith(_NAMES):
        return word
    for pattern, replacement in _RULES[language]:
        word = pattern.sub(replacement, word)
    return fold(_snowball(language).stemWord(word)) or word


def _snowball(language: str) -> Stemmer.Stemmer:
    """Return this thread's stemmer: PyStemmer's objects are not safe to share between threads."""
    stemmers = getattr(_local, "stemmers", None)
    if stemmers is None:
        stemmers = _local.stemmers = {}
    if language not in stemmers:
        stemmers[language] = Stemmer.Stemmer(_ALGORITHMS[language], 0)
    return stemmers[language]
