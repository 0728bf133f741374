"""Cut a text into words with their places: elisions, acronyms, hyphens and names such as C++ or .NET."""

import re

# Marks that belong to the letter before them, and invisible signs that may stand inside a word.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u0900-\u0903\u093a-\u094f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe00-\ufe0f\ufe20-\ufe2f"
)
_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_APOSTROPHE = "['’ʼ＇]"
_LETTER = r"[^\W_]"
_WORD = rf"{_LETTER}+(?:[{_MARKS}{_INVISIBLE}]+{_LETTER}+)*[{_MARKS}]*"
# What belongs to the word before it: "C++", "C#", "Node.js", "don't", "aujourd'hui", "O.N.G.", "R&D".
_KEPT = rf"""
    \+\+(?!{_LETTER}) | (?<!{_LETTER}{_LETTER})\#(?!{_LETTER}) | \.[jJ][sS](?!{_LETTER})
    | (?<=[nN]){_APOSTROPHE}[tT](?!{_LETTER}) | (?<=ourd){_APOSTROPHE}hui(?!{_LETTER})
    | (?<=OURD){_APOSTROPHE}HUI(?!{_LETTER})
    | (?<!{_LETTER}{_LETTER})(?:\.[A-Za-z](?!{_LETTER}))+\.?
    | (?<!{_LETTER}{_LETTER})(?<=[A-Z])\ ?&\ ?[A-Z](?!{_LETTER})
"""
# What is cut off: the English possessive, and the second gender as people write it: développeur(se), infirmier·ère,
# directeur/trice, chargé.e.s, ingeniero/a.
_SECOND_GENDER = "(?:ne|se|le|te|ve|e|ère|ere|trice|rice|euse|ienne|as?|oras?|os)"
_CUT = rf"""
    {_APOSTROPHE}(?:s|m|d|re|ve|ll)(?!{_LETTER})
    | (?<={_LETTER}{_LETTER}{_LETTER})(
        \({_SECOND_GENDER}?s?\)s? | [·•‧/.-]{_SECOND_GENDER}(?:[·•‧/.-]?s)?(?!{_LETTER}|[-.·]{_LETTER})
    )
"""
_PIECE = re.compile(
    rf"""
    (?:(?:[LlDdJjMmTtSsNnCc]|(?:[Jj]us|[Ll]ors|[Pp]uis|[Qq]uoi|[Pp]res)?[Qq][Uu]|QU){_APOSTROPHE}(?={_LETTER}))?
    ({_WORD}(?:(?=[+\#.'’ʼ＇&]|\ &)(?:{_KEPT}))?)
    (?:(?=['’ʼ＇(·•‧/.-])(?:{_CUT}))?
    | \.(?:NET|Net)(?!{_LETTER})
    """,
    re.VERBOSE,
)
_SIGNS = (("++", "plusplus"), ("#", "sharp"), ("&", "and"))
HYPHENS = frozenset("-\u2010\u2011")


def pieces(text: str) -> list[tuple[str, int, int]]:
    """Return (surface, start, end) for each word of `text`; the surface spells signs out ("C#" is "Csharp").

    `start` and `end` count code points of `text` as given. An elided article or pronoun (« l' », « qu' ») and an
    English "'s" are left out; a second gender ("(se)", "·ère") is in the place of its word, not in its surface.
    """
    found = []
    for match in _PIECE.finditer(text):
        surface = match[1]
        start, end = match.span(1)
        if match[2]:
            end = match.end()
        if surface is None:
            found.append(("dotnet", match.start(), match.end()))
        elif surface.isalnum():
            found.append((surface, start, end))
        else:
            for sign, spelled in _SIGNS:
                surface = surface.replace(sign, spelled)
            found.append((surface, start, end))
    return found
