"""Who may see the people of an opportunity, and what is shown of them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.organisations.models import Role
from marketplace.profiles.models import VerifiedSkill
from tests.cms import makers as cms
from tests.matching import makers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: cms.NOW)


@pytest.fixture
def house():
    """Two agencies, a call of the first, and three experts of whom one did not consent."""
    irrigation = cms.skill("irrigation", en="irrigation")
    souss, bassin = cms.agency("Souss"), cms.agency("Bassin")
    page = makers.call(souss, irrigation)
    awa = makers.expert(irrigation, user=cms.person("Awa Traoré", home_country="ML"), headline="Agronome")
    hidden = makers.expert(irrigation, user=cms.person("Hidden One"), consent=False)
    nurse = makers.expert(cms.skill("soins infirmiers"), user=cms.person("Nurse Two"))
    makers.index([page], [awa, hidden, nurse])
    return {"souss": souss, "bassin": bassin, "page": page, "awa": awa, "hidden": hidden}


def address(page, language="en"):
    country, agency, slug = page.url_path.rstrip("/").split("/")[-3:]
    return f"/{language}/opportunities/{country}/{agency}/{slug}/people/"


def people(response):
    return re.findall(r'<article[^>]* data-person="(\w+)"', response.content.decode())


@pytest.mark.parametrize("role", ["editor", "moderator"])
def test_the_team_sees_who_consented_with_reasons_and_no_address(as_user, house, role):
    response = as_user(getattr(house["souss"], role)).get(address(house["page"]))
    text = response.content.decode()
    assert response.status_code == 200
    assert people(response)[0] == house["awa"].public_id
    assert house["hidden"].public_id not in people(response)
    assert 'data-reason="required_held"' in text
    assert "Awa Traoré" in text
    assert house["awa"].user.email not in text


def test_a_skill_that_a_mission_has_verified_stands_on_the_card_and_is_a_reason(as_user, house):
    facts = {"organisation": house["bassin"].organisation, "number": "BASS/2026/D/000001", "on": cms.TODAY}
    VerifiedSkill.objects.create(profile=house["awa"], concept=house["awa"].skills.get().concept, **facts)
    text = as_user(house["souss"].editor).get(address(house["page"])).content.decode()
    assert 'data-verified="1"' in text
    assert 'data-reason="verified"' in text
    assert "Verified by an agency after a mission: irrigation" in text


def test_another_agency_a_stranger_and_an_expert_get_the_404_of_a_page_that_is_not_there(as_user, house):
    for person in (house["bassin"].editor, house["bassin"].moderator, cms.person(), house["awa"].user):
        assert as_user(person).get(address(house["page"])).status_code == 404


def test_a_visitor_is_sent_to_sign_in(client, house):
    assert client.get(address(house["page"])).status_code == 302


def test_the_address_must_be_the_pages_own(as_user, house):
    client = as_user(house["souss"].editor)
    slug = house["page"].slug
    assert client.get(f"/en/opportunities/ma/bassin/{slug}/people/").status_code == 404
    assert client.get(f"/en/opportunities/sn/souss/{slug}/people/").status_code == 404
    assert client.get("/en/opportunities/ma/souss/nothing/people/").status_code == 404


def test_a_person_who_withdraws_consent_is_gone_at_once_though_the_index_still_has_her(as_user, house):
    house["awa"].consent = False
    house["awa"].save()
    response = as_user(house["souss"].editor).get(address(house["page"]))
    assert house["awa"].public_id not in people(response)


def test_a_viewer_of_the_team_may_look(as_user, house):
    viewer = cms.member(house["souss"].organisation, Role.VIEWER, "Viewer")
    assert as_user(viewer).get(address(house["page"])).status_code == 200


def test_the_page_itself_shows_the_team_the_way_and_the_expert_why(as_user, house, settings):
    settings.PANELS = {**settings.PANELS, "opportunity": ["matching.serving.panels.opportunity"]}
    own = address(house["page"]).removesuffix("people/")
    team = as_user(house["souss"].editor).get(own).content.decode()
    expert = as_user(house["awa"].user).get(own).content.decode()
    assert address(house["page"]) in team
    assert "Why it suits you, and why not" in expert
    assert 'data-reason="required_held"' in expert
    assert address(house["page"]) not in expert


def test_the_queries_are_as_many_for_fifty_people_as_for_five(as_user, house, django_assert_num_queries):

    client = as_user(house["souss"].editor)
    skill = house["awa"].skills.get().concept
    few = [makers.expert(skill, languages={"fr": "C1"}) for _ in range(5)]
    makers.index([], few)
    client.get(address(house["page"]))
    with CaptureQueriesContext(connection) as five:
        client.get(address(house["page"]))
    makers.index([], [makers.expert(skill, languages={"fr": "C1"}) for _ in range(45)])
    with django_assert_num_queries(len(five)):
        assert len(people(client.get(address(house["page"])))) == 20
