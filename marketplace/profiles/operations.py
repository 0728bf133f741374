"""Changes of a profile: what is typed, what a CV suggests, consent, and the agencies it is kept from."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.base.choices import CEFR, Level
from foundation.base.errors import DomainError
from foundation.documents.reading import read_document
from foundation.files.operations import erase_file, keep_file
from foundation.linking.queries import link
from foundation.organisations.models import Organisation
from foundation.outbox.operations import record
from foundation.taxonomy.models import Concept
from foundation.taxonomy.proposals import propose_label
from foundation.text.language import detect_language
from marketplace.profiles.cv.reading import Finding, findings
from marketplace.profiles.models import (
    Block,
    ExpertLanguage,
    ExpertProfile,
    ExpertSkill,
    InvestorProfile,
    Suggestion,
    Via,
)

MOST_SKILLS = 100
CORRECTABLE = ("skill", "occupation")  # fields of a suggestion, which are kinds of concepts too
KIND_OF = {"occupations": "occupation", "sectors": "sector"}
AnyProfile = TypeVar("AnyProfile", bound=ExpertProfile | InvestorProfile)


class ProfileError(DomainError):
    code = "profile"


@dataclass(frozen=True, slots=True)
class CvReading:
    """What came of a CV: how many suggestions are new, and whether the text was read poorly."""

    suggested: int
    poor: bool


@transaction.atomic
def start_profile(*, user: User, kind: str, now: dt.datetime) -> ExpertProfile | InvestorProfile:
    """Return the person's profile of a kind ("expert" or "investor"), made when it is not there."""
    model: Any = {"expert": ExpertProfile, "investor": InvestorProfile}[kind]
    profile, created = model.objects.get_or_create(user=user, defaults={"created_at": now, "updated_at": now})
    if created:
        record("profile.changed", subject=profile, now=now)
    return profile


@transaction.atomic
def change_profile(*, profile: AnyProfile, changes: Mapping[str, Any], now: dt.datetime) -> AnyProfile:
    """Set fields of a profile by name; consent given or withdrawn is dated.

    Raises:
        ProfileError: a value does not fit; the sentence says which, and nothing changed.
    """
    profile = _locked(profile)
    for name, value in changes.items():
        setattr(profile, name, value)
    if "consent" in changes:
        profile.consented_at = (profile.consented_at or now) if profile.consent else None
    if {"headline", "biography"} & changes.keys():
        told = f"{profile.headline}\n{profile.biography}"
        profile.text_language = detect_language(told) or profile.user.language
    untouched = {field.name for field in profile._meta.fields} - changes.keys()
    try:
        profile.clean_fields(exclude=untouched)
        profile.validate_constraints()
    except ValidationError as error:
        raise ProfileError(" ".join(error.messages)) from error
    profile.updated_at = now
    profile.save()
    record("profile.changed", subject=profile, now=now)
    return profile


@transaction.atomic
def remove_profile(*, profile: ExpertProfile | InvestorProfile, now: dt.datetime) -> None:
    """Erase one's profile of a kind, its CV included; the account stays."""
    profile = _locked(profile)
    record("profile.removed", subject=profile, now=now)
    if isinstance(profile, ExpertProfile) and profile.cv:
        erase_file(file=profile.cv)
    profile.delete()


@transaction.atomic
def block(*, user: User, organisation: Organisation, now: dt.datetime) -> Block:
    """Keep a person and an organisation apart: neither is shown the other. A second time changes nothing.

    Raises:
        ProfileError: the person has no profile, so nobody is shown her.
    """
    profiles = _all_locked(user)
    if not profiles:
        raise ProfileError(_("You have no profile yet, so no agency is shown you."))
    made, created = Block.objects.get_or_create(user=user, organisation=organisation, defaults={"since": now})
    if created:
        for profile in profiles:
            record("profile.changed", subject=profile, now=now)
    return made


@transaction.atomic
def unblock(*, user: User, organisation: Organisation, now: dt.datetime) -> None:
    """Let a person and an organisation be shown to each other again."""
    profiles = _all_locked(user)
    deleted, _rows = Block.objects.filter(user=user, organisation=organisation).delete()
    for profile in profiles if deleted else ():
        record("profile.changed", subject=profile, now=now)


@transaction.atomic
def add_concept(*, profile: ExpertProfile | InvestorProfile, field: str, concept: Concept, now: dt.datetime) -> None:
    """Add an occupation or a sector (`field` is the name of the list).

    Raises:
        ProfileError: the concept is of another kind.
    """
    if concept.kind != KIND_OF[field]:
        raise ProfileError(_("Choose one from the list."))
    profile = _locked(profile)
    getattr(profile, field).add(concept)
    _touch(profile, now=now)


@transaction.atomic
def remove_concept(*, profile: ExpertProfile | InvestorProfile, field: str, concept: Concept, now: dt.datetime) -> None:
    profile = _locked(profile)
    getattr(profile, field).remove(concept)
    _touch(profile, now=now)


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
    profile = _locked(profile)
    known = profile.skills.filter(concept=concept).first()
    if known is None and profile.skills.count() >= MOST_SKILLS:
        raise ProfileError(_("Nobody reads more than %(count)s skills. Take one away first.") % {"count": MOST_SKILLS})
    skill = known or ExpertSkill(profile=profile, concept=concept, via=via)
    skill.level, skill.years = level, years
    skill.save()
    _touch(profile, now=now)
    return skill


@transaction.atomic
def remove_skill(*, profile: ExpertProfile, concept: Concept, now: dt.datetime) -> None:
    profile = _locked(profile)
    profile.skills.filter(concept=concept).delete()
    _touch(profile, now=now)


@transaction.atomic
def put_language(*, profile: ExpertProfile, language: str, level: str, now: dt.datetime) -> ExpertLanguage:
    """Add a language with its CEFR level (or "native"), or change the level of one that is there."""
    if level not in CEFR.values:
        raise ProfileError(_("Choose a level."), field="level")
    profile = _locked(profile)
    spoken, _created = profile.languages.update_or_create(language=language, defaults={"level": level})
    _touch(profile, now=now)
    return spoken


@transaction.atomic
def remove_language(*, profile: ExpertProfile, language: str, now: dt.datetime) -> None:
    profile = _locked(profile)
    profile.languages.filter(language=language).delete()
    _touch(profile, now=now)


def read_cv(*, profile: ExpertProfile, content: bytes, name: str, now: dt.datetime) -> CvReading:
    """Keep a CV privately and suggest what it says; what the person has said or answered already is not asked again.

    The file is read before anything is written, so that a broken one changes nothing. A new CV takes the place of the
    old one, and its open suggestions with it.

    Raises:
        DocumentError: the file cannot be read; the sentence says what to do.
    """
    document = read_document(content, name)
    found = findings(document.text, link=link)
    with transaction.atomic():
        profile = _locked(profile)
        if profile.cv:
            erase_file(file=profile.cv)
        profile.cv = keep_file(owner=profile.user, name=name, content=content, media_type=document.media_type, now=now)
        profile.suggestions.open().filter(origin=Via.CV).delete()
        suggested = _suggest(profile, found, poor=document.poor)
        _touch(profile, now=now)
    return CvReading(suggested, document.poor)


@transaction.atomic
def suggest(*, profile: ExpertProfile, found: Iterable[Finding], origin: str, now: dt.datetime) -> int:
    """Suggest what somebody else says of the person, behind what is open already; return how many are new."""
    profile = _locked(profile)
    last = profile.suggestions.open().order_by("-place").values_list("place", flat=True).first()
    suggested = _suggest(profile, found, origin=origin, first=0 if last is None else last + 1)
    _touch(profile, now=now)
    return suggested


@transaction.atomic
def erase_cv(*, profile: ExpertProfile, now: dt.datetime) -> None:
    """Erase the CV and every word that was kept of it; what the person confirmed stays."""
    profile = _locked(profile)
    if profile.cv:
        erase_file(file=profile.cv)
    profile.cv = None
    read = profile.suggestions.filter(origin=Via.CV)
    read.filter(answered_at=None).delete()
    read.update(evidence="", words="", words_language="")
    _touch(profile, now=now)


def accept_suggestions(
    *, profile: ExpertProfile, suggestions: Iterable[Suggestion] | None = None, now: dt.datetime
) -> int:
    """Take suggestions into the profile, or all that are sure when none are named; return how many were taken."""
    if suggestions is None:
        suggestions = profile.suggestions.open().filter(sure=True)
    return answer_suggestions(profile=profile, accepted=list(suggestions), declined=(), now=now)


@transaction.atomic
def answer_suggestions(
    *,
    profile: ExpertProfile,
    accepted: Collection[Suggestion],
    declined: Collection[Suggestion],
    levels: Mapping[int, str] | None = None,
    now: dt.datetime,
) -> int:
    """Take some suggestions and drop others; neither is asked again. Return how many were taken.

    `levels` (by suggestion) replaces the level that was read. A field the person has filled in meanwhile stays hers.

    Raises:
        ProfileError: a language has no level, neither read nor chosen; nothing changed.
    """
    profile = _locked(profile)
    open_now = {suggestion.pk: suggestion for suggestion in profile.suggestions.open().select_for_update(of=("self",))}
    taken = [open_now[one.pk] for one in accepted if one.pk in open_now]
    concepts = {concept.uri: concept for concept in Concept.objects.filter(uri__in=[one.value for one in taken])}
    for suggestion in taken:
        suggestion.level = (levels or {}).get(suggestion.pk, suggestion.level)
        _take(profile, suggestion, concepts)
    for suggestion in taken:
        suggestion.answered_at, suggestion.accepted = now, True
    dropped = [open_now[one.pk] for one in declined if one.pk in open_now and one.pk not in {two.pk for two in taken}]
    for suggestion in dropped:
        suggestion.answered_at, suggestion.accepted = now, False
    Suggestion.objects.bulk_update([*taken, *dropped], ["level", "answered_at", "accepted"])
    _touch(profile, now=now)
    return len(taken)


@transaction.atomic
def correct_suggestion(*, profile: ExpertProfile, suggestion: Suggestion, concept: Concept, now: dt.datetime) -> None:
    """Take another concept than the one a CV was read as; the words that were read become a proposed synonym of it.

    Level and years that were read go with it. What the person has already stays as it is.

    Raises:
        ProfileError: it was answered meanwhile, or the concept is neither a skill nor an occupation, or is the same.
    """
    profile = _locked(profile)
    mine = profile.suggestions.open().select_for_update(of=("self",))
    standing = mine.filter(pk=suggestion.pk, field__in=CORRECTABLE).first()
    if standing is None:
        raise ProfileError(_("This line was answered already."))
    if concept.kind not in CORRECTABLE or concept.uri == standing.value:
        raise ProfileError(_("Choose one from the list."))
    if concept.kind == "skill" and profile.skills.count() >= MOST_SKILLS:
        raise ProfileError(_("Nobody reads more than %(count)s skills. Take one away first.") % {"count": MOST_SKILLS})
    meant = Concept.objects.filter(uri=standing.value).first()
    right = Suggestion(field=concept.kind, value=concept.uri, level=standing.level, years=standing.years)
    right.origin = standing.origin
    _take(profile, right, {concept.uri: concept})
    standing.answered_at, standing.accepted = now, False
    standing.save(update_fields=["answered_at", "accepted"])
    mine.filter(field=concept.kind, value=concept.uri).update(answered_at=now, accepted=True)
    if standing.words:
        propose_label(
            words=standing.words,
            language=standing.words_language,
            meant=meant,
            chosen=concept,
            by=profile.user,
            now=now,
        )
    _touch(profile, now=now)


def _take(profile: ExpertProfile, suggestion: Suggestion, concepts: Mapping[str, Concept]) -> None:
    value, concept = suggestion.value, concepts.get(suggestion.value)
    if suggestion.field == "skill" and concept is not None:
        level = int(suggestion.level) if suggestion.level in map(str, Level.values) else None
        facts = {"level": level, "years": suggestion.years, "via": suggestion.origin}
        profile.skills.get_or_create(concept=concept, defaults=facts)
    elif suggestion.field == "occupation" and concept is not None:
        profile.occupations.add(concept)
    elif suggestion.field == "language":
        if suggestion.level not in CEFR.values:
            raise ProfileError(_("Choose a level for each language you take."), field="level")
        profile.languages.get_or_create(language=value, defaults={"level": suggestion.level})
    elif suggestion.field in ("headline", "country", "city") and not getattr(profile, suggestion.field):
        setattr(profile, suggestion.field, value)
        if suggestion.field == "headline":
            profile.text_language = detect_language(value) or profile.user.language


def _suggest(
    profile: ExpertProfile, found: Iterable[Finding], *, poor: bool = False, origin: str = Via.CV, first: int = 0
) -> int:
    """Write what is new: neither in the profile nor answered before."""
    known = set(profile.suggestions.values_list("field", "value"))
    known |= {("skill", uri) for uri in profile.skills.values_list("concept__uri", flat=True)}
    known |= {("occupation", uri) for uri in profile.occupations.values_list("uri", flat=True)}
    known |= {("language", tag) for tag in profile.languages.values_list("language", flat=True)}
    filled = {name for name in ("headline", "country", "city") if getattr(profile, name)}
    rows: list[Suggestion] = []
    for finding in found:
        if (finding.field, finding.value) in known or finding.field in filled:
            continue
        known.add((finding.field, finding.value))
        rows.append(
            Suggestion(
                profile=profile,
                field=finding.field,
                value=finding.value,
                level=finding.level,
                years=finding.years,
                evidence=finding.evidence,
                sure=finding.sure and not poor,
                words=finding.words,
                words_language=finding.language,
                origin=origin,
                place=first + len(rows),
            )
        )
    return len(Suggestion.objects.bulk_create(rows))


def _all_locked(user: User) -> list[ExpertProfile | InvestorProfile]:
    kinds: tuple[Any, ...] = (ExpertProfile, InvestorProfile)
    return [profile for kind in kinds for profile in kind.objects.select_for_update().filter(user=user)]


def _locked(profile: AnyProfile) -> AnyProfile:
    rows: Any = type(profile).objects.select_for_update(of=("self",)).select_related("user")
    return rows.get(pk=profile.pk)


def _touch(profile: ExpertProfile | InvestorProfile, *, now: dt.datetime) -> None:
    profile.updated_at = now
    profile.save()
    record("profile.changed", subject=profile, now=now)
