"""An investment in words: ticket, place, instrument, stage, horizon, risk, impact."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.base.choices import Instrument, Risk, Stage
from matching.ranking.remarks import Remark
from matching.serving.names import Names


def _rate(names: Names, remark: Remark) -> str:
    """The day of the rate and who said it, where two currencies were compared."""
    day, source = remark.params.get("rates_on"), remark.params.get("rates_source")
    if not day:
        return ""
    said = {"date": names.date(day), "source": source}
    return " " + (_("(rate of %(date)s, %(source)s)") if source else _("(rate of %(date)s)")) % said


def _ticket(names: Names, remark: Remark, to_person: bool) -> str:
    currency = remark.params["currency"]
    least, most = remark.params["ticket_min_minor"], remark.params["ticket_max_minor"]
    if least is not None and most is not None:
        facts = {"least": names.money(least, currency), "most": names.money(most, currency)}
        text = (
            _("Your ticket fits: %(least)s to %(most)s") if to_person else _("The ticket fits: %(least)s to %(most)s")
        )
    elif least is not None:
        facts = {"least": names.money(least, currency)}
        text = _("Your ticket fits: from %(least)s") if to_person else _("The ticket fits: from %(least)s")
    else:
        facts = {"most": names.money(most, currency)}
        text = _("Your ticket fits: up to %(most)s") if to_person else _("The ticket fits: up to %(most)s")
    return text % facts + _rate(names, remark)


def _ticket_short(names: Names, remark: Remark, to_person: bool) -> str:
    currency = remark.params["currency"]
    facts = {
        "short": names.money(remark.params["short_minor"], currency),
        "least": names.money(remark.params["ticket_min_minor"], currency),
    }
    if to_person:
        return _("Your ticket is %(short)s short of the smallest one, %(least)s") % facts + _rate(names, remark)
    return _("The ticket is %(short)s short of your smallest one, %(least)s") % facts + _rate(names, remark)


def _ticket_over(names: Names, remark: Remark, to_person: bool) -> str:
    currency = remark.params["currency"]
    facts = {
        "over": names.money(remark.params["over_minor"], currency),
        "most": names.money(remark.params["ticket_max_minor"], currency),
    }
    if to_person:
        return _("Your smallest ticket is %(over)s above the largest one, %(most)s") % facts + _rate(names, remark)
    return _("The smallest ticket is %(over)s above your largest one, %(most)s") % facts + _rate(names, remark)


def _place_region(names: Names, remark: Remark, to_person: bool) -> str:
    place = {"place": names.region(remark.params["region"])}
    return (_("In a region you named: %(place)s") if to_person else _("Named your region: %(place)s")) % place


def _place_country(names: Names, remark: Remark, to_person: bool) -> str:
    place = {"place": names.country(remark.params["country"])}
    return (_("In a country you named: %(place)s") if to_person else _("Named your country: %(place)s")) % place


def _place_other(names: Names, remark: Remark, to_person: bool) -> str:
    place = {"place": names.country(remark.params["country"])}
    return (_("Not a place you named: %(place)s") if to_person else _("Did not name %(place)s")) % place


def _instruments(names: Names, remark: Remark) -> str:
    return names.listed(
        [str(Instrument(code).label) for code in remark.params["instruments"] if code in Instrument.values]
    )


def _instrument(names: Names, remark: Remark, to_person: bool) -> str:
    facts = {"instruments": _instruments(names, remark)}
    return (_("The way you invest: %(instruments)s") if to_person else _("Invests by %(instruments)s")) % facts


def _instrument_other(names: Names, remark: Remark, to_person: bool) -> str:
    facts = {"instruments": _instruments(names, remark)}
    if to_person:
        return _("Not the way you invest: %(instruments)s") % facts
    return _("Does not invest by %(instruments)s") % facts


def _stage_name(remark: Remark) -> str:
    return str(Stage(remark.params["stage"]).label)


def _stage(_names: Names, remark: Remark, to_person: bool) -> str:
    facts = {"stage": _stage_name(remark)}
    return (_("At a stage you like: %(stage)s") if to_person else _("Likes your stage: %(stage)s")) % facts


def _stage_other(_names: Names, remark: Remark, to_person: bool) -> str:
    facts = {"stage": _stage_name(remark)}
    return (_("Not a stage you named: %(stage)s") if to_person else _("Did not name your stage: %(stage)s")) % facts


def _horizon(names: Names, remark: Remark, _to: bool) -> str:
    years = remark.params["years"]
    text = ngettext(
        "Money bound for %(years)s year, within the horizon",
        "Money bound for %(years)s years, within the horizon",
        int(years),
    )
    return text % {"years": names.number(years)}


def _horizon_long(names: Names, remark: Remark, to_person: bool) -> str:
    asked = remark.params["asked"]
    facts = {"asked": names.number(asked), "have": names.number(remark.params["have"])}
    if to_person:
        return (
            ngettext(
                "Binds money for %(asked)s year, your horizon is %(have)s",
                "Binds money for %(asked)s years, your horizon is %(have)s",
                int(asked),
            )
            % facts
        )
    return (
        ngettext(
            "A horizon of %(have)s, your project needs %(asked)s year",
            "A horizon of %(have)s, your project needs %(asked)s years",
            int(asked),
        )
        % facts
    )


def _risk(_names: Names, remark: Remark, to_person: bool) -> str:
    risk = {"risk": Risk(remark.params["risk"]).label}
    return (_("A risk you accept: %(risk)s") if to_person else _("Accepts the risk: %(risk)s")) % risk


def _risk_high(_names: Names, remark: Remark, to_person: bool) -> str:
    facts = {"risk": Risk(remark.params["risk"]).label, "have": Risk(remark.params["have"]).label}
    if to_person:
        return _("The risk is %(risk)s, you accept up to %(have)s") % facts
    return _("Accepts a risk up to %(have)s, yours is %(risk)s") % facts


def _impact(names: Names, remark: Remark, to_person: bool) -> str:
    goals = {"goals": names.goals(remark.params["sdgs"])}
    return (_("Serves goals you named: %(goals)s") if to_person else _("Shares the goals: %(goals)s")) % goals


INVESTMENT: Mapping[str, Callable[[Names, Remark, bool], str]] = {
    "ticket": _ticket,
    "ticket_short": _ticket_short,
    "ticket_over": _ticket_over,
    "place_region": _place_region,
    "place_country": _place_country,
    "place_other": _place_other,
    "instrument": _instrument,
    "instrument_other": _instrument_other,
    "stage": _stage,
    "stage_other": _stage_other,
    "horizon": _horizon,
    "horizon_long": _horizon_long,
    "risk": _risk,
    "risk_high": _risk_high,
    "impact": _impact,
}
