"""An agency invites an expert it found; she applies or declines; who cannot be invited, and what each side learns."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.accounts.operations import erase_account, export_data
from foundation.notifications.models import Notification
from foundation.organisations.models import Coordinator, Membership, Role
from marketplace.applications.models import Application
from marketplace.invitations.lifecycle import MOST, MOST_OPEN, State
from marketplace.invitations.models import CallInvitation
from marketplace.invitations.operations import InvitationError, accept, decline, invite, withdraw
from marketplace.profiles.models import Block, ExpertProfile
from tests import factories
from tests.cms import makers as cms
from tests.marketplace.answers import makers
from tests.matching import makers as matching

pytestmark = pytest.mark.django_db
NOW = makers.NOW


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def expert(name="Awa Traoré", **facts):
    return matching.expert(user=factories.user(name=name, home_country="ML", language="fr"), **facts)


@pytest.fixture
def house():
    agency = cms.agency("Souss")
    return agency, cms.call(agency)


def invited(call, profile=None, now=NOW, **facts):
    by = facts.pop("by", None) or call.agency.organisation.memberships.get(role=Role.EDITOR).user
    return invite(call=call, profile=profile or expert(), actor="agency", by=by, now=now, **facts)


def people_address(call):
    country, agency, slug = call.url_path.rstrip("/").split("/")[-3:]
    return f"/fr/opportunities/{country}/{agency}/{slug}/people/"


def test_an_expert_is_invited_from_the_people_of_a_call_accepts_and_applies():
    irrigation = cms.skill("irrigation")
    agency = cms.agency("Souss")
    call = matching.call(agency, irrigation)
    awa = matching.expert(irrigation, user=factories.user(name="Awa Traoré", home_country="ML", language="fr"))
    matching.index([call], [awa])
    team = signed_in(agency.editor)
    assert f"/fr/desk/invitations/{call.public_id}/{awa.public_id}/" in team.get(people_address(call)).content.decode()
    typed = {"message": "Votre expérience nous manque."}
    sent = team.post(f"/fr/desk/invitations/{call.public_id}/{awa.public_id}/", typed)
    assert sent["Location"] == f"/fr/desk/invitations/{call.public_id}/"
    invitation = CallInvitation.objects.get()
    told = Notification.objects.get(recipient=awa.user)
    assert (told.kind, told.url) == ("call_invitation.received", f"/fr/account/invitations/{invitation.public_id}/")
    assert "Votre expérience nous manque." in told.text
    own = signed_in(awa.user)
    for page in (told.url, "/ar/account/invitations/", "/fr/desk/", call.get_url()):
        assert invitation.public_id in own.get(page).content.decode()
    assert own.post(told.url, {"accept": "1"})["Location"] == f"/fr/apply/{call.public_id}/"
    own.get(f"/fr/apply/{call.public_id}/")
    own.post(f"/fr/apply/{call.public_id}/", {"motivation": "Avec joie.", "parts": ["headline"]})
    application = Application.objects.get()
    assert "data-was-invited" in team.get(f"/fr/desk/answers/{application.public_id}/").content.decode()
    assert application.public_id in team.get(f"/fr/desk/invitations/{call.public_id}/").content.decode()
    assert Notification.objects.get(kind="call_invitation.answered").recipient == agency.editor
    people = team.get(people_address(call)).content.decode()
    assert f"/fr/desk/invitations/{call.public_id}/{awa.public_id}/" not in people


def coordinator(agency, **facts):
    user = factories.user(name="Salma Idrissi", language="fr")
    Coordinator.objects.create(organisation=agency.organisation, user=user, named_at=NOW, confirmed_at=NOW, **facts)
    return user


def test_a_coordinator_invites_from_the_people_of_a_call_and_every_act_says_so():
    irrigation = cms.skill("irrigation")
    agency = cms.agency("Souss")
    call = matching.call(agency, irrigation)
    awa = matching.expert(irrigation, user=factories.user(name="Awa Traoré", home_country="ML", language="fr"))
    matching.index([call], [awa])
    salma = coordinator(agency)
    desk = signed_in(salma)
    phone = desk.get(f"/fr/desk/phone/{agency.organisation.slug}/").content.decode()
    assert people_address(call) in phone
    assert f"/fr/desk/invitations/{call.public_id}/" in phone
    assert people_address(call) in desk.get(call.get_url()).content.decode()
    address = f"/fr/desk/invitations/{call.public_id}/{awa.public_id}/"
    people = desk.get(people_address(call)).content.decode()
    assert address in people
    assert "data-acting" in people
    assert "data-acting" in desk.get(address).content.decode()
    assert desk.post(address, {"message": "Venez"})["Location"] == f"/fr/desk/invitations/{call.public_id}/"
    row = CallInvitation.objects.get()
    assert (row.actor, row.invited_by) == ("coordinator", salma)
    signature = "Salma Idrissi, coordination, pour Souss"
    told = Notification.objects.get(recipient=awa.user)
    assert signature in told.text
    assert signature in signed_in(awa.user).get(told.url).content.decode()
    assert desk.post(f"/fr/desk/invitation/{row.public_id}/withdraw/").status_code == 302
    row.refresh_from_db()
    assert (row.withdrawn_as, row.withdrawn_by, row.withdrawn_at) == ("coordinator", salma, NOW)
    team = signed_in(agency.editor).get(f"/fr/desk/invitations/{call.public_id}/").content.decode()
    assert team.count("data-coordinator") == 2
    assert "data-acting" not in team


def test_of_other_agencies_and_no_longer_a_coordinator_finds_no_people_and_invites_nobody(house):
    agency, call = house
    awa, oriental = expert(), cms.agency("Oriental")
    asked = factories.user()
    Coordinator.objects.create(organisation=agency.organisation, user=asked, named_at=NOW)
    former = coordinator(agency, ended_at=NOW)
    for person in (coordinator(oriental), oriental.moderator, factories.user(), asked, former):
        client = signed_in(person)
        assert client.get(people_address(call)).status_code == 404
        assert client.get(f"/fr/desk/invitations/{call.public_id}/").status_code == 404
        assert client.post(f"/fr/desk/invitations/{call.public_id}/{awa.public_id}/").status_code == 404
    assert CallInvitation.objects.count() == 0


def test_a_coordinator_sees_the_people_of_published_calls_alone(house):
    agency, call = house
    desk = signed_in(coordinator(agency))
    assert desk.get(people_address(call)).status_code == 200
    draft = cms.call(agency, publish=False)
    assert desk.get(people_address(draft)).status_code == 404
    assert desk.get(people_address(cms.investment(agency))).status_code == 404


def test_declining_needs_no_reason_and_the_agency_learns_it_once(house):
    agency, call = house
    awa = expert()
    invitation = invited(call, awa)
    own, address = signed_in(awa.user), f"/fr/account/invitations/{invitation.public_id}/"
    assert own.post(address, {"why": "dates", "note": "Une autre fois", "decline": "1"}).status_code == 302
    assert own.post(address, {"decline": "1"}).status_code == 422
    invitation.refresh_from_db()
    assert (invitation.state, invitation.why, invitation.note) == (State.DECLINED, "dates", "Une autre fois")
    told = Notification.objects.get(kind="call_invitation.answered")
    assert "Une autre fois" in told.text
    assert "Une autre fois" in signed_in(agency.editor).get(f"/fr/desk/invitations/{call.public_id}/").content.decode()
    again = invited(call, awa)
    assert (again, Notification.objects.filter(recipient=awa.user).count()) == (invitation, 1)


def test_who_did_not_consent_keeps_away_or_is_of_the_team_is_not_invited(house):
    agency, call = house
    hidden, away, colleague = expert(consent=False), expert(), expert()
    Block.objects.create(user=away.user, organisation=agency.organisation, since=NOW)
    Membership.objects.create(organisation=agency.organisation, user=colleague.user, role=Role.ASSESSOR, since=NOW)
    for profile in (hidden, away, colleague):
        with pytest.raises(InvitationError) as refused:
            invited(call, profile)
        assert refused.value.code == "not_found"
    team = signed_in(agency.editor)
    for profile in (hidden, away):
        assert team.get(f"/fr/desk/invitations/{call.public_id}/{profile.public_id}/").status_code == 404
    assert (CallInvitation.objects.count(), Notification.objects.count()) == (0, 0)


def test_who_has_applied_and_a_closed_call_are_refused_with_a_sentence(house):
    agency, call = house
    awa = expert()
    makers.application(call, awa.user)
    with pytest.raises(InvitationError) as refused:
        invited(call, awa)
    assert refused.value.code == "applied"
    with pytest.raises(InvitationError) as refused:
        invited(cms.call(agency, closes_on=cms.TODAY - dt.timedelta(days=1)))
    assert refused.value.code == "closed_by_date"
    assert CallInvitation.objects.count() == 0


def test_a_call_invites_ten_at_a_time_and_twenty_in_all(house):
    agency, call = house
    rows = [invited(call) for _number in range(MOST_OPEN)]
    with pytest.raises(InvitationError):
        invited(call)
    for row in rows:
        decline(invitation=row, now=NOW)
    later = NOW + dt.timedelta(days=1)
    for _number in range(MOST - MOST_OPEN):
        withdraw(invitation=invited(call, now=later), actor="agency", by=agency.editor, now=later)
    with pytest.raises(InvitationError):
        invited(call, now=later)
    team, one_more = signed_in(agency.editor), expert()
    typed = {"message": "Venez"}
    refused = team.post(f"/fr/desk/invitations/{call.public_id}/{one_more.public_id}/", typed)
    assert refused.status_code == 422
    assert "Venez" in refused.content.decode()
    assert CallInvitation.objects.count() == MOST


def test_an_invitation_expires_after_two_weeks_or_with_the_call(house):
    agency, call = house
    row = invited(call)
    assert row.expires_at == NOW + dt.timedelta(days=14)
    with pytest.raises(InvitationError):
        accept(invitation=row, now=row.expires_at)
    assert row.state_at(row.expires_at) == State.EXPIRED
    soon = invited(cms.call(agency, closes_on=cms.TODAY + dt.timedelta(days=2)))
    assert soon.expires_at == dt.datetime(2026, 11, 26, tzinfo=dt.UTC)


@pytest.mark.parametrize(("status", "is_shown"), [("taken_back", True), ("withdrawn", False)])
def test_whose_offer_ended_has_applied_all_the_same_and_who_withdrew_has_not(house, status, is_shown):
    agency, call = house
    awa = expert()
    invited(call, awa)
    ended = makers.application(call, awa.user)
    Application.objects.filter(pk=ended.pk).update(status=status)
    ExpertProfile.objects.filter(pk=awa.pk).update(consent=False)
    desk = signed_in(agency.editor)
    page = desk.get(f"/fr/desk/invitations/{call.public_id}/").content.decode()
    assert [text in page for text in ("Awa Traoré", ended.number, ended.public_id)] == [is_shown] * 3
    again = makers.application(call, awa.user)
    page = desk.get(f"/fr/desk/invitations/{call.public_id}/").content.decode()
    assert (again.public_id in page, ended.public_id in page) == (True, False)


def test_a_withdrawn_invitation_is_not_there_for_the_expert(house):
    agency, call = house
    awa = expert()
    row = invited(call, awa)
    signed_in(agency.editor).post(f"/fr/desk/invitation/{row.public_id}/withdraw/")
    own = signed_in(awa.user)
    assert own.get(f"/fr/account/invitations/{row.public_id}/").status_code == 404
    assert row.public_id not in own.get("/fr/account/invitations/").content.decode()
    assert not Notification.objects.filter(recipient=awa.user).exists()
    with pytest.raises(InvitationError):
        accept(invitation=row, now=NOW)


def test_strangers_other_agencies_and_those_who_only_look_on_find_nothing(house):
    agency, call = house
    awa = expert()
    row = invited(call, awa)
    viewer = factories.user()
    Membership.objects.create(organisation=agency.organisation, user=viewer, role=Role.VIEWER, since=NOW)
    for person in (cms.agency("Oriental").moderator, factories.user(), viewer, awa.user):
        client = signed_in(person)
        assert client.get(f"/fr/desk/invitations/{call.public_id}/").status_code == 404
        assert client.post(f"/fr/desk/invitations/{call.public_id}/{awa.public_id}/").status_code == 404
        assert client.post(f"/fr/desk/invitation/{row.public_id}/withdraw/").status_code == 404
    for person in (agency.editor, factories.user()):
        assert signed_in(person).get(f"/fr/account/invitations/{row.public_id}/").status_code == 404


def test_who_does_not_agree_to_be_found_any_more_is_not_named(house):
    agency, call = house
    awa = expert()
    row = invited(call, awa)
    ExpertProfile.objects.update(consent=False)
    team = signed_in(agency.editor)
    assert "Awa" not in team.get(f"/fr/desk/invitations/{call.public_id}/").content.decode()
    accept(invitation=row, now=NOW)
    assert "Awa" in team.get(f"/fr/desk/invitations/{call.public_id}/").content.decode()


def test_beside_ten_people_it_takes_no_more_queries_than_beside_two():
    irrigation = cms.skill("irrigation")
    agency = cms.agency("Souss")
    call = matching.call(agency, irrigation)
    team, counts = signed_in(agency.editor), []
    for many in (2, 8):
        people = [matching.expert(irrigation, user=factories.user()) for _number in range(many)]
        matching.index([call], people)
        invited(call, people[0])
        team.get(people_address(call))
        with CaptureQueriesContext(connection) as queries:
            team.get(people_address(call))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_invitations_are_exported_and_go_with_the_account(house):
    _agency, call = house
    awa = expert()
    invited(call, awa, message="Venez")
    assert export_data(user=awa.user, now=NOW)["call_invitations"][0]["message"] == "Venez"
    erase_account(user=awa.user, now=NOW)
    assert CallInvitation.objects.count() == 0
