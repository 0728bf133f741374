"""How complete a profile is, and what typing finds."""

import pytest
from django.test import RequestFactory

from foundation.taxonomy.models import Concept
from marketplace.profiles.operations.keeping import change_profile, start_profile
from marketplace.profiles.operations.lists import add_concept, put_language, put_skill
from marketplace.profiles.panels import completeness_card
from marketplace.profiles.queries import completeness
from tests import factories
from tests.factories import NOW
from tests.marketplace.profiles.samples import taxonomy

pytestmark = pytest.mark.django_db


def test_an_empty_expert_profile_is_asked_for_a_cv_first() -> None:
    expert = start_profile(user=factories.user(), kind="expert", now=NOW)
    told = completeness(expert)
    assert told.percent == 0
    assert told.url.endswith("/account/expert/cv/")


def test_each_line_counts_and_a_full_profile_asks_for_nothing() -> None:
    uris = taxonomy()
    expert = start_profile(user=factories.user(home_country="ML"), kind="expert", now=NOW)
    for _ in range(3):
        put_skill(profile=expert, concept=factories.concept("x"), now=NOW)
    expert.refresh_from_db()
    assert completeness(expert).percent == 25  # skills and home country
    assert completeness(expert).url.endswith("/account/expert/visibility/")
    add_concept(profile=expert, field="occupations", concept=Concept.objects.get(uri=uris["engineer"]), now=NOW)
    add_concept(profile=expert, field="sectors", concept=Concept.objects.get(uri=uris["water"]), now=NOW)
    put_language(profile=expert, language="fr", level="C2", now=NOW)
    facts = {
        "consent": True,
        "headline": "Ingénieure",
        "biography": "Douze ans.",
        "country": "FR",
        "city": "Lyon",
        "home_regions": ["ML-3"],
        "days_per_week": 2,
        "work_modes": ["remote"],
        "compensation_wish": "either",
    }
    full = change_profile(profile=expert, changes=facts, now=NOW)
    assert (completeness(full).percent, completeness(full).next_line, completeness(full).url) == (100, "", "")


def test_an_investor_is_asked_for_the_amount_first() -> None:
    investor = start_profile(user=factories.user(), kind="investor", now=NOW)
    assert completeness(investor).next_line == "Say how much you could invest."
    facts = {"ticket_max_minor": 100, "currency": "EUR"}
    assert completeness(change_profile(profile=investor, changes=facts, now=NOW)).percent == 20


def _card(user) -> dict:
    request = RequestFactory().get("/")
    request.user = user
    return completeness_card(request=request)


def test_the_card_is_for_those_with_a_profile_or_nothing_else_to_do() -> None:
    from django.contrib.auth.models import AnonymousUser

    person = factories.user()
    assert _card(AnonymousUser()) == {}
    assert _card(person)[None].context == {"cards": []}
    start_profile(user=person, kind="expert", now=NOW)
    assert [card["kind"] for card in _card(person)[None].context["cards"]] == ["expert"]
    owner = factories.user()
    factories.organisation(owner, verified=False)
    assert _card(owner) == {}
