"""Reads across profiles: how complete one is, agencies kept away, a person's data."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.base.locales import active_language
from foundation.notifications.kinds import Duty
from foundation.organisations.models import Organisation
from foundation.outbox.operations import record
from foundation.taxonomy.models import Label
from marketplace.profiles.models import Block, ExpertProfile, InvestorProfile, VerifiedSkill

ENOUGH_SKILLS = 3
AnyProfile = TypeVar("AnyProfile", bound=ExpertProfile | InvestorProfile)


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much of what matching uses is there (0 to 100), and the line that would help most; "" when all is said."""

    percent: int
    next_line: str
    url: str


@dataclass(frozen=True, slots=True)
class _Line:
    """One thing matching uses: what it is worth, whether it is there, what to say when it is not, where to write it."""

    worth: int
    there: bool
    sentence: Any
    section: str


def expert_of(user: Any) -> ExpertProfile | None:
    return ExpertProfile.objects.of(user).select_related("user", "cv").first()


def investor_of(user: Any) -> InvestorProfile | None:
    return InvestorProfile.objects.of(user).select_related("user").first()


def locked(profile: AnyProfile) -> AnyProfile:
    """Return a profile as it stands now, its row locked, with its person."""
    rows: Any = type(profile).objects.select_for_update(of=("self",)).select_related("user")
    return rows.get(pk=profile.pk)


def blocked_by(user: Any) -> list[Organisation]:
    """The organisations a person keeps away from, the newest first."""
    return [row.organisation for row in Block.objects.of(user)]


def sdg_choices() -> list[tuple[str, str]]:
    """Return (code, words) of the development goals in the active language."""
    labels = Label.objects.filter(concept__kind="sdg", language=active_language(), preferred=True)
    names = dict(labels.values_list("concept__code", "text"))
    return [(code, f"{code}. {names[code]}") for code in sorted(names, key=int)]


def completeness(profile: ExpertProfile | InvestorProfile) -> Completeness:
    """Return how complete a profile is and what the next most useful line would be (at most four queries)."""
    is_expert = isinstance(profile, ExpertProfile)
    lines = _expert_lines(profile) if isinstance(profile, ExpertProfile) else _investor_lines(profile)
    missing = [line for line in lines if not line.there]
    percent = sum(line.worth for line in lines if line.there)
    if not missing:
        return Completeness(percent, "", "")
    line = max(missing, key=lambda one: one.worth)  # the first of equals
    if line.section == "account":
        return Completeness(percent, str(line.sentence), reverse("account_settings"))
    name = "expert_section" if is_expert else "investor_section"
    return Completeness(percent, str(line.sentence), reverse(name, args=[line.section]))


def _expert_lines(profile: ExpertProfile) -> Sequence[_Line]:
    skills = profile.skills.count()
    if profile.cv_id or skills:
        more = _Line(20, skills >= ENOUGH_SKILLS, _("Name at least three skills: calls are found by them."), "skills")
    else:
        more = _Line(20, False, _("Bring your CV: we read your skills from it and you confirm them."), "cv")
    return (
        more,
        _Line(15, profile.consent, _("Agree to be found: until then no agency sees your profile."), "visibility"),
        _Line(10, bool(profile.headline), _("Write a headline: it is the first thing an agency reads."), "about"),
        _Line(10, profile.occupations.exists(), _("Name your occupation."), "occupations"),
        _Line(10, profile.languages.exists(), _("Name your languages: many calls ask for one."), "languages"),
        _Line(5, bool(profile.country and profile.city), _("Say where you live."), "place"),
        _Line(5, bool(profile.home_country), _("Say which country you come from."), "account"),
        _Line(
            5, bool(profile.home_regions), _("Name the regions you are tied to: calls from there suit you."), "place"
        ),
        _Line(5, bool(profile.biography), _("Tell in a few sentences what you have done."), "about"),
        _Line(5, profile.sectors.exists(), _("Name the sectors you know."), "sectors"),
        _Line(
            5,
            bool(profile.available_from or profile.days_per_week),
            _("Say when you are available and for how many days a week."),
            "availability",
        ),
        _Line(
            5,
            bool(profile.work_modes and profile.compensation_wish),
            _("Say whether you work on site or remotely, for a fee or as a volunteer."),
            "availability",
        ),
    )


def _investor_lines(profile: InvestorProfile) -> Sequence[_Line]:
    return (
        _Line(
            20,
            profile.ticket_max_minor is not None,
            _("Say how much you could invest."),
            "ticket",
        ),
        _Line(15, profile.consent, _("Agree to be found: until then no agency sees your profile."), "visibility"),
        _Line(15, bool(profile.countries), _("Say in which countries you want to invest."), "where"),
        _Line(10, profile.sectors.exists(), _("Name the sectors you want to invest in."), "sectors"),
        _Line(10, bool(profile.instruments), _("Say whether you buy shares, lend or give."), "ticket"),
        _Line(10, bool(profile.risk), _("Say which risk you accept at most."), "terms"),
        _Line(5, bool(profile.stages), _("Say whether you look for young or established projects."), "terms"),
        _Line(5, profile.horizon_years is not None, _("Say for how many years you can do without the money."), "terms"),
        _Line(5, bool(profile.sdgs), _("Name the goals you want to serve."), "terms"),
        _Line(5, bool(profile.headline), _("Write a headline: it is the first thing an agency reads."), "about"),
    )


def duties_of(user: User) -> set[Duty]:
    """Return as what a person may apply or invest."""
    has = {
        Duty.EXPERT: ExpertProfile.objects.of(user).exists(),
        Duty.INVESTOR: InvestorProfile.objects.of(user).exists(),
    }
    return {duty for duty, holds in has.items() if holds}


def count_verified(profiles: Sequence[Any]) -> None:
    """Give each profile `verified`, how many of its skills an organisation has seen at work (one query)."""
    experts = [profile.pk for profile in profiles if isinstance(profile, ExpertProfile)]
    rows = VerifiedSkill.objects.filter(profile__in=experts).order_by("profile")
    counts = dict(rows.values_list("profile").annotate(Count("concept", distinct=True)))
    for profile in profiles:
        profile.verified = counts.get(profile.pk, 0) if isinstance(profile, ExpertProfile) else 0


class ProfileData:
    """What a person said of herself, for the export and the erasure of an account."""

    name = "profiles"

    @staticmethod
    def export(user: User) -> dict[str, Any]:
        expert, investor = expert_of(user), investor_of(user)
        return {
            "expert": _export(expert, _expert_lists) if expert else None,
            "investor": _export(investor, lambda profile: {}) if investor else None,
            "blocked": [
                {"organisation": row.organisation.name(), "since": row.since} for row in Block.objects.of(user)
            ],
        }

    @staticmethod
    def erase(user: User) -> None:
        """Those who show the profile hear that it is gone; the CV goes with the person's files."""
        for profile in (expert_of(user), investor_of(user)):
            if profile is not None:
                record("profile.removed", subject=profile, now=timezone.now())
                profile.delete()
        Block.objects.filter(user=user).delete()


def _export(profile: Any, lists: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    hidden = {"id", "user", "cv"}
    facts = {
        field.name: getattr(profile, field.attname)
        for field in profile._meta.concrete_fields
        if field.name not in hidden
    }
    facts["sectors"] = list(profile.sectors.order_by("uri").values_list("uri", flat=True))
    return facts | lists(profile)


def _expert_lists(profile: ExpertProfile) -> dict[str, Any]:
    suggested = profile.suggestions.order_by("pk").values(
        "field", "value", "level", "years", "evidence", "words", "origin", "accepted"
    )
    return {
        "cv": profile.cv.public_id if profile.cv else None,
        "occupations": list(profile.occupations.order_by("uri").values_list("uri", flat=True)),
        "skills": list(profile.skills.order_by("pk").values("concept__uri", "level", "years", "via")),
        "verified_skills": list(
            profile.verified_skills.order_by("pk").values("concept__uri", "organisation__name_fr", "number", "on")
        ),
        "languages": list(profile.languages.order_by("pk").values("language", "level")),
        "suggestions": list(suggested),
    }
