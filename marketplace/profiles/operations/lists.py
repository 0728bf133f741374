"""The lists of a profile: occupations, sectors, skills and languages, one line at a time."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from foundation.base.choices import CEFR
from foundation.taxonomy.models import Concept
from marketplace.profiles.models import ExpertLanguage, ExpertProfile, ExpertSkill, InvestorProfile, Via
from marketplace.profiles.operations.keeping import ProfileError, mark_changed
from marketplace.profiles.queries import locked

MOST_SKILLS = 100
KIND_OF = {"occupations": "occupation", "sectors": "sector"}


@transaction.atomic
def add_concept(*, profile: ExpertProfile | InvestorProfile, field: str, concept: Concept, now: dt.datetime) -> None:
    """Add an occupation or a sector (`field` is the name of the list).

    Raises:
        ProfileError: the concept is of another kind.
    """
    if concept.kind != KIND_OF[field]:
        raise ProfileError(_("Choose one from the list."))
    profile = locked(profile)
    getattr(profile, field).add(concept)
    mark_changed(profile=profile, now=now)


@transaction.atomic
def remove_concept(*, profile: ExpertProfile | InvestorProfile, field: str, concept: Concept, now: dt.datetime) -> None:
    profile = locked(profile)
    getattr(profile, field).remove(concept)
    mark_changed(profile=profile, now=now)


@transaction.atomic
def put_skill(
    *,
    profile: ExpertProfile,
    concept: Concept,
    level: int | None = None,
    years: int | None = None,
    via: str = Via.TYPED,
    now: dt.datetime,
) -> ExpertSkill:
    """Add a skill, or change level and years of one that is there.

    Raises:
        ProfileError: not a skill, or more skills than anybody reads.
    """
    if concept.kind != "skill":
        raise ProfileError(_("Choose one from the list."))
    profile = locked(profile)
    known = profile.skills.filter(concept=concept).first()
    if known is None:
        require_room(profile=profile)
    skill = known or ExpertSkill(profile=profile, concept=concept, via=via)
    skill.level, skill.years = level, years
    skill.save()
    mark_changed(profile=profile, now=now)
    return skill


def require_room(*, profile: ExpertProfile) -> None:
    """Refuse one skill more than anybody reads.

    Raises:
        ProfileError: with how many there may be.
    """
    if profile.skills.count() >= MOST_SKILLS:
        raise ProfileError(_("Nobody reads more than %(count)s skills. Take one away first.") % {"count": MOST_SKILLS})


@transaction.atomic
def remove_skill(*, profile: ExpertProfile, concept: Concept, now: dt.datetime) -> None:
    profile = locked(profile)
    profile.skills.filter(concept=concept).delete()
    mark_changed(profile=profile, now=now)


@transaction.atomic
def put_language(*, profile: ExpertProfile, language: str, level: str, now: dt.datetime) -> ExpertLanguage:
    """Add a language with its CEFR level (or "native"), or change the level of one that is there."""
    if level not in CEFR.values:
        raise ProfileError(_("Choose a level."), field="level")
    profile = locked(profile)
    spoken, _created = profile.languages.update_or_create(language=language, defaults={"level": level})
    mark_changed(profile=profile, now=now)
    return spoken


@transaction.atomic
def remove_language(*, profile: ExpertProfile, language: str, now: dt.datetime) -> None:
    profile = locked(profile)
    profile.languages.filter(language=language).delete()
    mark_changed(profile=profile, now=now)
