"""Reasons and gaps about the practical side of a mission: languages, time, place of work, fee."""

from typing import Any

from matching.ranking.columns import mission_days
from matching.ranking.facts import Opportunity, Person, cefr_number
from matching.ranking.money import Rates
from matching.ranking.remarks import Remarks


def mission_remarks(remarks: Remarks, person: Person, opportunity: Opportunity, rates: Rates) -> None:
    _languages(remarks, person, opportunity)
    if person.country and person.country == opportunity.country:
        remarks.reason("lives_there", 0.5, country=person.country)
    _time(remarks, person, opportunity)
    if opportunity.work_mode and person.work_modes:
        if opportunity.work_mode in person.work_modes:
            remarks.reason("work_mode", 0.7, mode=opportunity.work_mode)
        else:
            remarks.gap("work_mode_other", 1.2, mode=opportunity.work_mode)
    _fee(remarks, person, opportunity, rates)


def _languages(remarks: Remarks, person: Person, opportunity: Opportunity) -> None:
    if opportunity.languages and not person.languages:
        remarks.gap("languages_unsaid", 0.4, languages=[s.language for s in opportunity.languages])
        return
    held = {spoken.language: spoken.level for spoken in person.languages}
    met = []
    for asked in opportunity.languages:
        if asked.language not in held:
            remarks.gap("language_missing", 2.5, language=asked.language, asked=asked.level)
            continue
        have = held[asked.language]
        if have and cefr_number(have) < cefr_number(asked.level):
            steps = cefr_number(asked.level) - cefr_number(have)
            remarks.gap("language_short", 0.8 + 0.5 * steps, language=asked.language, asked=asked.level, have=have)
        elif have:
            met.append({"language": asked.language, "have": have})
    if met:
        remarks.reason("languages_met", 1.2 + 0.2 * len(met), languages=met)


def _time(remarks: Remarks, person: Person, opportunity: Opportunity) -> None:
    starts = opportunity.starts_on or opportunity.ends_on
    ends = opportunity.ends_on or opportunity.starts_on
    if starts and ends and (person.available_from or person.available_until):
        first = max(starts, person.available_from or starts)
        last = min(ends, person.available_until or ends)
        free, whole = (last - first).days + 1, (ends - starts).days + 1
        dates: dict[str, Any] = {
            "starts_on": starts,
            "ends_on": ends,
            "from": person.available_from,
            "until": person.available_until,
        }
        if free >= whole:
            remarks.reason("available", 1.0, starts_on=starts, ends_on=ends)
        elif free > 0:
            remarks.gap("available_partly", 1.0 + (whole - free) / whole, free_days=free, days=whole, **dates)
        else:
            remarks.gap("not_available", 2.6, **dates)
    if person.days_per_week is not None and opportunity.days_per_week is not None:
        if person.days_per_week >= opportunity.days_per_week:
            remarks.reason("days_met", 0.4, asked=opportunity.days_per_week)
        else:
            remarks.gap("days_short", 0.8, asked=opportunity.days_per_week, have=person.days_per_week)


def _fee(remarks: Remarks, person: Person, opportunity: Opportunity, rates: Rates) -> None:
    if not (person.compensation_wish and opportunity.compensation):
        return
    if opportunity.compensation == "volunteer":
        if person.compensation_wish == "fee":
            remarks.gap("unpaid", 1.4)
        else:
            remarks.reason("volunteer", 0.5)
        return
    if person.compensation_wish != "fee" or person.fee_minor is None or opportunity.fee_minor is None:
        return
    wished = rates.converted(person.fee_minor, person.currency, opportunity.currency, up=True)
    offered: int | None = opportunity.fee_minor
    if opportunity.fee_unit == "mission":
        days = mission_days(opportunity)
        offered = None if days is None else int(opportunity.fee_minor / days)
    if wished is None or offered is None:
        return
    if offered >= wished:
        remarks.reason("fee_met", 0.8, fee_minor=offered, currency=opportunity.currency)
    else:
        remarks.gap("fee_short", 1.0, short_minor=wished - offered, fee_minor=offered, currency=opportunity.currency)
