"""CLDR by language and home country: the months of `ar-MA` are not those of `ar`."""

import datetime as dt
from functools import cache

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_time
from django.utils.translation import get_language

DEFAULT_COUNTRY = {"ar": "MA", "fr": "FR", "en": "GB", "es": "ES"}


@cache
def cldr_locale(language: str, home_country: str = "") -> Locale:
    """Return the closest CLDR locale for a language and a home country (either may be unknown to CLDR)."""
    for country in (home_country, DEFAULT_COUNTRY.get(language, "")):
        if country:
            try:
                return Locale.parse(f"{language}_{country}")
            except (UnknownLocaleError, ValueError):
                continue
    return Locale.parse(language)


def active_language() -> str:
    """Return the code of the language that the person reads now, French where none is set."""
    return (get_language() or "fr")[:2]


def date_words(day: dt.date, language: str = "", *, width: str = "long", home_country: str = "") -> str:
    """Return a date as CLDR writes it, in the active language if none is said.

    The first of a month in French is an ordinal, which CLDR leaves out.
    """
    language = language or active_language()
    words = format_date(day, width, locale=cldr_locale(language, home_country))  # type: ignore[arg-type]
    return f"1er{words[1:]}" if language == "fr" and day.day == 1 and words.startswith("1") else words


def moment_in(at: dt.datetime, language: str) -> str:
    """Return date and time of a moment, in its own time zone, as CLDR writes them."""
    time = format_time(at, "short", locale=cldr_locale(language))
    return f"{date_words(at.date(), language)}{comma(language)}{time}"


def comma(language: str) -> str:
    """Return what stands between the items of a list in running text."""
    return "، " if language == "ar" else ", "
