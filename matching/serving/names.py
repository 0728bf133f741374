"""Names and figures as the active language writes them: concepts, places, languages, money, dates (CLDR)."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from babel.lists import format_list
from babel.numbers import format_decimal
from django.utils.translation import ngettext

from foundation.base.locales import cldr_locale, comma, date_words
from foundation.base.money import Money
from foundation.base.places import country_name
from foundation.taxonomy.models import Region
from foundation.taxonomy.queries import preferred_labels
from foundation.taxonomy.sources.starter import isic_uri, sdg_uri
from matching.ranking.ranked import Match
from matching.ranking.remarks import Remark

MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Names:
    """Everything that remarks may name, read once for all of them; `home_country` picks the CLDR variety."""

    language: str
    home_country: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)  # URI → label
    regions: Mapping[str, str] = field(default_factory=dict)

    def concept(self, uri: str) -> str:
        return self.labels.get(uri, uri.rsplit("/", 1)[-1].rsplit(":", 1)[-1])

    def concepts(self, uris: Iterable[str]) -> str:
        return self.listed([self.concept(uri) for uri in uris])

    def listed(self, names: Iterable[str]) -> str:
        """A, B and C; from the fifth name on only their number."""
        names = list(dict.fromkeys(names))
        more = len(names) - MOST_NAMED
        if more > 0:
            shown = comma(self.language).join(names[:MOST_NAMED])
            return ngettext("%(names)s and %(count)d more", "%(names)s and %(count)d more", more) % {
                "names": shown,
                "count": more,
            }
        if self.language == "ar":  # names hold «و» themselves
            return comma(self.language).join(names)
        return format_list(names, locale=cldr_locale(self.language, self.home_country)) if names else ""

    def sectors(self, codes: Iterable[str]) -> str:
        return self.listed([self.labels.get(isic_uri(code), code) for code in codes])

    def goals(self, codes: Iterable[str]) -> str:
        return self.listed([self.labels.get(sdg_uri(code), code) for code in codes])

    def region(self, code: str) -> str:
        return self.regions.get(code, code)

    def country(self, code: str) -> str:
        return country_name(code, self.language)

    def spoken(self, language: str) -> str:
        return cldr_locale(self.language).languages.get(language, language)

    def money(self, minor: int, currency: str) -> str:
        return Money(minor, currency).words(self.language, home_country=self.home_country)

    def date(self, day: dt.date | None) -> str:
        return date_words(day, self.language, home_country=self.home_country) if day else ""

    def number(self, value: float) -> str:
        return format_decimal(value, format="#,##0.#", locale=cldr_locale(self.language, self.home_country))


def names_for(matches: Iterable[Match], *, language: str, home_country: str = "") -> Names:
    """Read the labels of everything the matches' remarks speak of: two queries, however many there are."""
    remarks = [remark for match in matches for remark in (*match.reasons, *match.gaps)]
    uris = {uri for remark in remarks for uri in _uris(remark)}
    regions = {remark.params["region"] for remark in remarks if remark.params.get("region")}
    return Names(
        language=language,
        home_country=home_country,
        labels=preferred_labels(uris, language),
        regions={row.code: row.name(language) or row.name_fr for row in Region.objects.filter(code__in=regions)},
    )


def _uris(remark: Remark) -> Iterator[str]:
    yield from remark.concepts
    for pair in remark.params.get("pairs", ()):
        yield from pair
    yield from map(isic_uri, remark.params.get("sectors", ()))
    yield from map(sdg_uri, remark.params.get("sdgs", ()))
