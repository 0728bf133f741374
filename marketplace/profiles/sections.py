"""What a profile says, section by section, in lines that a person reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.base.choices import CEFR, CompensationWish, Instrument, Risk, Stage, WorkMode
from foundation.base.locales import active_language, comma
from foundation.base.money import Money
from foundation.base.places import country_name
from foundation.base.templatetags.words import short_date
from foundation.linking.spoken import language_name
from foundation.taxonomy.models import Region
from foundation.taxonomy.queries import preferred_labels
from marketplace.profiles.models import ExpertProfile, InvestorProfile
from marketplace.profiles.queries import blocked_by, sdg_choices


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: its title, what it says now (empty when nothing), and where it is changed."""

    slug: str
    title: str
    url: str
    lines: list[str]


def expert_sections(profile: ExpertProfile, language: str) -> Iterable[Section]:
    """Yield what an expert profile says, in a language; the words around it are those of the active one."""
    occupations = list(profile.occupations.order_by("uri").values_list("uri", flat=True))
    sectors = list(profile.sectors.order_by("code").values_list("uri", flat=True))
    skills = list(profile.skills.order_by("-years", "pk").select_related("concept"))
    verified = list(profile.verified_skills.select_related("concept", "organisation"))
    known = [*(skill.concept.uri for skill in skills), *(row.concept.uri for row in verified)]
    labels = preferred_labels([*occupations, *sectors, *known], language)
    spoken = [
        f"{language_name(row.language, language)}: {CEFR(row.level).label}" for row in profile.languages.order_by("pk")
    ]
    cv = [profile.cv.name] if profile.cv else []
    yield Section("cv", _("CV"), reverse("expert_cv"), cv)
    yield _section("about", _("Headline and biography"), [profile.headline, profile.biography])
    yield _section("occupations", _("Occupations"), [labels.get(uri, uri) for uri in occupations])
    yield _section("skills", _("Skills"), _skill_lines(skills, verified, labels, language))
    yield _section("languages", _("Languages"), spoken)
    yield _section("place", _("Where you live and come from"), _place_lines(profile, language))
    yield _section("sectors", _("Sectors"), [labels.get(uri, uri) for uri in sectors])
    yield _section("availability", _("Availability and fee"), _availability_lines(profile, language))
    yield _section("visibility", _("Who finds you"), _found_lines(profile, language))


def investor_sections(profile: InvestorProfile, language: str) -> Iterable[Section]:
    """Yield what an investor profile says, in a language."""
    sectors = list(profile.sectors.order_by("code").values_list("uri", flat=True))
    labels = preferred_labels(sectors, language)
    regions = _region_names(profile.regions, language)
    goals = dict(sdg_choices()) if profile.sdgs else {}
    terms = [
        _("risk: %(risk)s") % {"risk": Risk(profile.risk).label} if profile.risk else "",
        ngettext("%(count)s year", "%(count)s years", profile.horizon_years) % {"count": profile.horizon_years}
        if profile.horizon_years is not None
        else "",
        comma(active_language()).join(str(Stage(stage).label) for stage in profile.stages),
        *(goals.get(str(goal), str(goal)) for goal in profile.sdgs),
    ]
    of = "investor_section"
    yield _section("about", _("Headline and biography"), [profile.headline, profile.biography], of)
    yield _section("ticket", _("Amounts and form"), _ticket_lines(profile, language), of)
    yield _section("where", _("Where"), [*(country_name(code, language) for code in profile.countries), *regions], of)
    yield _section("sectors", _("Sectors"), [labels.get(uri, uri) for uri in sectors], of)
    yield _section("terms", _("Risk, horizon, stage and goals"), terms, of)
    yield _section("place", _("Where you live and come from"), _place_lines(profile, language), of)
    yield _section("visibility", _("Who finds you"), _found_lines(profile, language), of)


def _section(slug: str, title: str, lines: Iterable[str], of: str = "expert_section") -> Section:
    return Section(slug, title, reverse(of, args=[slug]), [str(line) for line in lines if line])


def _skill_line(skill: Any, labels: dict[str, str]) -> str:
    said = [str(skill.get_level_display())] if skill.level else []
    if skill.years:
        said.append(ngettext("%(count)s year", "%(count)s years", skill.years) % {"count": skill.years})
    label = labels.get(skill.concept.uri, skill.concept.uri)
    return f"{label} ({', '.join(said)})" if said else label


def _skill_lines(skills: list[Any], verified: list[Any], labels: dict[str, str], language: str) -> list[str]:
    """What the person says of her skills, those that an organisation has verified first, with who and which number."""
    said = {skill.concept.uri: _skill_line(skill, labels) for skill in skills}
    proofs: dict[str, str] = {}
    for row in verified:  # the latest of each skill
        facts = {"agency": row.organisation.name(language), "number": row.number}
        proofs.setdefault(row.concept.uri, _("verified by %(agency)s, certificate %(number)s") % facts)
    first = [f"✓ {said.get(uri) or labels.get(uri, uri)} · {proof}" for uri, proof in proofs.items()]
    return [*first, *(line for uri, line in said.items() if uri not in proofs)]


def _place_lines(profile: Any, language: str) -> list[str]:
    lives = comma(language).join(part for part in (profile.city, country_name(profile.country, language)) if part)
    home = comma(language).join(_region_names(profile.home_regions, language))
    country = country_name(profile.home_country, language) if profile.home_country else ""
    return [lives, _("from %(place)s") % {"place": f"{country} ({home})" if home else country} if country else ""]


def _region_names(codes: list[str], language: str) -> list[str]:
    if not codes:
        return []
    return [region.name(language) for region in Region.objects.filter(code__in=codes).order_by("code")]


def _availability_lines(profile: ExpertProfile, language: str) -> list[str]:
    days = profile.days_per_week
    fee = _money(profile.fee_minor, profile.currency, language)
    return [
        _("from %(day)s") % {"day": short_date(profile.available_from)} if profile.available_from else "",
        _("until %(day)s") % {"day": short_date(profile.available_until)} if profile.available_until else "",
        ngettext("%(count)s day a week", "%(count)s days a week", days) % {"count": days} if days else "",
        comma(active_language()).join(str(WorkMode(mode).label) for mode in profile.work_modes),
        str(CompensationWish(profile.compensation_wish).label) if profile.compensation_wish else "",
        _("%(amount)s a day") % {"amount": fee} if fee else "",
    ]


def _ticket_lines(profile: InvestorProfile, language: str) -> list[str]:
    least = _money(profile.ticket_min_minor, profile.currency, language)
    most = _money(profile.ticket_max_minor, profile.currency, language)
    amounts = _("from %(least)s to %(most)s") % {"least": least, "most": most} if least and most else least or most
    return [amounts, comma(active_language()).join(str(Instrument(name).label) for name in profile.instruments)]


def _money(minor: int | None, currency: str, language: str) -> str:
    return Money(minor, currency).words(language) if minor is not None and currency else ""


def _found_lines(profile: Any, language: str) -> list[str]:
    found = _("Agencies can find you.") if profile.consent else _("Nobody finds you.")
    blocked = comma(language).join(organisation.name(language) for organisation in blocked_by(profile.user))
    return [found, _("You keep away from: %(agencies)s") % {"agencies": blocked} if blocked else ""]
