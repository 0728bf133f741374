"""The text of a CV → what to suggest for a profile, each with the words it was read from. Nothing is stored here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from dataclasses import field as column

from foundation.linking.mention import Mention
from foundation.linking.spoken import FoundLanguage, languages_in
from foundation.linking.titles import Link, skills_in_title
from foundation.text.arabic import is_arabic
from foundation.text.folding import fold
from foundation.text.language import detect_language
from marketplace.profiles.cv.head import TITLE, head_of, headline_of, place_of
from marketplace.profiles.cv.words import is_heading, quote

MOST_SKILLS = 40
MOST_OCCUPATIONS = 5
SURE_WEIGHT = 0.35  # below it a mention is a common word or one of several meanings
MOST_WORDS = 60  # characters
HEADLINE = 160
CITY = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a CV says. `field` and `value` as in `models.Suggestion`; `sure` when it may be ticked beforehand.

    `words` are those read as a concept, in `language`; empty where they are many, or in no language known for sure.
    """

    field: str
    value: str
    level: str = ""
    years: int | None = None
    evidence: str = ""
    sure: bool = True
    words: str = column(default="", compare=False)
    language: str = column(default="", compare=False)


def findings(text: str, *, link: Link) -> list[Finding]:
    """Return what the text says, in the order of a profile; what is denied ("aucune notion de") is never in it."""
    language = detect_language(text)
    mentions = [
        mention
        for mention in link(text, language)
        if mention.start is not None and mention.kind in ("skill", "occupation")
    ]
    mentions += [
        skill
        for one in mentions
        if one.kind == "occupation"
        for skill in skills_in_title(text, one, link=link, language=language)
    ]
    spoken = languages_in(text)
    mentions = [
        one
        for one in mentions
        if not any(tongue.start < (one.end or 0) and (one.start or 0) < tongue.end for tongue in spoken)
    ]
    denied = {mention.uri for mention in mentions if mention.negated}
    said = [mention for mention in mentions if not mention.negated and mention.uri not in denied]
    return [
        *_head(text, said),
        *_occupations(text, said, language),
        *_skills(text, said, language),
        *_languages(text, spoken),
    ]


def _head(text: str, said: Sequence[Mention]) -> Iterable[Finding]:
    lines = head_of(text)
    headline, start, names_work = _headline(lines, said)
    if headline:
        yield Finding("headline", headline[:HEADLINE], evidence=quote(text, start, start), sure=names_work)
    country, city, start = place_of(lines)
    if country:
        yield Finding("country", country, evidence=quote(text, start, start))
    if city:
        yield Finding("city", city[:CITY], evidence=quote(text, start, start), sure=len(city.split()) <= 2)


def _headline(lines: list[tuple[int, str]], said: Sequence[Mention]) -> tuple[str, int, bool]:
    return headline_of(lines, lambda first, last: any(first <= (mention.start or 0) < last for mention in said))


def _occupations(text: str, said: Sequence[Mention], language: str | None) -> Iterable[Finding]:
    """Occupations by weight; those the headline or a short first line names are sure: others may be other people's."""
    lines = head_of(text)
    headline, begin, _ = _headline(lines, said)
    titles = [(start, start + len(line)) for start, line in lines[:4] if len(line) <= TITLE]
    titles.append((begin, begin + len(headline)))
    for first, weight, _ in _by_concept(said, "occupation")[:MOST_OCCUPATIONS]:
        start, end = first.start or 0, first.end or 0
        sure = weight >= SURE_WEIGHT and any(first_at <= start < stop for first_at, stop in titles)
        words, tongue = _words(text[start:end], language)
        evidence = quote(text, start, end)
        yield Finding("occupation", first.uri, evidence=evidence, sure=sure, words=words, language=tongue)


def _skills(text: str, said: Sequence[Mention], language: str | None) -> Iterable[Finding]:
    for first, weight, mentions in _by_concept(said, "skill")[:MOST_SKILLS]:
        level = next((mention.level for mention in mentions if mention.level), "")
        years = next((mention.years for mention in mentions if mention.years), None)
        evidence = quote(text, first.start or 0, first.end or 0)
        sure = weight >= SURE_WEIGHT and not all(
            mention.optional or is_heading(text, mention.start or 0, mention.end or 0) for mention in mentions
        )
        words, tongue = _words(text[first.start or 0 : first.end or 0], language)
        yield Finding("skill", first.uri, level, years, evidence, sure, words, tongue)


def _words(words: str, language: str | None) -> tuple[str, str]:
    """Return the words of a mention and their language: that of the text, unless their script says otherwise."""
    words = " ".join(words.split())
    arabic = is_arabic(fold(words))
    if arabic != (language == "ar"):
        language = "ar" if arabic else detect_language(words)
    return (words, language) if language and len(words) <= MOST_WORDS else ("", "")


def _languages(text: str, spoken: Iterable[FoundLanguage]) -> Iterable[Finding]:
    for found in spoken:
        evidence = quote(text, found.start, found.end)
        yield Finding("language", found.tag, level=found.level, evidence=evidence, sure=found.sure)


def _by_concept(said: Sequence[Mention], kind: str) -> list[tuple[Mention, float, list[Mention]]]:
    """Return (first mention, highest weight, all mentions) of each concept of a kind, heaviest first."""
    by_uri: dict[str, list[Mention]] = {}
    for mention in said:
        if mention.kind == kind:
            by_uri.setdefault(mention.uri, []).append(mention)
    ranked = [(same[0], max(mention.weight for mention in same), same) for same in by_uri.values()]
    return sorted(ranked, key=lambda row: (-row[1], row[0].start or 0))
