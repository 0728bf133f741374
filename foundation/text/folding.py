"""Fold a word to plain letters and digits: width, case, diacritics, letter forms and foreign digits."""

import unicodedata
from functools import lru_cache

# Letters that Unicode does not decompose, and Arabic-script letters written one way for search:
# Persian and Urdu forms of kaf, yeh and heh, the dotless yeh, teh marbuta, the stand-alone hamza.
_LETTERS = {
    "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŀ": "l",
    "ٱ": "ا", "ٲ": "ا", "ٳ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ۍ": "ي",
    "ک": "ك", "ڪ": "ك", "ګ": "ك", "گ": "ك", "ڭ": "ك", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه", "ۃ": "ه",
    "پ": "ب", "چ": "ج", "ژ": "ز", "ڤ": "ف", "ڢ": "ف", "ڨ": "ق", "ڧ": "ق", "ۋ": "و", "ء": "", "ـ": "",
}  # fmt: skip
_TABLE = str.maketrans(_LETTERS)
# Hamza above and below, and madda, are combining marks: أ إ آ ؤ ئ lose them with the diacritics.
_DROPPED = frozenset({"Mn", "Mc", "Me", "Cf"})


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Return `word` in letters and digits only, lower case, without diacritics; "" when none is left.

    Folding twice changes nothing. Digits of any script become ASCII; "Œuvre" gives "oeuvre", "الأسمدة" gives "الاسمده".
    """
    if word.isascii() and word.isalnum():
        return word.lower()
    folded = word
    for _ in range(4):  # some letters reveal another case or a mark only when taken apart
        once = _fold_once(folded)
        if once == folded:
            break
        folded = once
    return folded


def _fold_once(word: str) -> str:
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    bare = "".join(char for char in apart if unicodedata.category(char) not in _DROPPED).translate(_TABLE)
    plain = "".join(_digit(char) for char in bare if char.isalnum())
    return unicodedata.normalize("NFC", plain)


def _digit(char: str) -> str:
    return str(unicodedata.decimal(char)) if char.isdecimal() else char
