"""Words of each language that carry grammar and no subject, in folded form, from the files in `stopwords/`."""

from pathlib import Path

_LATIN = ("fr", "en", "es")
STOPWORDS: dict[str, frozenset[str]] = {
    path.stem: frozenset(path.read_text(encoding="utf-8").split())
    for path in sorted((Path(__file__).parent / "stopwords").glob("*.txt"))
}
_ANY_LATIN = frozenset().union(*(STOPWORDS[language] for language in _LATIN))


def is_stopword(word: str, language: str | None) -> bool:
    """Whether a folded `word` is grammar in `language`, or in any language when none is known."""
    if word in STOPWORDS["ar"]:
        return True
    return word in (STOPWORDS[language] if language in _LATIN else _ANY_LATIN)
