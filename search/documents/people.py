"""A profile becomes a document, once its person consented to be found; only matching asks for these."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Prefetch

from marketplace.profiles.models import ExpertProfile, ExpertSkill, InvestorProfile, Profile
from search.documents.amounts import Dated
from search.documents.meaning import Meaning, Reading, all_above, current_meaning
from search.documents.opportunities import version_now
from search.schema import Document

BATCH = 100
PROFILE_TYPES: tuple[type[Profile], ...] = (ExpertProfile, InvestorProfile)
KINDS = {ExpertProfile: "expert", InvestorProfile: "investor"}


def row_name(model: type[Profile], pk: Any) -> str:
    """Return the schema's `row` of a profile."""
    return f"{KINDS[model]}:{pk}"


def all_people() -> Iterator[Document]:
    """Yield the document of everybody who consented."""
    for model in PROFILE_TYPES:
        pks = list(model.objects.findable().order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(pks), BATCH):
            yield from people(model, pks[start : start + BATCH])


def people(model: type[Profile], pks: Iterable[Any]) -> Iterator[Document]:
    """Yield the documents of those profiles of one kind whose person consented; texts are not kept with them."""
    version = version_now()
    found = model.objects.findable().filter(pk__in=list(pks)).select_related("user").prefetch_related("sectors")
    meaning = current_meaning()
    for profile in _with_facts(found):
        yield _document(profile, version, _facts(profile), meaning)


def _with_facts(found: Any) -> Sequence[Profile]:
    if found.model is ExpertProfile:
        skills = ExpertSkill.objects.select_related("concept").order_by("pk")
        found = found.prefetch_related("occupations", "languages", Prefetch("skills", skills))
    return list(found.order_by("pk"))


def _facts(profile: Profile) -> dict[str, Any]:
    if isinstance(profile, ExpertProfile):
        return _expert(profile)
    assert isinstance(profile, InvestorProfile)
    return _investor(profile)


def _expert(profile: ExpertProfile) -> dict[str, Any]:
    amounts = Dated(profile.updated_at.date())
    return {
        "said": [skill.concept.uri for skill in profile.skills.all()] + [one.uri for one in profile.occupations.all()],
        "language": [row.language for row in profile.languages.all()],
        "work_mode": list(profile.work_modes),
        "compensation": profile.compensation_wish,
        "available_from": profile.available_from,
        "available_until": profile.available_until,
        "fee_eur_minor": amounts.eur_minor(profile.fee_minor, profile.currency),
    }


def _investor(profile: InvestorProfile) -> dict[str, Any]:
    amounts = Dated(profile.updated_at.date())
    return {
        "said": [],
        "instrument": list(profile.instruments),
        "stage": list(profile.stages),
        "risk": profile.risk,
        "sdg": [str(goal) for goal in profile.sdgs],
        "ticket_min_eur_minor": amounts.eur_minor(profile.ticket_min_minor, profile.currency),
        "ticket_max_eur_minor": amounts.eur_minor(profile.ticket_max_minor, profile.currency),
    }


def _document(profile: Profile, version: int, facts: dict[str, Any], meaning: Meaning) -> Document:
    headline, biography = Reading(), Reading()
    language = profile.text_language or "fr"
    meaning.read(headline, profile.headline, language)
    meaning.read(biography, profile.biography, language)
    sectors = sorted(profile.sectors.all(), key=lambda concept: concept.code)
    said = list(dict.fromkeys((*facts["said"], *(concept.uri for concept in sectors), *headline.said, *biography.said)))
    values = facts | {
        "kind": KINDS[type(profile)],
        "country": profile.country,
        "home_country": profile.home_country,
        "home_region": list(profile.home_regions),
        "sector": [concept.code for concept in sectors],
        "newest": int(profile.updated_at.timestamp()),
        "row": row_name(type(profile), profile.pk),
        "title": list(headline.terms),
        "body": list(biography.terms),
        "said_in_title": list(headline.said),
        "said": said,
        "broader": all_above(meaning, said),
    }
    return Document(profile.public_id, version, values)
