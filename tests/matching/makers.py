"""Experts, investors and an indexed house, as the tests of matching need them."""

from collections.abc import Iterable
from typing import Any

from cms.opportunities.models import CallSkill
from foundation.accounts.models import User
from foundation.taxonomy.models import Concept
from marketplace.profiles.models import ExpertLanguage, ExpertProfile, ExpertSkill, InvestorProfile
from search.indexing.operations import index_pages, index_profiles
from tests.cms import makers
from tests.cms.makers import NOW


def expert(*skills: Concept, user: User | None = None, languages: dict[str, str] | None = None, **facts: Any) -> Any:
    """An expert who consented to be found, with skills and languages."""
    user = user or makers.person(home_country="SN")
    facts = {"headline": "Ingénieure", "text_language": "fr", "country": "FR", "consent": True, **facts}
    profile = ExpertProfile.objects.create(user=user, created_at=NOW, updated_at=NOW, **facts)
    ExpertSkill.objects.bulk_create([ExpertSkill(profile=profile, concept=skill) for skill in skills])
    spoken = (languages or {}).items()
    ExpertLanguage.objects.bulk_create([ExpertLanguage(profile=profile, language=c, level=lv) for c, lv in spoken])
    return profile


def investor(user: User | None = None, **facts: Any) -> Any:
    user = user or makers.person(home_country="SN")
    facts = {"headline": "Investisseur", "text_language": "fr", "country": "CA", "consent": True, **facts}
    return InvestorProfile.objects.create(user=user, created_at=NOW, updated_at=NOW, **facts)


def call(agency: makers.Agency, *skills: Concept, languages: dict[str, str] | None = None, **facts: Any) -> Any:
    """A published mission call that requires the skills."""
    page = makers.call(agency, publish=False, **facts)
    page.skills = [CallSkill(concept=skill) for skill in skills]
    if languages:
        page.languages = [
            page._meta.get_field("languages").related_model(language=c, level=lv) for c, lv in languages.items()
        ]
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def index(pages: Iterable[Any] = (), profiles: Iterable[Any] = ()) -> None:
    """Make pages and profiles findable, as the outbox would."""
    index_pages(page_ids=[page.pk for page in pages])
    for profile in profiles:
        index_profiles(model=type(profile), pks=[str(profile.pk)])
