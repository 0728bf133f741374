"""A person and an agency kept apart are shown to each other nowhere."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from marketplace.profiles.operations.blocking import block, unblock
from matching.serving.lists import people_for, ranked_for
from tests.cms import makers as cms
from tests.matching import makers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: cms.NOW)


@pytest.fixture
def skill():
    return cms.skill("irrigation", en="irrigation")


def offered(response) -> set[str]:
    return set(re.findall(r'<article[^>]* data-opportunity="(\w+)"', response.content.decode()))


def people(response) -> set[str]:
    return set(re.findall(r'<article[^>]* data-person="(\w+)"', response.content.decode()))


def people_page(page) -> str:
    country, agency, slug = page.url_path.rstrip("/").split("/")[-3:]
    return f"/en/opportunities/{country}/{agency}/{slug}/people/"


def test_neither_an_expert_nor_an_agency_sees_the_other_until_it_is_taken_back(as_user, skill):
    souss, bassin = cms.agency("Souss"), cms.agency("Bassin")
    of_souss, of_bassin = makers.call(souss, skill), makers.call(bassin, skill)
    awa, other = makers.expert(skill), makers.expert(skill)
    makers.index([of_souss, of_bassin], [awa, other])
    own, stranger = as_user(awa.user), as_user(other.user)
    team, other_team = as_user(souss.editor), as_user(bassin.editor)
    both = {of_souss.public_id, of_bassin.public_id}
    everybody = {awa.public_id, other.public_id}

    block(user=awa.user, organisation=souss.organisation, now=cms.NOW)
    assert offered(own.get("/en/for-you/")) == {of_bassin.public_id}
    assert people(team.get(people_page(of_souss))) == {other.public_id}
    assert offered(stranger.get("/en/for-you/")) == both
    assert people(other_team.get(people_page(of_bassin))) == everybody

    unblock(user=awa.user, organisation=souss.organisation, now=cms.NOW)
    assert offered(own.get("/en/for-you/")) == both
    assert people(team.get(people_page(of_souss))) == everybody


def test_an_investor_and_an_agency_kept_apart_do_not_see_each_other(as_user):
    agency = cms.agency("Souss")
    project = cms.investment(agency, ticket_min_minor=1000_00, currency="MAD")
    profile = makers.investor(ticket_max_minor=5000_00, currency="MAD", countries=["MA"])
    makers.index([project], [profile])
    block(user=profile.user, organisation=agency.organisation, now=cms.NOW)
    assert offered(as_user(profile.user).get("/en/for-you/")) == set()
    assert people(as_user(agency.editor).get(people_page(project))) == set()


def test_the_queries_do_not_grow_with_the_agencies_and_people_kept_apart(skill):
    agency, mine = cms.agency("Souss"), makers.expert(skill)
    page = makers.call(agency, skill)
    makers.index([page], [mine])
    others = [cms.agency() for _ in range(6)]
    blocking = [makers.expert(skill) for _ in range(6)]

    def queries() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as mission_list:
            assert [row.id for row in ranked_for(mine, language="en", now=cms.NOW).rows] == [page.public_id]
        with CaptureQueriesContext(connection) as shortlist:
            assert mine.public_id in [row.id for row in people_for(page, language="en", now=cms.NOW).rows]
        return len(mission_list), len(shortlist)

    block(user=mine.user, organisation=others[0].organisation, now=cms.NOW)
    block(user=blocking[0].user, organisation=agency.organisation, now=cms.NOW)
    queries()
    few = queries()
    for other in others[1:]:
        block(user=mine.user, organisation=other.organisation, now=cms.NOW)
    for profile in blocking[1:]:
        block(user=profile.user, organisation=agency.organisation, now=cms.NOW)
    assert queries() == few
