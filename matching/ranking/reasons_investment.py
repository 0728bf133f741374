"""Reasons and gaps about an investment: ticket, place, instrument, stage, horizon, risk, impact."""

from typing import Any

from matching.ranking.facts import RISKS, Opportunity, Person
from matching.ranking.money import Rates
from matching.ranking.remarks import Remarks


def investment_remarks(remarks: Remarks, person: Person, opportunity: Opportunity, rates: Rates) -> None:
    _ticket(remarks, person, opportunity, rates)
    _place(remarks, person, opportunity)
    if person.instruments and opportunity.instruments:
        shared = sorted(person.instruments & opportunity.instruments)
        if shared:
            remarks.reason("instrument", 1.4, instruments=shared)
        else:
            remarks.gap("instrument_other", 1.8, instruments=sorted(opportunity.instruments))
    if person.stages and opportunity.stage:
        if opportunity.stage in person.stages:
            remarks.reason("stage", 1.0, stage=opportunity.stage)
        else:
            remarks.gap("stage_other", 1.0, stage=opportunity.stage)
    if person.horizon_years is not None and opportunity.horizon_years is not None:
        if opportunity.horizon_years <= person.horizon_years:
            remarks.reason("horizon", 0.8, years=opportunity.horizon_years)
        else:
            remarks.gap("horizon_long", 1.2, asked=opportunity.horizon_years, have=person.horizon_years)
    if person.risk in RISKS and opportunity.risk in RISKS:
        if RISKS.index(opportunity.risk) <= RISKS.index(person.risk):
            remarks.reason("risk", 0.9, risk=opportunity.risk)
        else:
            remarks.gap("risk_high", 2.0, risk=opportunity.risk, have=person.risk)
    shared_goals = sorted(person.sdgs & opportunity.sdgs, key=int)
    if shared_goals:
        remarks.reason("impact", 1.0 + 0.2 * len(shared_goals), sdgs=shared_goals)


def _ticket(remarks: Remarks, person: Person, opportunity: Opportunity, rates: Rates) -> None:
    """The figures are in the project's currency; an amount of the investor is rounded against her."""
    currency = opportunity.currency
    least, most = opportunity.ticket_min_minor, opportunity.ticket_max_minor
    most = opportunity.capital_minor if most is None else most
    if not currency or not person.currency or (least is None and most is None):
        return
    own_most = own_least = None
    if person.ticket_max_minor is not None:
        own_most = rates.converted(person.ticket_max_minor, person.currency, currency)
    if person.ticket_min_minor is not None:
        own_least = rates.converted(person.ticket_min_minor, person.currency, currency, up=True)
    dated: dict[str, Any] = {"currency": currency}
    if person.currency != currency:
        dated |= {"rates_on": rates.on, "rates_source": rates.source, "own_currency": person.currency}
    if own_most is not None and least is not None and own_most < least:
        remarks.gap("ticket_short", 4.0, short_minor=least - own_most, ticket_min_minor=least, **dated)
    elif own_least is not None and most is not None and own_least > most:
        remarks.gap("ticket_over", 2.5, over_minor=own_least - most, ticket_max_minor=most, **dated)
    elif (own_most is not None and least is not None) or (own_least is not None and most is not None):
        remarks.reason("ticket", 3.0, ticket_min_minor=least, ticket_max_minor=most, **dated)


def _place(remarks: Remarks, person: Person, opportunity: Opportunity) -> None:
    if not opportunity.country or not (person.countries or person.regions):
        return
    if opportunity.region and opportunity.region in person.regions:
        remarks.reason("place_region", 1.8, region=opportunity.region, country=opportunity.country)
    elif opportunity.country in person.countries:
        remarks.reason("place_country", 1.4, country=opportunity.country)
    elif opportunity.country not in {code.split("-")[0] for code in person.regions}:
        remarks.gap("place_other", 1.6, country=opportunity.country)
