"""What the address of a results page asks for; what it cannot mean is left out, with a sentence for the reader."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from foundation.base.choices import Compensation, WorkMode
from foundation.base.places import is_country
from search.documents.amounts import BANDS
from search.results.understanding import Understood
from search.schema import Bucket, Query, Range

PAGE_SIZE = 20
LAST_PAGE = 500
LONGEST_TEXT = 300
CLOSING_DAYS = ("7", "30", "90")
FACETS = (
    "kind",
    "country",
    "region",
    "sector",
    "sdg",
    "language",
    "work_mode",
    "compensation",
    "ticket",
    "closing",
)
SORTS = {
    "relevance": "relevance",
    "newest": "-newest",
    "closing": "closes_on",
    "fee": "-fee_eur_minor",
    "ticket": "ticket_min_eur_minor",
}


def _in(*values: str) -> Callable[[str], bool]:
    return frozenset(values).__contains__


def _like(pattern: str) -> Callable[[str], bool]:
    return lambda value: re.fullmatch(pattern, value, re.ASCII) is not None


ALLOWED: Mapping[str, Callable[[str], bool]] = {
    "kind": _in("mission", "investment", "reference"),
    "country": is_country,
    "region": _like(r"[A-Z]{2}-[A-Z0-9]{1,3}"),
    "sector": _like(r"[A-U]|[0-9]{2}"),
    "sdg": _in(*(str(goal) for goal in range(1, 18))),
    "language": _like(r"[a-z]{2,3}"),
    "work_mode": _in(*WorkMode.values),
    "compensation": _in(*Compensation.values),
    "ticket": _in(*BANDS),
    "closing": _in(*CLOSING_DAYS),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A valid question; `filters` holds only what is filtered, `problems` what was left out and why."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "relevance"
    page: int = 1
    closed: bool = False
    problems: tuple[str, ...] = ()

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the text narrows the results."""
        return bool(self.filters)

    def address(self) -> str:
        """Return the query string that asks this again ("?q=eau&country=SN"), without what is left at its default."""
        parameters = QueryDict(mutable=True)
        if self.text:
            parameters["q"] = self.text
        for name, values in self.filters.items():
            parameters.setlist(name, list(values))
        if self.closed:
            parameters["closed"] = "1"
        if self.sort != "relevance":
            parameters["sort"] = self.sort
        if self.page > 1:
            parameters["page"] = str(self.page)
        return f"?{parameters.urlencode()}"

    def kept(self) -> "Asked":
        """Return what is asked for, without how it is shown: the order, the page and the closed ones left out."""
        return Asked(self.text, self.filters)

    def on_page(self, number: int) -> "Asked":
        return replace(self, page=number)

    def without(self, name: str, value: str) -> "Asked":
        """Return the question without one value of a filter, from the first page on."""
        left = tuple(one for one in self.filters.get(name, ()) if one != value)
        others = {key: values for key, values in self.filters.items() if key != name}
        return replace(self, page=1, filters=others | ({name: left} if left else {}))

    def unfiltered(self) -> "Asked":
        return replace(self, page=1, filters={})

    def with_closed(self) -> "Asked":
        return replace(self, page=1, closed=True)

    def query(self, understood: Understood, *, today: dt.date, highlight: str = "", size: int = PAGE_SIZE) -> Query:
        """Return what to ask the engine; what cannot be answered today is left out unless asked for."""
        open_now = {
            "closes_on": Range(low=today, or_empty=True),
            "paused_until": Range(high=today - dt.timedelta(days=1), or_empty=True),
        }
        within = {days: Bucket("closes_on", Range(today, today + dt.timedelta(int(days)))) for days in CLOSING_DAYS}
        return Query(
            units=understood.units,
            filters={name: frozenset(values) for name, values in self.filters.items()},
            ranges={} if self.closed else open_now,
            flags={} if self.closed else {"stopped": False},
            buckets={"closing": within},
            facets=FACETS,
            sort=SORTS[self.sort],
            page=self.page,
            size=size,
            highlight=highlight if understood.units else "",
        )


def read(parameters: QueryDict) -> Asked:
    """Read an address; never fails."""
    problems: list[str] = []
    text = " ".join(parameters.get("q", "").replace("\x00", " ").split())
    if len(text) > LONGEST_TEXT:
        text = text[:LONGEST_TEXT]
        problems.append(_("Only the first %(number)s characters were searched for.") % {"number": LONGEST_TEXT})
    filters: dict[str, tuple[str, ...]] = {}
    for name in FACETS:
        values, wrong = _sorted_out(parameters.getlist(name), ALLOWED[name])
        problems += [
            _("“%(value)s” is not a choice of “%(name)s”; it was left out.") % {"value": value[:40], "name": name}
            for value in wrong[:3]
        ]
        if values:
            filters[name] = values
    sort = parameters.get("sort") or "relevance"
    if sort not in SORTS:
        problems.append(_("There is no order “%(value)s”; the best matches come first.") % {"value": sort[:40]})
        sort = "relevance"
    page = _page(parameters.get("page") or "1")
    if page is None:
        problems.append(_("There is no page “%(value)s”; this is the first.") % {"value": parameters["page"][:40]})
    closed = parameters.get("closed", "") in ("1", "on", "true")
    return Asked(text, filters, sort, page or 1, closed, tuple(problems))


def _sorted_out(values: Iterable[str], allowed: Callable[[str], bool]) -> tuple[tuple[str, ...], list[str]]:
    given = [value for value in dict.fromkeys(values) if value]
    return tuple(sorted(filter(allowed, given))), [value for value in given if not allowed(value)]


def _page(value: str) -> int | None:
    if not re.fullmatch(r"[0-9]{1,6}", value, re.ASCII):
        return None
    return int(value) if 1 <= int(value) <= LAST_PAGE else None
