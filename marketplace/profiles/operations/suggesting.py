"""What a CV or somebody else says of a person becomes suggestions; a CV is kept and erased."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from foundation.documents.reading import read_document
from foundation.files.operations import erase_file, keep_file
from foundation.linking.queries import link
from marketplace.profiles.cv.reading import Finding, findings
from marketplace.profiles.models import ExpertProfile, Suggestion, Via
from marketplace.profiles.operations.keeping import mark_changed
from marketplace.profiles.queries import locked


@dataclass(frozen=True, slots=True)
class CvReading:
    """What came of a CV: how many suggestions are new, and whether the text was read poorly."""

    suggested: int
    poor: bool


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
        profile = locked(profile)
        if profile.cv:
            erase_file(file=profile.cv)
        profile.cv = keep_file(owner=profile.user, name=name, content=content, media_type=document.media_type, now=now)
        profile.suggestions.open().filter(origin=Via.CV).delete()
        suggested = _suggest(profile, found, poor=document.poor)
        mark_changed(profile=profile, now=now)
    return CvReading(suggested, document.poor)


@transaction.atomic
def suggest(*, profile: ExpertProfile, found: Iterable[Finding], origin: str, now: dt.datetime) -> int:
    """Suggest what somebody else says of the person, behind what is open already; return how many are new."""
    profile = locked(profile)
    last = profile.suggestions.open().order_by("-place").values_list("place", flat=True).first()
    suggested = _suggest(profile, found, origin=origin, first=0 if last is None else last + 1)
    mark_changed(profile=profile, now=now)
    return suggested


@transaction.atomic
def erase_cv(*, profile: ExpertProfile, now: dt.datetime) -> None:
    """Erase the CV and every word that was kept of it; what the person confirmed stays."""
    profile = locked(profile)
    if profile.cv:
        erase_file(file=profile.cv)
    profile.cv = None
    read = profile.suggestions.filter(origin=Via.CV)
    read.filter(answered_at=None).delete()
    read.update(evidence="", words="", words_language="")
    mark_changed(profile=profile, now=now)


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
