"""{% facts_of page as facts %}: everything a page of an opportunity says, in words of the reader's language."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.opportunities.lifecycle import Openness
from cms.opportunities.queries import needed_missions, plain, region_name, skills_of, subjects_of
from foundation.base.choices import Cover, Instrument
from foundation.base.locales import active_language, cldr_locale
from foundation.base.money import Money
from foundation.base.places import country_name

register = template.Library()


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: the active language, and the country whose month names are used."""

    language: str
    country: str

    @property
    def locale(self) -> Any:
        return cldr_locale(self.language, self.country)

    def money(self, money: Money | None) -> str:
        return money.words(self.language, home_country=self.country) if money is not None else ""

    def days(self, first: dt.date | None, last: dt.date | None) -> str:
        if not (first and last):
            return ""
        days = {name: format_date(day, "long", locale=self.locale) for name, day in (("first", first), ("last", last))}
        return _("from %(first)s to %(last)s") % days


@register.simple_tag(takes_context=True)
def facts_of(context: dict[str, Any], page: Any) -> dict[str, Any]:
    """Return the facts by name; what is not said is empty. The number of queries does not grow with the rows."""
    user = context["request"].user
    language = active_language()
    reader = Reader(language, getattr(user, "home_country", "") or page.country)
    text = page.text()
    openness = page.openness(timezone.localdate())
    shared = {
        "text": text,
        "is_translated": text is None or text.language == reader.language,
        "openness": openness,
        "is_open": openness is Openness.OPEN,
        "is_closed": openness not in (Openness.OPEN, Openness.REFERENCE),
        "place": " · ".join(
            part
            for part in (
                page.city,
                region_name(page.region, reader.language),
                country_name(page.country, reader.language),
            )
            if part
        ),
        "home_country": reader.country,
        "period": reader.days(page.starts_on, page.ends_on),
        "agency": page.agency,
        "agency_name": page.agency.organisation.name(reader.language),
        **subjects_of(page, reader.language),
    }
    return shared | _OWN[page.kind](page, reader)


def _mission(page: Any, reader: Reader) -> dict[str, Any]:
    skills = skills_of(page, reader.language)
    left = page.seats - page.state().seats_taken if page.seats else None
    return {
        "required": [row for row in skills if row.required],
        "desired": [row for row in skills if not row.required],
        "languages": [
            (reader.locale.languages.get(row.language, row.language), row.get_level_display())
            for row in page.languages.all()
        ],
        "fee": reader.money(page.fee),
        "days": ngettext("%(count)s day a week", "%(count)s days a week", page.days_per_week or 0)
        % {"count": page.days_per_week},
        "seats": ngettext("%(count)s place", "%(count)s places", left or 0) % {"count": left} if left else "",
        "covers": [str(Cover(code).label) for code in page.covers if code in Cover.values],
    }


def _investment(page: Any, reader: Reader) -> dict[str, Any]:
    low, high = (page.return_min_percent, page.return_max_percent)
    percents = [format_decimal(value, locale=reader.locale) for value in {low: 0, high: 0} if value is not None]
    return {
        "capital": reader.money(page.capital),
        "ticket_min": reader.money(page.ticket_min),
        "ticket_max": reader.money(page.ticket_max),
        "instruments": [str(Instrument(code).label) for code in page.instruments if code in Instrument.values],
        "horizon": ngettext("%(count)s year", "%(count)s years", page.horizon_years or 0)
        % {"count": page.horizon_years},
        "return": _("%(range)s %% a year") % {"range": "–".join(percents)} if percents else "",
        "claims": [
            {"language": language, "text": words, "by": claim.checked_by, "on": claim.checked_on}
            for claim in page.claims.all()
            for language, words in [claim.said(reader.language, page.source_language)]
        ],
        "documents": [row.document for row in page.documents.select_related("document")],
        "needed": needed_missions(page, reader.language),
    }


def _reference(page: Any, reader: Reader) -> dict[str, Any]:
    return {"amount": reader.money(page.amount)}


_OWN = {"mission": _mission, "investment": _investment, "reference": _reference}
SCHEMA_TYPES = {"mission": "JobPosting", "investment": "Project", "reference": "Project"}


@register.simple_tag(takes_context=True)
def structured_data(context: dict[str, Any], page: Any, facts: dict[str, Any]) -> SafeString:
    """The page as schema.org JSON-LD: data, not a script, so that the content policy lets it stand."""
    text = facts["text"]
    if text is None:
        return SafeString("")
    organisation = {"@type": "Organization", "name": facts["agency_name"]}
    place = {"@type": "PostalAddress", "addressLocality": page.city, "addressRegion": page.region}
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": SCHEMA_TYPES[page.kind],
        "identifier": page.public_id,
        "inLanguage": text.language,
        "url": context["request"].build_absolute_uri(page.get_url(context["request"])),
    }
    description = f"{text.summary}\n{plain(text.body)}".strip()
    if page.kind == "mission":
        data |= {
            "title": text.title,
            "description": description,
            "datePosted": _day(page.first_published_at),
            "validThrough": _day(page.closes_on),
            "employmentType": "VOLUNTEER" if page.compensation == "volunteer" else "CONTRACTOR",
            "hiringOrganization": organisation,
            "jobLocation": {"@type": "Place", "address": place | {"addressCountry": page.country}},
        }
        if page.work_mode == "remote":
            data["jobLocationType"] = "TELECOMMUTE"
    else:
        data |= {"name": text.title, "description": description, "parentOrganization": organisation}
        data["location"] = {"@type": "Place", "address": place | {"addressCountry": page.country}}
    said = json.dumps({name: value for name, value in data.items() if value}, ensure_ascii=False)
    harmless = said.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(harmless))


def _day(moment: dt.date | None) -> str | None:
    return moment.isoformat() if moment else None
