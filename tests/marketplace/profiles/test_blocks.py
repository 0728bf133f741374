"""Keeping away from an agency, at the door and below."""

import re

import lxml.html
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.outbox.models import Event
from marketplace.profiles.models import Block
from marketplace.profiles.operations.blocking import block, unblock
from marketplace.profiles.operations.keeping import ProfileError, start_profile
from marketplace.profiles.queries import ProfileData, blocked_by
from tests import factories
from tests.cms import makers as cms
from tests.factories import NOW

pytestmark = pytest.mark.django_db
ADDRESS = "/en/account/profile/blocks/"


@pytest.fixture
def agency() -> cms.Agency:
    return cms.agency("Souss")


@pytest.fixture
def person():
    person = factories.user(language="en")
    start_profile(user=person, kind="expert", now=NOW)
    start_profile(user=person, kind="investor", now=NOW)
    return person


@pytest.fixture
def own(person, as_user) -> Client:
    return as_user(person)


@pytest.fixture(autouse=True)
def _panel(settings) -> None:
    settings.PANELS = {**settings.PANELS, "opportunity": ["marketplace.profiles.panels.keep_away"]}


def _told() -> int:
    return Event.objects.filter(name="profile.changed").count()


def _button(client: Client, page) -> dict[str, str]:
    """What the form of the panel would send, empty where there is none."""
    country, agency, slug = page.url_path.rstrip("/").split("/")[-3:]
    answer = client.get(f"/en/opportunities/{country}/{agency}/{slug}/")
    assert answer.status_code == 200
    forms = lxml.html.fromstring(answer.content.decode()).xpath(f"//form[@action='{ADDRESS}']")
    if not forms:
        return {}
    fields = {field.get("name"): field.get("value") for field in forms[0].xpath(".//input[@type='hidden']")}
    (button,) = forms[0].xpath(".//button")
    return {name: fields[name] for name in ("organisation", "back")} | {button.get("name"): button.get("value")}


def test_blocking_twice_is_once_and_every_profile_hears_of_it(person, agency) -> None:
    before = _told()
    first = block(user=person, organisation=agency.organisation, now=NOW)
    again = block(user=person, organisation=agency.organisation, now=NOW)
    assert (again, first.since, blocked_by(person)) == (first, NOW, [agency.organisation])
    assert _told() == before + 2  # the expert profile and the investor profile
    unblock(user=person, organisation=agency.organisation, now=NOW)
    unblock(user=person, organisation=agency.organisation, now=NOW)
    assert (blocked_by(person), _told()) == ([], before + 4)


def test_who_has_no_profile_blocks_nobody(agency) -> None:
    newcomer = factories.user()
    with pytest.raises(ProfileError):
        block(user=newcomer, organisation=agency.organisation, now=NOW)
    assert (Block.objects.count(), _told()) == (0, 0)


def test_the_page_of_a_call_and_of_a_project_has_a_button_that_works_and_its_opposite(own, person, agency) -> None:
    for page in (cms.call(agency), cms.investment(agency)):
        sent = _button(own, page)
        assert (sent["organisation"], sent["do"]) == (agency.organisation.public_id, "block")
        answer = own.post(ADDRESS, sent)
        assert answer["Location"] == sent["back"]
        assert blocked_by(person) == [agency.organisation]
        sent = _button(own, page)
        assert sent["do"] == "unblock"
        own.post(ADDRESS, sent)
        assert blocked_by(person) == []


def test_visitors_the_agencys_own_team_and_who_has_no_profile_see_no_button(agency, as_user) -> None:
    page = cms.call(agency)
    start_profile(user=agency.editor, kind="expert", now=NOW)
    assert [_button(client, page) for client in (Client(), as_user(factories.user()), as_user(agency.editor))] == [
        {}
    ] * 3


def test_only_a_signed_in_person_blocks_and_only_an_agency_that_exists(own, agency) -> None:
    sent = {"organisation": agency.organisation.public_id, "do": "block"}
    assert Client().post(ADDRESS, sent)["Location"].startswith("/en/account/login/")
    assert own.get(ADDRESS).status_code == 405
    assert own.post(ADDRESS, {"organisation": "nobody", "do": "block"}).status_code == 404
    assert Block.objects.count() == 0


def test_one_is_never_sent_away_to_another_site(own, agency) -> None:
    sent = {"organisation": agency.organisation.public_id, "back": "https://elsewhere.example/"}
    assert own.post(ADDRESS, sent)["Location"] == "/en/account/profile/"


@pytest.mark.parametrize("kind", ["expert", "investor"])
def test_the_profile_names_the_agencies_and_shows_one_again(own, person, agency, kind) -> None:
    block(user=person, organisation=agency.organisation, now=NOW)
    assert "You keep away from: Souss" in own.get(f"/en/account/{kind}/").content.decode()
    page = lxml.html.fromstring(own.get(f"/en/account/{kind}/visibility/").content.decode())
    assert page.xpath("//@data-blocked") == [agency.organisation.public_id]
    back = page.xpath("//section[@id='blocked']//input[@name='back']/@value")[0]
    sent = {"organisation": agency.organisation.public_id, "do": "unblock", "back": back}
    assert own.post(ADDRESS, sent)["Location"] == f"/en/account/{kind}/visibility/#blocked"
    assert blocked_by(person) == []


def test_what_another_person_blocks_is_not_mine(own, person, agency) -> None:
    stranger = factories.user()
    start_profile(user=stranger, kind="expert", now=NOW)
    block(user=stranger, organisation=agency.organisation, now=NOW)
    own.post(ADDRESS, {"organisation": agency.organisation.public_id, "do": "unblock"})
    assert (blocked_by(person), blocked_by(stranger)) == ([], [agency.organisation])


def test_it_is_exported_and_erased_with_the_account(person, agency) -> None:
    block(user=person, organisation=agency.organisation, now=NOW)
    assert ProfileData.export(person)["blocked"] == [{"organisation": "Souss", "since": NOW}]
    ProfileData.erase(person)
    assert Block.objects.count() == 0


@pytest.mark.parametrize("part", ["expert/", "expert/visibility/", "investor/visibility/"])
def test_the_lists_take_the_same_queries_for_one_agency_and_for_twelve(own, person, part) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert own.get(f"/en/account/{part}").status_code == 200
        return len([one for one in seen if not re.search("SAVEPOINT", one["sql"])])

    block(user=person, organisation=cms.organisation(), now=NOW)
    queries()
    few = queries()
    for _ in range(11):
        block(user=person, organisation=cms.organisation(), now=NOW)
    assert queries() == few


def test_an_organisation_that_no_database_can_hold_is_not_found(own: Client) -> None:
    assert own.post(ADDRESS, {"organisation": "\0"}).status_code == 404
    assert not Block.objects.exists()
