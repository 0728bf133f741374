"""Profiles and opportunities as JSON objects, checked field by field, as the ranker wants them."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from foundation.base.choices import (
    CEFR,
    Compensation,
    CompensationWish,
    FeeUnit,
    Instrument,
    Risk,
    Stage,
    WorkMode,
)
from matching.facts.cv import figures
from matching.facts.words import Reader
from matching.ranking.facts import Opportunity, Person, Skill, Spoken
from matching.ranking.sectors import sector_code

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
MOST_CHARACTERS = 200_000


class BadLine(ValueError):
    """What is wrong with a line, in a sentence for the person who sent it."""


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise BadLine("is no text")
    if len(value) > MOST_CHARACTERS:
        raise BadLine(f"is longer than {MOST_CHARACTERS} characters")
    return value


def _word(value: Any) -> str:
    return _text(value).strip()


def _one_of(choices: Any) -> Callable[[Any], str]:
    known = tuple(choices.values)

    def read(value: Any) -> str:
        if value not in known:
            raise BadLine(f"is none of {', '.join(known)}")
        return str(value)

    return read


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise BadLine("is no list")
    return value


def _set_of(read: Callable[[Any], str]) -> Callable[[Any], frozenset[str]]:
    return lambda value: frozenset(read(one) for one in _list(value))


def _sector(value: Any) -> str:
    code = sector_code(_text(value))
    if not code:
        raise BadLine(f"holds {value!r}, which is no section or division of ISIC Rev. 4")
    return code


def _goal(value: Any) -> str:
    if isinstance(value, bool) or str(value) not in {str(number) for number in range(1, 18)}:
        raise BadLine(f"holds {value!r}, which is no goal from 1 to 17")
    return str(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e15:
        raise BadLine("is no number of 0 or more")
    return float(value)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**15:
        raise BadLine("is no whole number of 0 or more")
    return value


def _day(value: Any) -> dt.date:
    try:
        return dt.date.fromisoformat(_text(value)[:10])
    except ValueError:
        raise BadLine("is no date such as 2027-01-31") from None


def _bool(value: Any) -> bool:
    if not isinstance(value, bool):
        raise BadLine("is neither true nor false")
    return value


def _any(value: Any) -> Any:
    return value


def _skills(value: Any) -> tuple[Skill, ...]:
    return tuple(_skill(one) for one in _list(value))


def _skill(value: Any) -> Skill:
    if isinstance(value, str):
        return Skill(value)
    if not isinstance(value, Mapping) or not isinstance(value.get("uri"), str):
        raise BadLine('holds something other than {"uri", "level", "years"}')
    if unknown := sorted(set(value) - {"uri", "level", "years"}):
        raise BadLine(f"holds {unknown[0]!r}; a skill has uri, level, years")
    level, years = value.get("level"), value.get("years")
    if level is not None and level not in (1, 2, 3, 4):
        raise BadLine("holds a level that is none of 1, 2, 3, 4")
    return Skill(value["uri"], level, None if years is None else _number(years))


def _languages(value: Any) -> tuple[Spoken, ...]:
    return tuple(_spoken(one) for one in _list(value))


def _spoken(value: Any) -> Spoken:
    if isinstance(value, str):
        return Spoken(value)
    if not isinstance(value, Mapping) or not isinstance(value.get("language"), str):
        raise BadLine('holds something other than {"language", "level"}')
    if unknown := sorted(set(value) - {"language", "level"}):
        raise BadLine(f"holds {unknown[0]!r}; a language has language, level")
    level = value.get("level")
    return Spoken(value["language"], None if level in (None, "") else _one_of(CEFR)(level))


def _uris(value: Any) -> tuple[str, ...]:
    return tuple(_word(one) for one in _list(value))


Fields = Mapping[str, Callable[[Any], Any]]
COMMON: Fields = {
    "country": _word,
    "city": _word,
    "sectors": _set_of(_sector),
    "sdgs": _set_of(_goal),
    "currency": _word,
}
PERSON: Fields = {
    **COMMON,
    "home_country": _word,
    "home_regions": _set_of(_word),
    "occupations": _uris,
    "skills": _skills,
    "languages": _languages,
    "available_from": _day,
    "available_until": _day,
    "days_per_week": _number,
    "work_modes": _set_of(_one_of(WorkMode)),
    "compensation_wish": _one_of(CompensationWish),
    "fee_minor": _whole,
    "ticket_min_minor": _whole,
    "ticket_max_minor": _whole,
    "instruments": _set_of(_one_of(Instrument)),
    "countries": _set_of(_word),
    "regions": _set_of(_word),
    "stages": _set_of(_one_of(Stage)),
    "horizon_years": _number,
    "risk": _one_of(Risk),
}
OPPORTUNITY: Fields = {
    **{name: read for name, read in COMMON.items() if name != "city"},
    "region": _word,
    "starts_on": _day,
    "ends_on": _day,
    "required_skills": _skills,
    "desired_skills": _skills,
    "languages": _languages,
    "work_mode": _one_of(WorkMode),
    "days_per_week": _number,
    "compensation": _one_of(Compensation),
    "fee_minor": _whole,
    "fee_unit": _one_of(FeeUnit),
    "capital_minor": _whole,
    "ticket_min_minor": _whole,
    "ticket_max_minor": _whole,
    "instruments": _set_of(_one_of(Instrument)),
    "stage": _one_of(Stage),
    "horizon_years": _number,
    "risk": _one_of(Risk),
}
# Fields of the models that a line may carry and that say nothing about a match.
PERSON_BESIDE: Fields = {"headline": _text, "biography": _text, "consent": _bool}
OPPORTUNITY_BESIDE: Fields = {
    "title": _text,
    "summary": _text,
    "source_language": _word,
    "city": _word,
    "closes_on": _day,
    "answers_by": _day,
    "seats": _whole,
    "covers": _list,
    "pending_limit": _whole,
    "return_min_percent": _any,
    "return_max_percent": _any,
    "jobs": _whole,
    "claims": _any,
}


@dataclass(frozen=True, slots=True)
class Offered:
    """An opportunity of a line, with its id as sent and a title to show."""

    id: Any
    title: str
    opportunity: Opportunity


def person_of(value: Any, *, identifier: str, reader: Reader) -> Person:
    """The `profile` of a line.

    Raises:
        BadLine: a field is unknown or holds what it cannot.
    """
    value = _object(value, "profile", PERSON, PERSON_BESIDE)
    kind = value.get("kind")
    if kind not in ("expert", "investor"):
        raise BadLine('"kind" of the profile is none of expert, investor')
    language = _language(value)
    words = [value.get(name) or "" for name in ("headline", "text", "biography")]
    facts = _facts(value, PERSON)
    if kind == "expert" and not ("skills" in facts and "languages" in facts):
        skills, languages = figures("\n".join(words), reader)
        facts = {"skills": skills, "languages": languages, **facts}  # what is stated as a field stands
    return Person(id=identifier, kind=kind, texts=reader.read((word, language) for word in words), **facts)


def opportunity_of(value: Any, *, position: int, reader: Reader) -> Offered:
    """One of the `opportunities` of a line.

    Raises:
        BadLine: a field is unknown or holds what it cannot.
    """
    value = _object(value, f"opportunity {position}", OPPORTUNITY, OPPORTUNITY_BESIDE)
    identifier = value.get("id")
    if isinstance(identifier, bool) or not isinstance(identifier, str | int) or identifier == "":
        raise BadLine(f'opportunity {position} has no "id"')
    kind = value.get("kind")
    if kind not in ("mission", "investment", "reference"):
        raise BadLine(f'"kind" of opportunity {position} is none of mission, investment, reference')
    title, text = value.get("title") or "", value.get("text") or ""
    words = (f"{title}.\n{value.get('summary') or ''}\n{text}".lstrip(".\n"), _language(value))
    opportunity = Opportunity(id=str(identifier), kind=kind, texts=reader.read([words]), **_facts(value, OPPORTUNITY))
    return Offered(identifier, title or _first_words(text), opportunity)


def _object(value: Any, what: str, fields: Fields, beside: Fields) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise BadLine(f"the {what} is no object")
    known = {"id", "kind", "language", "text", *fields, *beside}
    if unknown := sorted(set(value) - known):
        raise BadLine(f"the {what} has an unknown field {unknown[0]!r}; known are {', '.join(sorted(known))}")
    for name, read in {"text": _text, **beside}.items():
        if value.get(name) is not None:
            _checked(name, read, value[name])
    return value


def _language(value: Mapping[str, Any]) -> str:
    language = value.get("language") or value.get("source_language") or ""
    if language not in ("", *LANGUAGES):
        raise BadLine(f'"language" is none of {", ".join(LANGUAGES)}')
    return str(language)


def _facts(value: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
    """The fields that are said; null and the empty text say nothing."""
    return {
        name: _checked(name, read, value[name]) for name, read in fields.items() if value.get(name) not in (None, "")
    }


def _checked(name: str, read: Callable[[Any], Any], value: Any) -> Any:
    try:
        return read(value)
    except BadLine as error:
        raise BadLine(f'"{name}" {error}') from None


def _first_words(text: str) -> str:
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return first if len(first) <= 90 else first[:89].rsplit(" ", 1)[0] + "…"
