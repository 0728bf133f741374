"""Filters and tags that put facts into words of the active language: places, money, dates, icons."""

import datetime as dt
from typing import Any

from babel.numbers import format_percent
from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info

from foundation.base.locales import active_language, cldr_locale, comma, date_words
from foundation.base.money import Money
from foundation.base.places import country_name

register = template.Library()


@register.filter
def country(code: str) -> str:
    """The CLDR name of a country code in the active language."""
    return country_name(code, active_language()) if code else ""


@register.filter
def language_name(code: str) -> str:
    """The CLDR name of a language tag in the active language."""
    return cldr_locale(active_language()).languages.get(code, code)


@register.filter
def long_date(day: dt.date | None, home_country: str = "") -> str:
    """A date in full, with the month names of the active language and, if given, the home country."""
    return date_words(day, active_language(), home_country=home_country) if day else ""


@register.filter
def short_date(day: dt.date | None) -> str:
    return date_words(day, active_language(), width="medium") if day else ""


@register.filter
def percent(value: int) -> str:
    """A share out of a hundred, written by CLDR: 80 % in French, 80٪ in Arabic."""
    return format_percent(value / 100, locale=cldr_locale(active_language()))


@register.simple_tag
def money(minor: int | None, currency: str) -> str:
    """An amount in minor units, written by CLDR in the active language."""
    return Money(minor, currency).words(active_language()) if minor is not None and currency else ""


@register.filter
def text_direction(code: str) -> str:
    """rtl or ltr, for the `dir` of a text whose language is known."""
    return "rtl" if get_language_info(code or "fr")["bidi"] else "ltr"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; without a label it is decoration and hidden from screen readers."""
    address = f"{static('icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, address)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', address)


@register.simple_tag(takes_context=True)
def here(context: dict[str, Any], address: str) -> str:
    """`aria-current` for a link of the navigation that leads to this very page."""
    request = context.get("request")
    return "page" if request is not None and request.path == address else "false"


@register.simple_tag(name="comma")
def comma_tag() -> str:
    """The comma of the active language, with its space."""
    return comma(active_language())
