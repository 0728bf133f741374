"""The practical side of a mission in words: languages, time, place of work, fee."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.base.choices import CEFR
from matching.ranking.remarks import Remark
from matching.serving.names import Names


def cefr(level: str | None) -> str:
    return str(CEFR(level).label) if level in CEFR.values else ""


def _spoken(names: Names, language: str, level: str | None) -> str:
    return f"{names.spoken(language)} {cefr(level)}".strip()


def _languages_met(names: Names, remark: Remark, to_person: bool) -> str:
    spoken = names.listed([_spoken(names, s["language"], s["have"]) for s in remark.params["languages"]])
    return (_("You speak what is asked: %(languages)s") if to_person else _("Speaks %(languages)s")) % {
        "languages": spoken
    }


def _language_short(names: Names, remark: Remark, to_person: bool) -> str:
    facts = {
        "language": names.spoken(remark.params["language"]),
        "asked": cefr(remark.params["asked"]),
        "have": cefr(remark.params["have"]),
    }
    if to_person:
        return _("Asks for %(language)s %(asked)s, you have %(have)s") % facts
    return _("%(language)s %(have)s, you ask for %(asked)s") % facts


def _language_missing(names: Names, remark: Remark, to_person: bool) -> str:
    spoken = {"language": _spoken(names, remark.params["language"], remark.params["asked"])}
    if to_person:
        return _("Asks for %(language)s, which is not in your profile") % spoken
    return _("%(language)s is not in the profile") % spoken


def _languages_unsaid(names: Names, remark: Remark, to_person: bool) -> str:
    spoken = {"languages": names.listed(names.spoken(code) for code in remark.params["languages"])}
    if to_person:
        return _("Asks for %(languages)s; your profile names no languages yet") % spoken
    return _("Names no languages yet; you ask for %(languages)s") % spoken


def _lives_there(names: Names, remark: Remark, to_person: bool) -> str:
    place = {"place": names.country(remark.params["country"])}
    return (_("You live there: %(place)s") if to_person else _("Lives there: %(place)s")) % place


def _available(names: Names, remark: Remark, to_person: bool) -> str:
    dates = {"first": names.date(remark.params["starts_on"]), "last": names.date(remark.params["ends_on"])}
    if to_person:
        return _("You are free for all of it, %(first)s to %(last)s") % dates
    return _("Free for all of it, %(first)s to %(last)s") % dates


def _available_partly(names: Names, remark: Remark, to_person: bool) -> str:
    free, days = remark.params["free_days"], remark.params["days"]
    facts = {"free": names.number(free), "days": names.number(days)}
    if to_person:
        return ngettext(
            "You are free on %(free)s of %(days)s day", "You are free on %(free)s of %(days)s days", days
        ) % (facts)
    return ngettext("Free on %(free)s of %(days)s day", "Free on %(free)s of %(days)s days", days) % facts


def _not_available(names: Names, remark: Remark, to_person: bool) -> str:
    first, until = remark.params["from"], remark.params["until"]
    starts = names.date(remark.params["starts_on"])
    if until is not None and remark.params["starts_on"] > until:
        facts = {"starts": starts, "until": names.date(until)}
        if to_person:
            return _("Starts on %(starts)s, you are free until %(until)s") % facts
        return _("Free until %(until)s, you start on %(starts)s") % facts
    facts = {"ends": names.date(remark.params["ends_on"]), "first": names.date(first)}
    if to_person:
        return _("Ends on %(ends)s, you are free from %(first)s") % facts
    return _("Free from %(first)s, your mission ends on %(ends)s") % facts


def _days_met(names: Names, remark: Remark, _to: bool) -> str:
    asked = remark.params["asked"]
    return ngettext("The time asked: %(days)s day a week", "The time asked: %(days)s days a week", int(asked)) % {
        "days": names.number(asked)
    }


def _days_short(names: Names, remark: Remark, to_person: bool) -> str:
    asked = remark.params["asked"]
    facts = {"asked": names.number(asked), "have": names.number(remark.params["have"])}
    if to_person:
        return (
            ngettext(
                "Asks for %(asked)s day a week, you offer %(have)s",
                "Asks for %(asked)s days a week, you offer %(have)s",
                int(asked),
            )
            % facts
        )
    return (
        ngettext(
            "Offers %(have)s of the %(asked)s day a week", "Offers %(have)s of the %(asked)s days a week", int(asked)
        )
        % facts
    )


def _mode(mode: str) -> str:
    return {"onsite": _("on site"), "remote": _("remote"), "hybrid": _("partly remote")}.get(mode, mode)


def _work_mode(_names: Names, remark: Remark, to_person: bool) -> str:
    mode = {"mode": _mode(remark.params["mode"])}
    return (_("Works the way you wish: %(mode)s") if to_person else _("Ready to work %(mode)s")) % mode


def _work_mode_other(_names: Names, remark: Remark, to_person: bool) -> str:
    mode = {"mode": _mode(remark.params["mode"])}
    return (_("Not the way you wish to work: %(mode)s") if to_person else _("Does not wish to work %(mode)s")) % mode


def _fee_met(names: Names, remark: Remark, to_person: bool) -> str:
    fee = {"fee": names.money(remark.params["fee_minor"], remark.params["currency"])}
    return (
        _("The fee reaches your wish: %(fee)s a day") if to_person else _("Your fee is enough: %(fee)s a day")
    ) % fee


def _fee_short(names: Names, remark: Remark, to_person: bool) -> str:
    facts = {
        "fee": names.money(remark.params["fee_minor"], remark.params["currency"]),
        "short": names.money(remark.params["short_minor"], remark.params["currency"]),
    }
    if to_person:
        return _("The fee, %(fee)s a day, is %(short)s below your wish") % facts
    return _("Wishes %(short)s a day more than your %(fee)s") % facts


def _unpaid(_names: Names, _remark: Remark, to_person: bool) -> str:
    return _("Unpaid, and you wish a fee") if to_person else _("Wishes a fee, and your mission is unpaid")


def _volunteer(_names: Names, _remark: Remark, to_person: bool) -> str:
    return _("Voluntary, as you are ready to do") if to_person else _("Ready to volunteer")


MISSION: Mapping[str, Callable[[Names, Remark, bool], str]] = {
    "languages_met": _languages_met,
    "language_short": _language_short,
    "language_missing": _language_missing,
    "languages_unsaid": _languages_unsaid,
    "lives_there": _lives_there,
    "available": _available,
    "available_partly": _available_partly,
    "not_available": _not_available,
    "days_met": _days_met,
    "days_short": _days_short,
    "work_mode": _work_mode,
    "work_mode_other": _work_mode_other,
    "fee_met": _fee_met,
    "fee_short": _fee_short,
    "unpaid": _unpaid,
    "volunteer": _volunteer,
}
