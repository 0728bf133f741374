"""Bytes of a plain text file → text: UTF-8, UTF-16, and the two old Windows code pages of our languages."""

import codecs
import re

# Letters of windows-1256 stand beside each other; the accented letters of windows-1252 stand among ASCII.
_HIGH_RUN = re.compile(rb"[\x80-\xff]{2,}")
_HIGH = re.compile(rb"[\x80-\xff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decode(content: bytes) -> str | None:
    """Return the text, or None when the bytes are not a text."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _clean(content, encoding)
    if b"\x00" in content[:4_000]:
        return _clean(content, "utf-16-le" if content[1:400:2].count(0) > content[0:400:2].count(0) else "utf-16-be")
    return _clean(content, "utf-8") or _clean(content, _code_page(content))


def _clean(content: bytes, encoding: str) -> str | None:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    odd = len(_CONTROL.findall(text)) + text.count("\ufffe") + text.count("\uffff")
    return None if odd > len(text) / 200 else text


def _code_page(content: bytes) -> str:
    """Arabic writes whole words in high bytes, French and Spanish single letters."""
    high = len(_HIGH.findall(content))
    together = sum(len(run) for run in _HIGH_RUN.findall(content))
    # cp1252 leaves five bytes undefined; cp1256 none
    return "cp1256" if high and together > high / 2 else "cp1252"
