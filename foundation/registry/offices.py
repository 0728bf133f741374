"""Offices and their yearly books: the rows that numbers and the chain are taken from."""

import zoneinfo

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.base.places import zone_of
from foundation.organisations.models import Organisation
from foundation.registry.chain import START
from foundation.registry.words import Direction


class Office(models.Model):
    """The registry office of an organisation; one without an organisation is for trials of an operator."""

    organisation = models.OneToOneField(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="office"
    )
    code = models.CharField(_("code"), max_length=12, unique=True, validators=[RegexValidator("^[A-Z0-9]{2,12}$")])
    opened_at = models.DateTimeField()

    class Meta:
        verbose_name = _("registry office")
        verbose_name_plural = _("registry offices")

    def __str__(self) -> str:
        return self.code

    def name(self, language: str = "fr") -> str:
        return self.organisation.name(language) if self.organisation else self.code

    def zone(self) -> zoneinfo.ZoneInfo:
        """Return the time zone of the country of the office; UTC for one without an organisation."""
        return zone_of(self.organisation.country if self.organisation else "")


class Book(models.Model):
    """A year of an office: the last number of each direction, and the head of the chain. Whoever enters locks it."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="books")
    year = models.PositiveSmallIntegerField(_("year"))
    code = models.CharField(_("code"), max_length=12)  # of the office, when the book was begun
    arrivals = models.PositiveIntegerField(_("arrivals"), default=0)
    departures = models.PositiveIntegerField(_("departures"), default=0)
    internals = models.PositiveIntegerField(_("internal notes"), default=0)
    entries = models.PositiveIntegerField(_("entries"), default=0)
    head = models.CharField(max_length=64, default=START)

    class Meta:
        verbose_name = _("book of a year")
        verbose_name_plural = _("books of a year")
        constraints = (models.UniqueConstraint(fields=["office", "year"], name="one_book_per_office_and_year"),)

    def __str__(self) -> str:
        return f"{self.code}/{self.year}"

    COUNTED = {Direction.ARRIVAL: "arrivals", Direction.DEPARTURE: "departures", Direction.INTERNAL: "internals"}

    def last(self, direction: str) -> int:
        return getattr(self, self.COUNTED[Direction(direction)])

    def count_on(self, direction: str) -> int:
        """Take the next number of a direction, on the locked row; the caller saves it."""
        number = self.last(direction) + 1
        setattr(self, self.COUNTED[Direction(direction)], number)
        self.entries += 1
        return number
