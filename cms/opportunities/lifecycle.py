"""When an opportunity is open, and which of its facts go together: rules as data, without a database."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.base.days import WRONG_YEAR, is_reckonable


class Openness(models.TextChoices):
    """What a reader is told; every value but OPEN is a reason why nobody can answer now."""

    OPEN = "open", pgettext_lazy("state of a call", "Open")
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


def opens(before: Facts, after: Facts, *, on: dt.date) -> bool:
    """Tell whether a change lets people answer on a day who cannot without it."""
    return openness(before, on=on) is not Openness.OPEN and openness(after, on=on) is Openness.OPEN


def opens_after_pause(before: Facts, after: Facts, *, on: dt.date) -> bool:
    """Tell the same as if nothing were paused: a pause ends by itself, so it hides no change."""
    return opens(replace(before, paused=False), replace(after, paused=False), on=on)


Problem = tuple[str, Any]  # the field it belongs to, a sentence


LONGEST_PROMISE = dt.timedelta(days=365)  # an answer date further away promises nothing


def contradictions(kind: str, facts: Mapping[str, Any], *, on: dt.date) -> Iterator[Problem]:
    """Yield what cannot be true together, or on a day, in drafts too; a fact that is not said contradicts nothing.

    `facts` are cleaned values by field name, amounts in minor units.
    """
    said = {name: value for name, value in facts.items() if value not in (None, "", [])}
    for name, value in said.items():
        if isinstance(value, dt.date) and not is_reckonable(value):
            yield name, WRONG_YEAR
    if "answers_by" in said and said["answers_by"] > on + LONGEST_PROMISE:
        yield "answers_by", _("An answer is promised within a year from today: choose an earlier day.")
    for rule in (_dates, _fee, _tickets, _returns):
        yield from rule(kind, said)


def _dates(kind: str, said: Mapping[str, Any]) -> Iterator[Problem]:
    starts, ends = said.get("starts_on"), said.get("ends_on")
    closes, answers = said.get("closes_on"), said.get("answers_by")
    if starts and ends and ends < starts:
        yield "ends_on", _("The last day lies before the first.")
    if kind == "mission" and closes and starts and closes > starts:
        yield "closes_on", _("The last day to answer lies after the first day of the work: choose an earlier one.")
    if closes and answers and answers < closes:
        yield "answers_by", _("The answer date lies before the last day to answer: choose that day or a later one.")
    if kind == "mission" and answers and ends and answers > ends:
        yield "answers_by", _("The answer date lies after the last day of the work: choose an earlier one.")


def _fee(kind: str, said: Mapping[str, Any]) -> Iterator[Problem]:
    if said.get("compensation") == "volunteer" and "fee_minor" in said:
        yield "fee_minor", _("A volunteer gets no fee: empty the amount, or choose a fee.")


def _tickets(kind: str, said: Mapping[str, Any]) -> Iterator[Problem]:
    low, high, capital = (said.get(f"{name}_minor") for name in ("ticket_min", "ticket_max", "capital"))
    if low is not None and high is not None and high < low:
        yield "ticket_max_minor", _("The largest ticket is smaller than the smallest.")
    if capital is not None and high is not None and high > capital:
        yield "ticket_max_minor", _("The largest ticket is larger than the capital sought.")
    if capital is not None and low is not None and low > capital:
        yield "ticket_min_minor", _("The smallest ticket is larger than the capital sought.")


def _returns(kind: str, said: Mapping[str, Any]) -> Iterator[Problem]:
    low, high = said.get("return_min_percent"), said.get("return_max_percent")
    if low is not None and high is not None and high < low:
        yield "return_max_percent", _("The range runs from the smaller to the larger return.")


def missing(kind: str, facts: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what a page still needs before it is public: the five facts, and what other facts ask for."""
    lacks = {name for name, value in facts.items() if value in (None, "", [])}
    if {"region", "city"} <= lacks and facts.get("work_mode") != "remote":
        yield "region", _("Say where: choose the region, or name the town.")
    if kind == "mission":
        if "starts_on" in lacks:
            yield "starts_on", _("Say when the work begins; it need not be exact.")
        if "ends_on" in lacks:
            yield "ends_on", _("Say when the work ends; it need not be exact.")
    if "answers_by" in lacks:
        yield "answers_by", _("Say by which day everybody gets an answer.")
    if facts.get("compensation") == "fee":
        if "fee_minor" in lacks:
            yield "fee_minor", _("Say how much is paid, or that it is volunteer work.")
        if "fee_unit" in lacks:
            yield "fee_unit", _("Say whether the fee is paid by the day or for the mission.")
    for name in ("return_min_percent", "return_max_percent"):
        if name in facts and name not in lacks and "risk" in lacks:
            yield "risk", _("A return is shown beside its risk: choose the risk.")
            break
