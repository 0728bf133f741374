"""The short lists of words the linker goes by, from the files in `wordlists/`."""

from pathlib import Path


def words_of(name: str) -> frozenset[str]:
    """Return the words of `wordlists/<name>.txt`; a line that begins with # explains."""
    text = (Path(__file__).parent / "wordlists" / f"{name}.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())
