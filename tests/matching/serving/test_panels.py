"""What matching puts on the home page."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone, translation

from foundation.panels.registry import panels_for
from tests.cms import makers as cms
from tests.matching import makers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch, settings):
    monkeypatch.setattr(timezone, "now", lambda: cms.NOW)
    settings.PANELS = {**settings.PANELS, "home": ["matching.serving.panels.home"]}


@pytest.fixture
def home(rf):
    def rendered(user) -> str:
        request = rf.get("/en/")
        request.user = user
        with translation.override("en"):
            return "".join(panels_for("home", request=request).get(None, []))

    return rendered


def test_the_three_best_are_shown_at_home_with_reasons(home):
    irrigation = cms.skill("irrigation")
    agency = cms.agency("Souss")
    pages = [makers.call(agency, irrigation) for _ in range(4)]
    profile = makers.expert(irrigation)
    makers.index(pages)
    html = home(profile.user)
    assert html.count("<article") == 3
    assert html.count('data-reason="required_held"') == 3
    assert "data-impressions=" in html


def test_a_visitor_and_a_person_without_a_profile_see_nothing_of_it(home):
    assert home(AnonymousUser()) == ""
    assert home(cms.person()) == ""


def test_a_list_in_which_nothing_fits_takes_no_room_at_home(home):
    assert home(makers.expert(cms.skill("irrigation")).user) == ""
