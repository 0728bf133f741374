"""What makes a call hard to answer: rules as data over its text and its facts, each with a sentence for its writer."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from cms.opportunities.scoping.words import DELIVERABLES, NUMBERS, VAGUE
from foundation.text.analysis import Token, analyse
from foundation.text.sentences import sentences, words_of

FEWEST_WORDS = 40
MOST_SKILLS = 6
MOST_LANGUAGES = 2
TO_ANSWER = dt.timedelta(days=14)  # from publishing to the last day: who works all week reads on one Sunday
TO_TRAVEL = dt.timedelta(days=21)  # from the answer to the first day: leave, ticket, visa
TO_BEGIN = dt.timedelta(days=5)  # the same for who works from home
MOST_SHOWN = 3
LONGEST_SHOWN = 140
PLACEHOLDER = re.compile(r"\[[^\[\]\n]{1,60}\]")


@dataclass(frozen=True, slots=True)
class Scope:
    """A call as the rules see it: its plain text in the source language, and its facts; None and 0 mean "not said".

    `lines` are the sentences of the text without the title.
    """

    language: str
    title: str = ""
    lines: tuple[str, ...] = ()
    work_mode: str = ""
    compensation: str = ""
    covers: tuple[str, ...] = ()
    required_skills: int = 0
    languages: int = 0
    closes_on: dt.date | None = None
    answers_by: dt.date | None = None
    starts_on: dt.date | None = None
    live: bool = False

    @classmethod
    def of(cls, *, language: str, title: str, text: str, **facts: Any) -> "Scope":
        lines = tuple(" ".join(text[start:end].split()) for start, end in sentences(text))
        return cls(language=language, title=title, lines=lines, **facts)

    @property
    def on_the_spot(self) -> bool:
        return self.work_mode != "remote"


@dataclass(frozen=True, slots=True)
class Flag:
    """Something to look at: `evidence` are the words of the text it is about."""

    code: str
    sentence: Any
    evidence: tuple[str, ...] = field(default=())


Look = Callable[[Scope, dt.date], "bool | tuple[str, ...]"]


def flags(scope: Scope, *, on: dt.date) -> Iterator[Flag]:
    """Yield what is unclear or missing, in the order of RULES: the text first, then the facts, then the dates."""
    for code, sentence, look in RULES:
        found = look(scope, on)
        if found:
            yield Flag(code, sentence, found if isinstance(found, tuple) else ())


def _placeholders(scope: Scope, on: dt.date) -> tuple[str, ...]:
    found = [match for line in (scope.title, *scope.lines) for match in PLACEHOLDER.findall(line)]
    return tuple({words.casefold(): words for words in reversed(found)}.values())[::-1][: 2 * MOST_SHOWN]


def _short(scope: Scope, on: dt.date) -> bool:
    return sum(len(line.split()) for line in scope.lines) < FEWEST_WORDS


def _no_deliverable(scope: Scope, on: dt.date) -> bool:
    return not any(_says(line, scope.language, "deliverables") for line in (scope.title, *scope.lines))


def _no_number(scope: Scope, on: dt.date) -> bool:
    return not any(_counts(line, scope.language) for line in (scope.title, *scope.lines))


def _vague(scope: Scope, on: dt.date) -> tuple[str, ...]:
    """Sentences with such a verb, and neither a number nor a thing that is there at the end."""
    found = [
        line
        for line in scope.lines
        if _says(line, scope.language, "vague")
        and not _counts(line, scope.language)
        and not _says(line, scope.language, "deliverables")
    ]
    return tuple(line if len(line) <= LONGEST_SHOWN else f"{line[: LONGEST_SHOWN - 1]}…" for line in found[:MOST_SHOWN])


def _starts_soon(scope: Scope, on: dt.date) -> bool:
    if not scope.answers_by or not scope.starts_on:
        return False
    return scope.starts_on - scope.answers_by < (TO_TRAVEL if scope.on_the_spot else TO_BEGIN)


RULES: tuple[tuple[str, Any, Look], ...] = (
    ("placeholder", _("The template has left brackets for you to fill."), _placeholders),
    (
        "short_text",
        _("The text is short: say who waits for this work, what is there already and what should be."),
        _short,
    ),
    (
        "no_deliverable",
        _("Nothing says what will be there at the end: a report, a manual, a trained team, a working tool."),
        _no_deliverable,
    ),
    ("no_number", _("No number says how much: how many people, days, sites or pages."), _no_number),
    ("vague", _("Here nobody can tell when it is done. Say what you will hold in your hands, and how many:"), _vague),
    (
        "no_skill",
        _("No skill is required: say which one or two the work cannot do without."),
        lambda s, on: not s.required_skills,
    ),
    (
        "many_skills",
        _("More than six skills are required: few people have them all. Keep what the work cannot do without."),
        lambda s, on: s.required_skills > MOST_SKILLS,
    ),
    ("no_language", _("Say in which language the work is done."), lambda s, on: not s.languages),
    (
        "many_languages",
        _("More than two languages are asked for: keep those the work cannot do without."),
        lambda s, on: s.languages > MOST_LANGUAGES,
    ),
    ("no_mode", _("Say whether the work is on site or remote."), lambda s, on: not s.work_mode),
    (
        "no_pay",
        _("Say whether there is a fee or it is volunteer work: experts look for it first."),
        lambda s, on: not s.compensation,
    ),
    (
        "no_cover",
        _("Say what is covered (travel, lodging, insurance): nobody buys a ticket on a guess."),
        lambda s, on: s.on_the_spot and not s.covers,
    ),
    (
        "closes_soon",
        _("The last day to answer comes in less than two weeks: people with a job need a weekend or two."),
        lambda s, on: not s.live and s.closes_on is not None and s.closes_on - on < TO_ANSWER,
    ),
    (
        "starts_soon",
        _("Between your answer and the first day there is little time for leave, a ticket and a visa."),
        _starts_soon,
    ),
)


def _counts(line: str, language: str) -> bool:
    """Whether a line says how many, in figures that are no year or in words; brackets to be filled say nothing."""
    line = PLACEHOLDER.sub(" ", line)
    for figure in re.findall(r"\d+", line):
        if not (len(figure) == 4 and figure[:2] in ("19", "20")):
            return True
    return any(word.folded in _numbers(language) for word in words_of(line))


def _says(line: str, language: str, which: str) -> bool:
    phrases = _phrases(which, language)
    tokens = [token for token in analyse(line, language) if not token.stop]
    return any(_matches(tokens, place, phrase) for place in range(len(tokens)) for phrase in phrases)


def _matches(tokens: list[Token], place: int, phrase: tuple[str, ...]) -> bool:
    if place + len(phrase) > len(tokens):
        return False
    return all(
        term == token.term or term in token.others
        for term, token in zip(phrase, tokens[place : place + len(phrase)], strict=True)
    )


@cache
def _phrases(which: str, language: str) -> frozenset[tuple[str, ...]]:
    said = {"deliverables": DELIVERABLES, "vague": VAGUE}[which][language]
    found = (tuple(token.term for token in analyse(phrase, language) if not token.stop) for phrase in said)
    return frozenset(terms for terms in found if terms)


@cache
def _numbers(language: str) -> frozenset[str]:
    """Numbers as they are written: the stem of an Arabic dual is that of the one thing."""
    return frozenset(word.folded for number in NUMBERS[language] for word in words_of(number))
