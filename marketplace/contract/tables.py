"""The public table of how agencies answer: all, by country, by agency; what could single somebody out is hidden."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, F, Value
from django.db.models.functions import Length, Substr
from wagtail.models import Page

from cms.agencies.models import AgencyPage
from cms.opportunities.models import Investment, MissionCall
from foundation.base.places import country_name
from marketplace.answers.models import Submission
from marketplace.answers.queries import Figures, figures_by
from marketplace.contract.lifecycle import guarded

GUARDED = ("settled", "answers", "completed")  # counts of people; what an agency left undone is its own
COLUMNS = (
    *("level", "country", "agency", "name", "calls", "investments"),
    *("settled", "answers", "median_days", "in_time_percent", "unanswered", "late", "completed"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: counts, whole days and percent. None is hidden in a guarded column, and "too few" in the others."""

    level: str  # all, country, agency
    country: str
    agency: str  # public id of the organisation
    name: str
    calls: int
    investments: int
    settled: int | None  # what waits is left out: it would say how many compete for an open call
    answers: int | None
    median_days: int | None
    in_time_percent: int | None
    unanswered: int
    late: int
    completed: int | None

    def cells(self) -> list[str]:
        """Return what stands in a CSV file: a star for a hidden count, nothing for too few cases."""
        values = ((name, getattr(self, name)) for name in COLUMNS)
        return [("*" if name in GUARDED else "") if value is None else str(value) for name, value in values]


@dataclass(frozen=True, slots=True)
class Table:
    """All lines: the whole, then each country followed by its agencies."""

    lines: list[Line]
    on: dt.date
    at: dt.datetime  # when it was counted

    @property
    def whole(self) -> Line:
        return self.lines[0]


def shown_table(*, language: str, now: dt.datetime) -> Table:
    """Return the public figures as they were counted some minutes ago at most: they read every submission there is."""
    key = f"contract.figures.{now.date().isoformat()}.{language}"
    table: Table | None = cache.get(key)
    if table is None:
        table = table_of(language=language, now=now)
        cache.set(key, table, settings.FIGURES_KEPT_S)
    return table


def table_of(*, language: str, now: dt.datetime) -> Table:
    """Return the public figures of a day, from the rows (ten queries, whatever their number)."""
    on = now.date()
    agencies = list(AgencyPage.objects.filter(live=True).select_related("organisation"))
    published = {page.path: {} for page in agencies}  # type: dict[str, dict[str, int]]
    for kind in (MissionCall, Investment):
        for path, count in _published(kind):
            if path in published:
                published[path][kind.kind] = count
    rows = Submission.objects.all()
    by_agency = figures_by("organisation", rows, on=on)
    by_country = figures_by("organisation__country", rows, on=on)
    whole = figures_by("whole", rows.annotate(whole=Value(1)), on=on).get(1, Figures())

    def line(
        level: str, name: str, figures: Figures, pages: list[AgencyPage], country: str = "", agency: str = ""
    ) -> Line:
        counts = {kind: sum(published[page.path].get(kind, 0) for page in pages) for kind in ("mission", "investment")}
        return Line(
            level, country, agency, name, counts["mission"], counts["investment"],
            figures.settled, figures.answers, figures.median_days, figures.in_time_percent,
            figures.unanswered, figures.late, figures.completed,
        )  # fmt: skip

    countries = sorted({page.organisation.country for page in agencies} | set(by_country), key=_order)
    country_lines = {}
    agency_lines: dict[str, list[Line]] = {}
    for country in countries:
        own = [page for page in agencies if page.organisation.country == country]
        figures = by_country.get(country, Figures())
        country_lines[country] = line("country", country_name(country, language), figures, own, country)
        named = sorted(own, key=lambda page: (page.organisation.name(language).casefold(), page.pk))
        agency_lines[country] = _guarded(
            line(
                "agency",
                page.organisation.name(language),
                by_agency.get(page.organisation_id, Figures()),
                [page],
                country,
                page.organisation.public_id,
            )
            for page in named
        )
    guarded_countries = dict(zip(country_lines, _guarded(country_lines.values()), strict=True))
    lines = _guarded([line("all", "", whole, agencies)])
    for country in countries:
        lines += [guarded_countries[country], *agency_lines[country]]
    return Table(lines, on, now)


def _order(country: str) -> tuple[int, str]:
    home = settings.HOME_COUNTRIES
    return (home.index(country) if country in home else len(home), country)


def _published(kind: Any) -> Iterable[tuple[str, int]]:
    """Yield (path of the agency's page, how many pages of a kind it ever opened)."""
    parent = Substr(F("path"), 1, Length("path") - Page.steplen)
    rows = kind.objects.exclude(first_published_at=None).order_by().annotate(parent=parent).values("parent")
    return [(row["parent"], row["count"]) for row in rows.annotate(count=Count("pk"))]


def _guarded(lines: Iterable[Line]) -> list[Line]:
    lines = list(lines)
    columns = {name: guarded([getattr(line, name) for line in lines]) for name in GUARDED}
    return [
        Line(**{column: getattr(line, column) for column in COLUMNS} | {name: columns[name][row] for name in GUARDED})
        for row, line in enumerate(lines)
    ]
