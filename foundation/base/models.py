"""Dated exchange rates: how many units of a currency one euro bought on a day, and who said so."""

import datetime as dt
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _


class ExchangeRateQuerySet(models.QuerySet["ExchangeRate"]):
    def on(self, day: dt.date) -> "ExchangeRateQuerySet":
        """The rates known on a day, the latest first."""
        return self.filter(on__lte=day).order_by("currency", "-on", "-pk")


class ExchangeRate(models.Model):
    currency = models.CharField(_("currency"), max_length=3)
    per_euro = models.DecimalField(_("units for one euro"), max_digits=18, decimal_places=8)
    on = models.DateField(_("date"))
    source = models.CharField(_("source"), max_length=200)

    objects = ExchangeRateQuerySet.as_manager()

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        constraints = (
            models.UniqueConstraint(
                fields=["currency", "on"],
                name="one_rate_per_currency_and_day",
                violation_error_message=_("There is already a rate of this currency for this day."),
            ),
            models.CheckConstraint(
                condition=models.Q(per_euro__gt=Decimal(0)),
                name="rate_above_zero",
                violation_error_message=_("A rate is above zero."),
            ),
        )

    def __str__(self) -> str:
        return f"1 EUR = {self.per_euro.normalize():f} {self.currency} ({self.on})"
