"""Tags of the register: the name of an office, whom an entry came from or went to, whether it is late."""

import datetime as dt

from django import template
from django.utils import timezone

from foundation.base.locales import active_language, comma, moment_in
from foundation.registry.models import Entry
from foundation.registry.offices import Office
from foundation.registry.queries import words_place
from foundation.registry.words import Direction, Side

register = template.Library()


@register.simple_tag
def office_name(office: Office) -> str:
    return office.name(active_language())


@register.filter
def moment_words(at: dt.datetime) -> str:
    """A moment in the reader's time zone, with the month names of her language: 27 نونبر 2026، 09:20."""
    return moment_in(timezone.localtime(at), active_language())


@register.simple_tag
def counterpart(entry: Entry) -> str:
    """Name the sender of an arrival, and the recipient of what left or was noted."""
    side = Side.SENDER if entry.direction == Direction.ARRIVAL else Side.RECIPIENT
    return comma(active_language()).join(each.name for each in entry.said(side))


@register.filter
def has_words(entry: Entry) -> bool:
    """Tell whether an entry holds the fingerprint of words that were written on the site."""
    return words_place(entry) is not None


@register.simple_tag
def is_late(entry: Entry, on: dt.date) -> bool:
    return entry.standing.is_late(on)
