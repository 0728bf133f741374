"""Cut a text into words with their places: elisions, acronyms, hyphens and names such as C++ or .NET."""

import re
from collections.abc import Iterator

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
_PIECE = re.compile(
    rf"""
    (?P<initials>[A-Z]\ ?&\ ?[A-Z](?!{_LETTER}))            # R&D, M & E
    | (?P<dotnet>\.(?:NET|Net)(?!{_LETTER}))                  # .NET, ASP.NET
    | (?P<acronym>(?:[A-Za-zÀ-Ý]\.){{2,9}}[A-Z]?(?!{_LETTER}))  # O.N.G.
    | (?P<hui>[Aa][Uu][Jj][Oo][Uu][Rr][Dd]{_APOSTROPHE}[Hh][Uu][Ii](?!{_LETTER}))
    | (?:(?:[LlDdJjMmTtSsNnCc]|(?:[Jj]us|[Ll]ors|[Pp]uis|[Qq]uoi|[Pp]res)?[Qq][Uu]|QU){_APOSTROPHE}(?={_LETTER}))?
      (?P<word>
        {_WORD}
        (?:\+\+(?!{_LETTER}) | (?<!{_LETTER}{_LETTER})\#(?!{_LETTER})
           | \.[jJ][sS](?!{_LETTER}) | (?<=[nN]){_APOSTROPHE}[tT](?!{_LETTER}))?
      )
      (?:{_APOSTROPHE}(?:s|m|d|re|ve|ll)(?!{_LETTER}))?
    """,
    re.VERBOSE,
)
_SIGNS = (("++", "plusplus"), ("#", "sharp"), ("&", "and"))
HYPHENS = frozenset("-\u2010\u2011")


def pieces(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield (surface, start, end) for each word of `text`; the surface spells signs out ("C#" is "Csharp").

    `start` and `end` count code points of `text` as given. An elided article or pronoun (« l' », « qu' ») and an
    English "'s" are no words and are left out.
    """
    for match in _PIECE.finditer(text):
        group = match.lastgroup
        surface = match[group]
        if group != "word" or not surface.isalnum():
            if group == "dotnet":
                surface = "dotnet"
            elif not surface.isalpha():
                for sign, spelled in _SIGNS:
                    if sign in surface:
                        surface = surface.replace(sign, spelled)
        yield surface, match.start(group), match.end(group)
