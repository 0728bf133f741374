"""A person answers suggestions: takes them, drops them, or says what was meant."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from foundation.base.choices import CEFR, Level
from foundation.taxonomy.models import Concept
from foundation.taxonomy.proposals import propose_label
from foundation.text.language import detect_language
from marketplace.profiles.models import ExpertProfile, Suggestion
from marketplace.profiles.operations.keeping import ProfileError, mark_changed
from marketplace.profiles.operations.lists import require_room
from marketplace.profiles.queries import locked

CORRECTABLE = ("skill", "occupation")  # fields of a suggestion, which are kinds of concepts too


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
    profile = locked(profile)
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
    mark_changed(profile=profile, now=now)
    return len(taken)


@transaction.atomic
def correct_suggestion(*, profile: ExpertProfile, suggestion: Suggestion, concept: Concept, now: dt.datetime) -> None:
    """Take another concept than the one a CV was read as; the words that were read become a proposed synonym of it.

    Level and years that were read go with it. What the person has already stays as it is.

    Raises:
        ProfileError: it was answered meanwhile, or the concept is neither a skill nor an occupation, or is the same.
    """
    profile = locked(profile)
    mine = profile.suggestions.open().select_for_update(of=("self",))
    standing = mine.filter(pk=suggestion.pk, field__in=CORRECTABLE).first()
    if standing is None:
        raise ProfileError(_("This line was answered already."))
    if concept.kind not in CORRECTABLE or concept.uri == standing.value:
        raise ProfileError(_("Choose one from the list."))
    if concept.kind == "skill":
        require_room(profile=profile)
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
    mark_changed(profile=profile, now=now)


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
