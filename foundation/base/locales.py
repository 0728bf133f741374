"""CLDR by language and home country: the months of `ar-MA` are not those of `ar`."""

from functools import cache

from babel import Locale
from babel.core import UnknownLocaleError

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
