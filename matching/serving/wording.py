"""Reasons and gaps in words, for the person they are about or for the agency that reads of her."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from matching.ranking.remarks import Remark
from matching.serving.names import Names
from matching.serving.wording_investment import INVESTMENT
from matching.serving.wording_mission import MISSION

Sentence = Callable[[Names, Remark, bool], str]


def say(remark: Remark, names: Names, *, to_person: bool = True) -> str:
    """The remark as a sentence in `names.language`; `to_person` says "you", otherwise it speaks of a third."""
    with override(names.language):
        return SENTENCES[remark.code](names, remark, to_person)


def _counted(names: Names, remark: Remark, _to: bool) -> str:
    count, asked = remark.params["count"], remark.params["asked"]
    if count == asked:
        text = ngettext("The skill required: %(skills)s", "All %(asked)d skills required: %(skills)s", asked)
    else:
        text = ngettext(
            "%(count)d of the %(asked)d skills required: %(skills)s",
            "%(count)d of the %(asked)d skills required: %(skills)s",
            count,
        )
    return text % {"count": count, "asked": asked, "skills": names.concepts(remark.concepts)}


def _desired(names: Names, remark: Remark, _to: bool) -> str:
    return _("Also wished for: %(skills)s") % {"skills": names.concepts(remark.concepts)}


def _mentioned(names: Names, remark: Remark, to_person: bool) -> str:
    skills = {"skills": names.concepts(remark.concepts)}
    if to_person:
        return _("The text speaks of what you know: %(skills)s") % skills
    return _("Knows what your text speaks of: %(skills)s") % skills


def _interest(names: Names, remark: Remark, to_person: bool) -> str:
    concepts = {"concepts": names.concepts(remark.concepts)}
    if to_person:
        return _("About what interests you: %(concepts)s") % concepts
    return _("Interested in %(concepts)s") % concepts


def _trade_held(names: Names, remark: Remark, to_person: bool) -> str:
    skills = {"skills": names.concepts(remark.concepts)}
    if to_person:
        return _("You know what the trade named here usually takes: %(skills)s") % skills
    return _("Knows what the trade you name usually takes: %(skills)s") % skills


def _pairs(names: Names, remark: Remark) -> str:
    asked: dict[str, list[str]] = {}
    for own, wanted in remark.params["pairs"]:
        asked.setdefault(own, []).append(wanted)
    text = _("%(own)s for %(asked)s")
    return names.listed(
        text % {"own": names.concept(own), "asked": names.concepts(wanted)} for own, wanted in asked.items()
    )


def _near(names: Names, remark: Remark, _to: bool) -> str:
    return _("Close to what is asked: %(pairs)s") % {"pairs": _pairs(names, remark)}


def _implied(names: Names, remark: Remark, to_person: bool) -> str:
    facts = {
        "trades": names.concepts(own for own, _asked in remark.params["pairs"]),
        "skills": names.concepts(remark.concepts),
    }
    if to_person:
        return _("Your trade (%(trades)s) usually brings, though you do not say it: %(skills)s") % facts
    return _("The trade (%(trades)s) usually brings, though it is not stated: %(skills)s") % facts


def _required_missing(names: Names, remark: Remark, to_person: bool) -> str:
    skills = {"skills": names.concepts(remark.concepts)}
    if to_person:
        return _("Required, and not in your profile: %(skills)s") % skills
    return _("Required, and not in the profile: %(skills)s") % skills


def _desired_missing(names: Names, remark: Remark, to_person: bool) -> str:
    skills = {"skills": names.concepts(remark.concepts)}
    if to_person:
        return _("Wished for, and not in your profile: %(skills)s") % skills
    return _("Wished for, and not in the profile: %(skills)s") % skills


def _mentioned_missing(names: Names, remark: Remark, to_person: bool) -> str:
    skills = {"skills": names.concepts(remark.concepts)}
    if to_person:
        return _("The text also speaks of %(skills)s; your profile does not") % skills
    return _("The text also speaks of %(skills)s; the profile does not") % skills


def _verified(names: Names, remark: Remark, _to: bool) -> str:
    return _("Verified by an agency after a mission: %(skills)s") % {"skills": names.concepts(remark.concepts)}


def _level_met(names: Names, remark: Remark, _to: bool) -> str:
    return _("The level asked in %(skill)s") % {"skill": names.concepts(remark.concepts)}


def _level_short(names: Names, remark: Remark, to_person: bool) -> str:
    facts = {
        "skill": names.concepts(remark.concepts),
        "asked": LEVELS[remark.params["asked"]](),
        "have": LEVELS[remark.params["have"]](),
    }
    if to_person:
        return _("Asks for %(skill)s at level “%(asked)s”, you have “%(have)s”") % facts
    return _("%(skill)s at level “%(have)s”, “%(asked)s” is asked") % facts


def _years(names: Names, remark: Remark, _to: bool) -> str:
    years = remark.params["years"]
    text = ngettext("%(years)s year of %(skill)s", "%(years)s years of %(skill)s", int(years))
    return text % {"years": names.number(years), "skill": names.concepts(remark.concepts)}


def _occupation_same(names: Names, remark: Remark, to_person: bool) -> str:
    trade = {"trade": names.concepts(remark.concepts)}
    return (_("It is your trade: %(trade)s") if to_person else _("The trade you name: %(trade)s")) % trade


def _occupation_near(names: Names, remark: Remark, to_person: bool) -> str:
    own, asked = remark.params["pairs"][0]
    facts = {"own": names.concept(own), "asked": names.concept(asked)}
    if to_person:
        return _("Your trade (%(own)s) is close to the one named: %(asked)s") % facts
    return _("The trade (%(own)s) is close to the one you name: %(asked)s") % facts


def _field_near(_names: Names, _remark: Remark, to_person: bool) -> str:
    return _("The same field of work as yours") if to_person else _("Works in the same field")


def _sector(names: Names, remark: Remark, to_person: bool) -> str:
    sectors = {"sectors": names.sectors(remark.params["sectors"])}
    if to_person:
        return _("One of your sectors: %(sectors)s") % sectors
    if remark.params["kind"] == "investor":
        return _("Wishes to invest in the sector: %(sectors)s") % sectors
    return _("Knows the sector: %(sectors)s") % sectors


def _sector_near(names: Names, remark: Remark, to_person: bool) -> str:
    sectors = {"sectors": names.sectors(remark.params["sectors"])}
    if to_person:
        return _("Close to your sectors: %(sectors)s") % sectors
    if remark.params["kind"] == "investor":
        return _("Wishes to invest in a sector close to yours: %(sectors)s") % sectors
    return _("Knows a sector close to yours: %(sectors)s") % sectors


def _sector_other(names: Names, remark: Remark, to_person: bool) -> str:
    sectors = {"sectors": names.sectors(remark.params["sectors"])}
    if to_person:
        return _("Not one of your sectors: %(sectors)s") % sectors
    return _("The sector is not among those wished for: %(sectors)s") % sectors


def _home_region(names: Names, remark: Remark, to_person: bool) -> str:
    place = {"place": names.region(remark.params["region"])}
    return (_("In your home region: %(place)s") if to_person else _("Comes from %(place)s")) % place


def _home_country(names: Names, remark: Remark, to_person: bool) -> str:
    place = {"place": names.country(remark.params["country"])}
    return (_("In your home country: %(place)s") if to_person else _("Comes from %(place)s")) % place


def _kind_other(_names: Names, remark: Remark, _to: bool) -> str:
    if remark.params["kind"] == "reference":
        return _("A project that is already funded or closed: nobody is sought")
    if remark.params["kind"] == "investment":
        return _("This is an investment, not a mission")
    return _("This is a mission, not an investment")


LEVELS: Mapping[int, Callable[[], str]] = {
    1: lambda: _("basic"),
    2: lambda: _("working"),
    3: lambda: _("advanced"),
    4: lambda: _("expert"),
}
SENTENCES: Mapping[str, Sentence] = {
    "required_held": _counted,
    "desired_held": _desired,
    "mentioned_held": _mentioned,
    "trade_held": _trade_held,
    "interest_shared": _interest,
    "required_near": _near,
    "mentioned_near": _near,
    "required_implied": _implied,
    "mentioned_implied": _implied,
    "required_missing": _required_missing,
    "desired_missing": _desired_missing,
    "mentioned_missing": _mentioned_missing,
    "verified": _verified,
    "level_met": _level_met,
    "level_short": _level_short,
    "years": _years,
    "occupation_same": _occupation_same,
    "occupation_near": _occupation_near,
    "field_near": _field_near,
    "sector_shared": _sector,
    "sector_near": _sector_near,
    "sector_other": _sector_other,
    "home_region": _home_region,
    "home_country": _home_country,
    "kind_other": _kind_other,
    **MISSION,
    **INVESTMENT,
}
