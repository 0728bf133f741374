"""Names and figures as the active language writes them: concepts, places, languages, money, dates (CLDR)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal
from django.utils.translation import ngettext

from foundation.base.locales import cldr_locale
from foundation.base.money import Money
from foundation.base.places import country_name
from foundation.taxonomy.models import Concept, Kind, Label, Region
from matching.ranking.ranked import Match
from matching.ranking.remarks import Remark

MOST_NAMED = 4
FALLBACK = ("fr", "en", "es", "ar")


@dataclass(frozen=True, slots=True)
class Names:
    """Everything that remarks may name, read once for all of them; `home_country` picks the CLDR variety."""

    language: str
    home_country: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)  # URI → label
    codes: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (kind, code) → label
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
            shown = ", ".join(names[:MOST_NAMED]) if self.language != "ar" else "، ".join(names[:MOST_NAMED])
            return ngettext("%(names)s and %(count)d more", "%(names)s and %(count)d more", more) % {
                "names": shown,
                "count": more,
            }
        return format_list(names, locale=cldr_locale(self.language, self.home_country)) if names else ""

    def sectors(self, codes: Iterable[str]) -> str:
        return self.listed([self.codes.get((Kind.SECTOR, code), code) for code in codes])

    def goals(self, codes: Iterable[str]) -> str:
        return self.listed([self.codes.get((Kind.SDG, code), code) for code in codes])

    def region(self, code: str) -> str:
        return self.regions.get(code, code)

    def country(self, code: str) -> str:
        return country_name(code, self.language)

    def spoken(self, language: str) -> str:
        return cldr_locale(self.language).languages.get(language, language)

    def money(self, minor: int, currency: str) -> str:
        return Money(minor, currency).words(self.language, home_country=self.home_country)

    def date(self, day: dt.date | None) -> str:
        return format_date(day, "medium", locale=cldr_locale(self.language, self.home_country)) if day else ""

    def number(self, value: float) -> str:
        return format_decimal(value, format="#,##0.#", locale=cldr_locale(self.language, self.home_country))


def names_for(matches: Iterable[Match], *, language: str, home_country: str = "") -> Names:
    """Read the labels of everything the matches' remarks speak of: three queries, however many there are."""
    remarks = [remark for match in matches for remark in (*match.reasons, *match.gaps)]
    uris = {uri for remark in remarks for uri in _uris(remark)}
    sectors = _collected(remarks, "sectors")
    goals = _collected(remarks, "sdgs")
    regions = {remark.params["region"] for remark in remarks if remark.params.get("region")}
    return Names(
        language=language,
        home_country=home_country,
        labels=concept_labels(uris, language),
        codes=_code_labels(sectors, goals, language),
        regions={r.code: r.name(language) or r.name_fr for r in Region.objects.filter(code__in=regions)}
        if regions
        else {},
    )


def concept_labels(uris: Iterable[str], language: str) -> dict[str, str]:
    """The preferred label of each concept in a language, else in the first of FALLBACK that has one."""
    rows = Label.objects.filter(concept__uri__in=set(uris), preferred=True)
    return _best(rows.values_list("concept__uri", "language", "text"), language) if uris else {}


def _code_labels(sectors: set[str], goals: set[str], language: str) -> dict[tuple[str, str], str]:
    if not (sectors or goals):
        return {}
    wanted = Concept.objects.filter(kind=Kind.SECTOR, code__in=sectors) | Concept.objects.filter(
        kind=Kind.SDG, code__in=goals
    )
    rows = Label.objects.filter(concept__in=wanted, preferred=True)
    found = rows.values_list("concept__kind", "concept__code", "language", "text")
    return _best([((kind, code), spoken, text) for kind, code, spoken, text in found], language)


def _best(rows: Iterable[tuple[Any, str, str]], language: str) -> dict[Any, str]:
    order = {code: place for place, code in enumerate((language, *FALLBACK))}
    order[language] = 0
    found: dict[Any, tuple[int, str]] = {}
    for key, spoken, text in rows:
        place = order.get(spoken, len(order))
        if key not in found or place < found[key][0]:
            found[key] = (place, text)
    return {key: text for key, (_, text) in found.items()}


def _uris(remark: Remark) -> Iterable[str]:
    yield from remark.concepts
    for pair in remark.params.get("pairs", ()):
        yield from pair


def _collected(remarks: Iterable[Remark], name: str) -> set[str]:
    return {code for remark in remarks for code in remark.params.get(name, ())}
