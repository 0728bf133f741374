"""A person changes, exports and erases the account."""

import json
import zoneinfo

import pytest
from allauth.usersessions.models import UserSession
from wagtail.models import Page
from wagtail.users.models import UserProfile

from foundation.accounts.models import User
from foundation.accounts.operations import change_settings, erase_account, export_data
from foundation.base.errors import DomainError
from foundation.organisations import operations, team
from foundation.organisations.models import Invitation, Organisation
from foundation.outbox.models import Event
from tests import factories
from tests.factories import NOW, PASSWORD

pytestmark = pytest.mark.django_db
SETTINGS = {"name": "Awa Diop", "language": "ar", "time_zone": "Africa/Dakar", "home_country": "SN"}


def signed_in(client, person: User, language: str = "fr"):
    client.post(f"/{language}/account/login/", {"login": person.email, "password": PASSWORD})
    client.post(f"/{language}/account/reauthenticate/", {"password": PASSWORD})
    return client


def test_settings_are_saved_and_the_page_goes_on_in_the_new_language(client):
    person = factories.user()
    response = signed_in(client, person).post("/fr/account/settings/", SETTINGS)
    assert response.url == "/ar/account/settings/"
    person.refresh_from_db()
    assert {name: getattr(person, name) for name in SETTINGS} == SETTINGS


@pytest.mark.parametrize("wrong", [{"language": "de"}, {"time_zone": "Mars/Base"}, {"home_country": "FR"}])
def test_wrong_settings_come_back_and_change_nothing(client, wrong):
    person = factories.user(name="Awa")
    response = signed_in(client, person).post("/fr/account/settings/", SETTINGS | wrong)
    assert "data-errors" in response.content.decode()
    person.refresh_from_db()
    assert (person.name, person.language, person.time_zone) == ("Awa", "fr", "UTC")


def test_the_settings_page_asks_the_system_for_its_time_zones_once_at_most(client, monkeypatch):
    asked = []
    known = zoneinfo.available_timezones
    monkeypatch.setattr(zoneinfo, "available_timezones", lambda: asked.append(1) or known())
    client.force_login(factories.user())
    assert "Africa/Casablanca" in client.get("/fr/account/settings/").content.decode()
    assert len(asked) <= 1


def test_a_setting_that_does_not_exist_is_a_mistake_of_the_caller():
    with pytest.raises(TypeError, match="is_staff"):
        change_settings(user=factories.user(), is_staff="yes", now=NOW)


def test_a_changed_account_is_an_event_and_an_unchanged_one_is_none():
    person = factories.user(name="Awa")
    change_settings(user=person, name="Awa", now=NOW)
    assert not Event.objects.exists()
    change_settings(user=person, name="Aïcha", now=NOW)
    assert [event.name for event in Event.objects.all()] == ["account.changed"]


def test_the_cms_speaks_the_language_of_the_account(client):
    person = factories.staff(language="ar", time_zone="Africa/Casablanca")
    signed_in(client, person)
    profile = UserProfile.objects.get(user=person)
    assert (profile.preferred_language, profile.current_time_zone) == ("ar", "Africa/Casablanca")
    assert '<html lang="ar" dir="rtl"' in " ".join(client.get("/cms/").content.decode().split())
    client.post("/ar/account/settings/", SETTINGS | {"language": "es"})
    assert '<html lang="es"' in " ".join(client.get("/cms/").content.decode().split())


def test_the_export_holds_every_part_and_every_fact_of_the_account(client):
    person = factories.user(name="Awa", home_country="SN")
    organisation = factories.organisation(person, name="Agence")
    response = signed_in(client, person).get("/fr/account/export/")
    assert response["Content-Disposition"] == 'attachment; filename="jisr-data.json"'
    data = json.loads(response.content)
    assert data["account"]["email"] == person.email
    assert data["account"]["addresses"] == [{"email": person.email, "verified": True, "primary": True}]
    assert [each["ip"] for each in data["account"]["sessions"]] == ["127.0.0.1"]
    assert data["organisations"]["memberships"] == [
        {"organisation": organisation.slug, "role": "owner", "phone": "", "since": NOW.isoformat()}
    ]
    assert person.password not in response.content.decode()


def test_a_visitor_exports_and_erases_nothing(client):
    for page in ("export", "erase", "data", "settings"):
        assert client.get(f"/fr/account/{page}/").status_code == 302


def test_erasing_asks_for_the_address_and_then_leaves_nothing(client):
    person = factories.user()
    signed_in(client, person)
    wrong = client.post("/fr/account/erase/", {"email": "other@example.org"})
    assert "data-errors" in wrong.content.decode()
    assert User.objects.filter(pk=person.pk).exists()
    response = client.post("/fr/account/erase/", {"email": person.email.upper()})
    assert response.status_code == 302
    assert not User.objects.filter(pk=person.pk).exists()
    assert not UserSession.objects.exists()
    assert client.get("/fr/account/settings/").status_code == 302


def test_erasing_asks_again_who_it_is_when_the_sign_in_is_old(as_user):
    person = factories.user()
    response = as_user(person).post("/fr/account/erase/", {"email": person.email})
    assert response.url.startswith("/fr/account/reauthenticate/")
    assert User.objects.filter(pk=person.pk).exists()


def test_the_only_owner_hands_the_organisation_over_first(client):
    person, colleague = factories.user(), factories.user()
    organisation = factories.organisation(person, name="Agence du Sud")
    signed_in(client, person)
    response = client.post("/fr/account/erase/", {"email": person.email})
    assert "data-errors" in response.content.decode()
    assert "Agence du Sud" in response.content.decode()
    assert organisation.memberships.get().user == person
    invitation = team.invite(organisation=organisation, by=person, email=colleague.email, role="owner", now=NOW)
    team.accept_invitation(invitation=invitation, user=colleague, now=NOW)
    assert client.post("/fr/account/erase/", {"email": person.email}).status_code == 302
    assert organisation.memberships.get().user == colleague
    assert not User.objects.filter(pk=person.pk).exists()


def test_a_registration_nobody_verified_goes_with_its_only_member():
    person = factories.user()
    factories.organisation(person, verified=False)
    erase_account(user=person, now=NOW)
    assert not Organisation.objects.exists()


def test_a_team_is_not_left_without_an_owner_even_before_it_is_verified():
    person, colleague = factories.user(), factories.user()
    organisation = factories.organisation(person, verified=False)
    invitation = team.invite(organisation=organisation, by=person, email=colleague.email, role="viewer", now=NOW)
    team.accept_invitation(invitation=invitation, user=colleague, now=NOW)
    with pytest.raises(DomainError) as caught:
        erase_account(user=person, now=NOW)
    assert caught.value.code == "last_owner"
    assert organisation.memberships.count() == 2


def test_what_an_erased_person_published_stays_without_her():
    person = factories.staff()
    page = Page.get_first_root_node().add_child(instance=Page(title="Call", slug="call", owner=person, live=False))
    page.save_revision(user=person, log_action=True).publish(user=person)
    erase_account(user=person, now=NOW)
    page.refresh_from_db()
    assert (page.live, page.owner, page.latest_revision.user) == (True, None, None)


def test_the_history_of_a_page_still_opens_when_its_author_is_erased(client):
    person, staff = factories.staff(), factories.staff()
    page = Page.get_first_root_node().add_child(instance=Page(title="Call", slug="call", owner=person, live=False))
    page.save_revision(user=person, log_action=True).publish(user=person)
    erase_account(user=person, now=NOW)
    signed_in(client, staff)
    assert client.get(f"/cms/pages/{page.pk}/history/").status_code == 200


def test_a_focal_points_decisions_stay_without_her_name():
    focal_point = factories.focal_point("MA")
    organisation = factories.organisation(verified=False)
    operations.verify(organisation=organisation, by=focal_point, note="Seen", now=NOW)
    exported = export_data(user=focal_point, now=NOW)["organisations"]
    assert [(each["verdict"], each["note"]) for each in exported["decisions"]] == [("verified", "Seen")]
    assert exported["focal_point_of"] == ["MA"]
    erase_account(user=focal_point, now=NOW)
    organisation.refresh_from_db()
    decision = organisation.decisions.get()
    assert (organisation.is_verified, organisation.verified_by, decision.by, decision.note) == (
        True,
        None,
        None,
        "Seen",
    )


def test_invitations_to_an_erased_person_go_with_her():
    person, owner = factories.user(), factories.user()
    organisation = factories.organisation(owner)
    team.invite(organisation=organisation, by=owner, email=person.email, role="viewer", now=NOW)
    erase_account(user=person, now=NOW)
    assert not Invitation.objects.exists()
