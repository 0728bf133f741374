"""By what words are read: a mark that changes with the taxonomy and with the code and the lists that read them."""

import hashlib
from functools import cache

from django.conf import settings

from foundation.linking.queries import state

READS = (
    "foundation/linking",
    "foundation/text",
    "matching/facts/people.py",
    "matching/facts/words.py",
    "matching/ranking/graph.py",
    "matching/ranking/profile.py",
    "matching/readings/weighing.py",
)
KINDS = (".py", ".txt", ".csv", ".json")


def reader_mark() -> str:
    """Return the mark of what would be read now, 24 characters (one query)."""
    return hashlib.blake2b(f"{_code()} {state()}".encode(), digest_size=12).hexdigest()


@cache
def _code() -> str:
    digest = hashlib.blake2b(digest_size=12)
    for name in READS:
        place = settings.BASE_DIR / name
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        for path in files:
            if path.suffix in KINDS:
                digest.update(f"{path.relative_to(place)}\n".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()
