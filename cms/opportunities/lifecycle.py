"""When an opportunity is open: the reasons why it is not, as data, without a database."""

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Openness(models.TextChoices):
    """What a reader is told; every value but OPEN is a reason why nobody can answer now."""

    OPEN = "open", _("Open")
    REFERENCE = "reference", _("An imported, already funded or closed project: nothing can be answered here.")
    UNPUBLISHED = "unpublished", _("This page is not published.")
    AGENCY_NOT_LIVE = "agency_not_live", _("The agency's page is not published now.")
    CLOSED_BY_DATE = "closed_by_date", _("Closed: the last day to answer has passed.")
    CLOSED_EARLY = "closed_early", _("Closed by the agency before its date.")
    PAUSED = "paused", _("Paused by the agency: nothing can be answered until it goes on.")
    SEATS_TAKEN = "seats_taken", _("All places are taken.")
    PENDING_FULL = "pending_full", _("Full for now: the agency answers those who wait first.")


@dataclass(frozen=True, slots=True)
class Facts:
    """All that openness depends on; `closes_on` is the last day on which one can answer."""

    kind: str
    live: bool
    agency_live: bool
    closes_on: dt.date | None = None
    closed_early: bool = False
    paused_until: dt.date | None = None
    paused: bool = False
    seats: int | None = None
    seats_taken: int = 0
    pending_limit: int | None = None
    pending_count: int = 0


# The first rule that is true is what the reader is told: the lasting reasons before the passing ones.
RULES = (
    (Openness.UNPUBLISHED, lambda f, on: not f.live),
    (Openness.AGENCY_NOT_LIVE, lambda f, on: not f.agency_live),
    (Openness.REFERENCE, lambda f, on: f.kind == "reference"),
    (Openness.CLOSED_EARLY, lambda f, on: f.closed_early),
    (Openness.CLOSED_BY_DATE, lambda f, on: f.closes_on is not None and f.closes_on < on),
    (Openness.SEATS_TAKEN, lambda f, on: f.seats is not None and f.seats_taken >= f.seats),
    (Openness.PAUSED, lambda f, on: f.paused and (f.paused_until is None or f.paused_until >= on)),
    (Openness.PENDING_FULL, lambda f, on: f.pending_limit is not None and f.pending_count >= f.pending_limit),
)


def openness(facts: Facts, *, on: dt.date) -> Openness:
    """Return OPEN, or the first reason why not, on a day."""
    return next((reason for reason, holds in RULES if holds(facts, on)), Openness.OPEN)
