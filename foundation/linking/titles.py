"""The skills that a title names: an « ingénieure en sécurité des aliments » and a "food safety engineer" say which."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from foundation.linking.mention import Mention

Link = Callable[..., Sequence[Mention]]


def skills_in_title(text: str, trade: Mention, *, link: Link, language: str | None) -> Iterable[Mention]:
    """Return the skills said inside the words of an occupation, without its first or its last word."""
    begin, end = trade.start or 0, trade.end or 0
    first, last = text.find(" ", begin, end), text.rfind(" ", begin, end)
    found: dict[str, Mention] = {}
    for start, stop in ((first, end), (begin, last)) if first > 0 else ():
        for mention in link(text[start:stop], language):
            if mention.kind == "skill" and mention.start is not None and mention.end is not None:
                found[mention.uri] = replace(
                    mention,
                    start=start + mention.start,
                    end=start + mention.end,
                    negated=trade.negated,
                    optional=trade.optional,
                    level=mention.level or trade.level,
                    years=mention.years or trade.years,
                )
    return found.values()
