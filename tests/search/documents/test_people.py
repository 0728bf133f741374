"""A profile has a document only with its person's consent."""

import datetime as dt
from typing import Any

import pytest

from marketplace.profiles.models import ExpertLanguage, ExpertProfile, ExpertSkill, InvestorProfile
from search.documents.people import all_people, people
from search.schema import PEOPLE
from tests.cms import makers

NOW = makers.NOW


def expert(**fields: Any) -> ExpertProfile:
    fields = {"user": makers.person(home_country="SN"), "consent": True, "created_at": NOW, "updated_at": NOW} | fields
    return ExpertProfile.objects.create(**fields)


def investor(**fields: Any) -> InvestorProfile:
    fields = {"user": makers.person(home_country="ML"), "consent": True, "created_at": NOW, "updated_at": NOW} | fields
    return InvestorProfile.objects.create(**fields)


@pytest.mark.django_db
def test_an_experts_document_has_skills_occupations_and_what_the_text_says(water: Any) -> None:
    profile = expert(headline="Ingénieure en assainissement", text_language="fr", work_modes=["remote"], country="FR")
    ExpertSkill.objects.create(profile=profile, concept=water["drinking"], level=3)
    ExpertLanguage.objects.create(profile=profile, language="ff", level="native")
    (document,) = people(ExpertProfile, [profile.pk])
    assert set(document.values) <= set(PEOPLE.by_name)
    assert document.id == profile.public_id
    assert document.values["said"] == [water["drinking"].uri, water["sanitation"].uri]
    assert document.values["broader"] == [water["whole"].uri]
    assert document.values["home_country"] == "SN"
    assert document.values["language"] == ["ff"]
    assert document.values["row"] == f"expert:{profile.pk}"
    assert document.passages == ()


@pytest.mark.django_db
def test_an_investors_tickets_are_in_euro() -> None:
    investor(ticket_min_minor=1_000_00, ticket_max_minor=5_000_00, currency="EUR", instruments=["loan"], sdgs=[6])
    (document,) = all_people()
    assert document.values["kind"] == "investor"
    assert document.values["ticket_max_eur_minor"] == 5_000_00
    assert document.values["sdg"] == ["6"]
    assert document.values["newest"] == int(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC).timestamp())


@pytest.mark.django_db
def test_without_consent_or_with_a_closed_account_there_is_no_document() -> None:
    expert(consent=False)
    expert(user=makers.person(is_active=False))
    shown = expert()
    assert [document.id for document in all_people()] == [shown.public_id]
