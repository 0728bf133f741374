"""Countries by ISO 3166-1 with their CLDR names."""

from functools import cache

import pycountry

from foundation.base.locales import cldr_locale


@cache
def country_name(code: str, language: str) -> str:
    """Return the CLDR name of a country in a language; the code itself where CLDR has none."""
    return cldr_locale(language).territories.get(code, code)


@cache
def country_choices(language: str) -> list[tuple[str, str]]:
    """Return (code, name) of every country, sorted by name in that language."""
    codes = [country.alpha_2 for country in pycountry.countries]
    return sorted(((code, country_name(code, language)) for code in codes), key=lambda pair: pair[1])


@cache
def is_country(code: str) -> bool:
    return pycountry.countries.get(alpha_2=code) is not None
