"""The facets as a reader sees them: named groups of named values with counts, in the active language."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.base.choices import Compensation, WorkMode
from foundation.base.locales import cldr_locale
from foundation.base.money import Money
from foundation.base.places import country_name
from foundation.taxonomy.models import Region
from foundation.taxonomy.queries import preferred_labels
from search.documents.amounts import BANDS
from search.documents.meaning import SECTOR, current_meaning
from search.results.parameters import CLOSING_DAYS, FACETS, Asked

SHOWN = 8  # values of a group before "more"
SDG = "http://metadata.un.org/sdg/"
FIXED_ORDER = {"ticket": BANDS, "closing": CLOSING_DAYS}


@dataclass(frozen=True, slots=True)
class Value:
    """One box to tick."""

    value: str
    label: str
    count: int
    chosen: bool
    inset: bool = False  # lies inside the value above it


@dataclass(frozen=True, slots=True)
class Group:
    """One facet; `more` are the values behind the first few."""

    name: str
    label: str
    values: list[Value] = field(default_factory=list)
    more: list[Value] = field(default_factory=list)

    @property
    def chosen(self) -> list[Value]:
        return [value for value in (*self.values, *self.more) if value.chosen]


def groups(asked: Asked, counts: Mapping[str, Mapping[str, int]], language: str) -> list[Group]:
    """Return the facets that have something to choose, in two queries (regions; sectors and goals)."""
    values = {name: _values(name, asked, counts.get(name, {})) for name in FACETS}
    labels = _labels(values, language)
    found = []
    for name in FACETS:
        chosen = asked.filters.get(name, ())
        listed = [
            Value(value, labels[name](value), number, value in chosen, inset=name == "sector" and value.isdigit())
            for value, number in values[name]
        ]
        if listed:
            first = [value for place, value in enumerate(listed) if place < SHOWN or value.chosen]
            found.append(Group(name, _names()[name], first, [value for value in listed if value not in first]))
    return found


def described(questions: Sequence[Asked], language: str) -> list[list[str]]:
    """Return for each question the names of the values that narrow it, in two queries for all of them."""
    given = {
        name: [(value, 0) for value in dict.fromkeys(v for asked in questions for v in asked.filters.get(name, ()))]
        for name in FACETS
    }
    labels = _labels(given, language)
    return [[labels[name](value) for name, values in asked.filters.items() for value in values] for asked in questions]


def _names() -> dict[str, str]:
    return {
        "kind": _("Kind"),
        "country": _("Country"),
        "region": _("Region"),
        "sector": _("Sector"),
        "sdg": _("Sustainable development goal"),
        "language": _("Working language"),
        "work_mode": _("On site or remote"),
        "compensation": _("Fee or volunteer"),
        "ticket": _("Ticket"),
        "closing": _("Closing soon"),
    }


def _values(name: str, asked: Asked, counted: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return values with their counts, the chosen ones always; divisions only under a chosen section."""
    chosen = asked.filters.get(name, ())
    known = dict(counted) | {value: counted.get(value, 0) for value in chosen}
    if name in FIXED_ORDER:
        return [(value, known[value]) for value in FIXED_ORDER[name] if value in known]
    if name == "region" and asked.filters.get("country"):
        countries = asked.filters["country"]
        known = {value: n for value, n in known.items() if value in chosen or value.split("-")[0] in countries}
    home = settings.HOME_COUNTRIES if name == "country" else ()  # references lie anywhere; these stay in front
    ordered = sorted(known.items(), key=lambda pair: (pair[0] not in home, -pair[1], pair[0]))
    return _sectors(ordered, chosen) if name == "sector" else ordered


def _sectors(ordered: list[tuple[str, int]], chosen: Iterable[str]) -> list[tuple[str, int]]:
    meaning = current_meaning()
    section_of = {
        value: next((uri.removeprefix(SECTOR) for uri in meaning.broader(f"{SECTOR}{value}")), "")
        for value, _number in ordered
        if value.isdigit()
    }
    wanted = {*chosen, *(section_of.get(value, value) for value in chosen)}
    found: list[tuple[str, int]] = []
    for value, number in ordered:
        if not value.isdigit():
            inside = [pair for pair in ordered if section_of.get(pair[0]) == value] if value in wanted else []
            found += [(value, number), *inside]
    listed = {value for value, _number in found}
    return found + [pair for pair in ordered if pair[0] in wanted and pair[0] not in listed]


def _labels(values: Mapping[str, list[tuple[str, int]]], language: str) -> dict[str, Callable[[str], str]]:
    regions = {
        row.code: row.name(language) for row in Region.objects.filter(code__in=[v for v, _n in values["region"]])
    }
    uris = [f"{SECTOR}{value}" for value, _n in values["sector"]] + [f"{SDG}{value}" for value, _n in values["sdg"]]
    concepts = preferred_labels(uris, language)
    locale = cldr_locale(language)
    kinds = {"mission": _("Mission calls"), "investment": _("Investments"), "reference": _("Reference projects")}
    return {
        "kind": lambda value: kinds.get(value, value),
        "country": lambda value: country_name(value, language),
        "region": lambda value: regions.get(value, value),
        "sector": lambda value: capfirst(concepts.get(f"{SECTOR}{value}", value)),
        "sdg": lambda value: f"{value}. {concepts.get(f'{SDG}{value}', '')}".rstrip(". "),
        "language": lambda value: capfirst(locale.languages.get(value, value)),
        "work_mode": lambda value: capfirst(str(WorkMode(value).label)),
        "compensation": lambda value: capfirst(str(Compensation(value).label)),
        "ticket": lambda value: ticket_label(value, language),
        "closing": lambda value: ngettext("within %(days)s day", "within %(days)s days", int(value)) % {"days": value},
    }


def ticket_label(band: str, language: str) -> str:
    """Return a band in words ("€500 to €2,000")."""
    low, high = (Money.of(end, "EUR").words(language) if end else "" for end in band.split("-"))
    if not high:
        return _("%(amount)s and more") % {"amount": low}
    return _("%(low)s to %(high)s") % {"low": low, "high": high}
