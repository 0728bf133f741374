"""Places by their names: countries of ISO 3166-1 and cities in CLDR's words, regions in those of ISO 3166-2."""

import zoneinfo
from functools import cache

import pycountry
from babel.core import get_global

from foundation.base.locales import cldr_locale

LANGUAGES = ("fr", "ar", "en", "es")


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


def zone_of(country: str) -> zoneinfo.ZoneInfo:
    """Return the time zone of a country, the first that CLDR lists; UTC for one that is not known."""
    zones = get_global("territory_zones").get(country) or ["UTC"]
    return zoneinfo.ZoneInfo(zones[0])


@cache
def country_names() -> dict[str, str]:
    """Return the names of countries in our languages with their codes."""
    return {name: code for language in LANGUAGES for code, name in country_choices(language)}


@cache
def city_names() -> tuple[tuple[str, str, str], ...]:
    """Return (name, country, time zone) of the cities that CLDR names, in any of our languages."""
    found = []
    territories = get_global("zone_territories")
    for language in LANGUAGES:
        for zone, names in cldr_locale(language).time_zones.items():
            country = territories.get(zone, "")
            if len(country) == 2 and country != "ZZ":
                said = {names.get("city", ""), zone.rsplit("/", 1)[-1].replace("_", " ")} - {""}
                found += [(name, country, zone) for name in sorted(said)]
    for alias, zone in get_global("zone_aliases").items():  # America/Montreal is Toronto's time, and a city
        if len(country := territories.get(zone, "")) == 2 and "/" in alias:
            found.append((alias.rsplit("/", 1)[-1].replace("_", " "), country, zone))
    return tuple(found)


@cache
def region_names() -> frozenset[str]:
    """Return the names of regions of all countries, as ISO 3166-2 spells them."""
    return frozenset(subdivision.name for subdivision in pycountry.subdivisions)
