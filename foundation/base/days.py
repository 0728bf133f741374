"""A day as people type it: in a year that somebody means, so that weeks can be added to it and taken from it."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

YEARS = range(1900, 2201)  # beyond them a date cannot be reckoned with: the week after 9999-12-31 is none
WRONG_YEAR = _("Check the year of this date: it must lie between 1900 and 2200.")


def is_reckonable(day: dt.date) -> bool:
    """Tell whether a day, or a moment, lies in a year that somebody means."""
    return day.year in YEARS


def _require_reckonable(day: dt.date) -> None:
    if not is_reckonable(day):
        raise ValidationError(WRONG_YEAR, code="wrong_year")


class DayField(forms.DateField):
    """A day that is typed or chosen; every form that takes one takes it by this."""

    default_validators = [_require_reckonable]

    def __init__(self, **options: Any) -> None:
        attrs = {"type": "date", "min": f"{YEARS[0]}-01-01", "max": f"{YEARS[-1]}-12-31"}
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs=attrs), **options)
