"""The arithmetic of the register, without a database: numbers, the seal of an entry, the digest of a person."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

START = "0" * 64  # what the first entry of a year follows
MADE_OF = re.compile(r"[A-Z0-9]{2,12}")  # the code of an office
_VERSION = "jisr-entry-1"
_SMALL = {"and", "au", "aux", "d", "de", "del", "des", "du", "el", "et", "for", "l", "la", "las", "le", "les", "of"}
_SMALL |= {"los", "pour", "the", "y"}


def written_number(code: str, year: int, direction: str, sequence: int) -> str:
    """Return a number as people write it: "RSK/2026/A/000123"."""
    return f"{code}/{year}/{direction}/{sequence:06d}"


def code_from(slug: str) -> str:
    """Return a code of three to six capital letters and digits for an office: "rabat-sale-kenitra" becomes "RSK"."""
    words = [word for word in re.split(r"[^a-z0-9]+", slug.lower()) if word]
    words = [word for word in words if word not in _SMALL] or words
    each = {0: 0, 1: 4, 2: 2}.get(len(words), 1)
    code = "".join(word[:each] for word in words)[:6].upper()
    return code if MADE_OF.fullmatch(code) else "BO"


def seal(facts: Mapping[str, Any], previous: str) -> str:
    """Return the SHA-256 (hexadecimal) of an entry's facts and of the seal before it.

    The facts are written as JSON without spaces, keys in the order of their letters, in UTF-8.
    """
    said = {"version": _VERSION, "previous": previous, "facts": facts}
    written = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


def person_digest(key: str, salt: str, said: Sequence[str]) -> str:
    """Return a keyed digest (HMAC-SHA-256, hexadecimal) of what an entry says of somebody.

    Without the salt, which is erased with the name, nobody can tell whom it was of, the holder of the key included.
    """
    written = json.dumps([salt, *said], ensure_ascii=False, separators=(",", ":"))
    message = written.encode("utf-8", "surrogatepass")
    return hmac.new(f"registry.person:{key}".encode(), message, hashlib.sha256).hexdigest()
