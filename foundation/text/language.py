"""Guess which of the four languages a text is in, from its script, its words of grammar and its trigrams."""

import json
import re
from functools import lru_cache
from pathlib import Path

from foundation.text.folding import fold
from foundation.text.stopwords import STOPWORDS

_LATIN = ("fr", "en", "es")
_READ = 600  # code points: enough to know, and a book costs no more than a page
_WORD = re.compile(r"[^\W\d_]+")
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\ufb50-\ufdff\ufe70-\ufefc]")
_LATIN_LETTER = re.compile("[A-Za-z\u00c0-\u024f]")
# Letters that only one of the three Latin languages writes, worth a good trigram each.
_TELLING = {"es": re.compile("[ñáíóú]"), "fr": re.compile("[èêëàâçîïôœùû]"), "en": re.compile("(?!)")}
_GRAMMAR_WEIGHT = 2.5
_LETTER_WEIGHT = 3.0
_MARGIN = 1.0  # below it a short text is nobody's: "internet", "marketing"


def detect_language(text: str) -> str | None:
    """Return "fr", "ar", "en" or "es", or None when the text does not tell (too short, a name, another language)."""
    sample = text[:_READ]
    arabic, latin = len(_ARABIC.findall(sample)), len(_LATIN_LETTER.findall(sample))
    if arabic > latin:
        return "ar"
    if not latin:
        return None
    scores = _latin_scores(sample)
    best, second = sorted(_LATIN, key=scores.__getitem__, reverse=True)[:2]
    return best if scores[best] - scores[second] >= _MARGIN and scores[best] > 0 else None


def _latin_scores(sample: str) -> dict[str, float]:
    scores = dict.fromkeys(_LATIN, 0.0)
    for word in _WORD.findall(sample):
        for language, score in _word_scores(word.lower()):
            scores[language] += score
    return scores


@lru_cache(maxsize=100_000)
def _word_scores(word: str) -> tuple[tuple[str, float], ...]:
    """Return what one lower-case word says for each language: letters, grammar and trigrams."""
    scores = {language: _LETTER_WEIGHT * len(_TELLING[language].findall(word)) for language in _LATIN}
    folded = fold(word)
    for language in _LATIN:
        if folded in STOPWORDS[language]:
            scores[language] += _GRAMMAR_WEIGHT
    weights = _trigram_weights()
    padded = f" {folded} "
    for place in range(len(padded) - 2):
        for language, weight in weights.get(padded[place : place + 3], ()):
            scores[language] += weight
    return tuple((language, score) for language, score in scores.items() if score)


@lru_cache(maxsize=1)
def _trigram_weights() -> dict[str, list[tuple[str, float]]]:
    """Return for each trigram that tells languages apart its weight per language (log of how much likelier it is)."""
    stored = json.loads((Path(__file__).parent / "trigrams.json").read_text(encoding="utf-8"))
    weights: dict[str, list[tuple[str, float]]] = {}
    for language, by_weight in stored.items():
        for weight, trigrams in by_weight.items():
            for trigram in trigrams.split("|"):
                weights.setdefault(trigram, []).append((language, float(weight)))
    return weights
