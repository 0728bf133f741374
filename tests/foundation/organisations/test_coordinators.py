"""Coordinators: named by an owner, confirmed by herself, ended by either; and the telephone number of a member."""

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from foundation.notifications.models import Notification
from foundation.organisations.models import Coordinator, Membership
from foundation.organisations.queries import MembershipData
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return factories.user(name="Fatou", language="en")


@pytest.fixture
def agency(owner):
    return factories.organisation(owner, name="Agence du Sud")


@pytest.fixture
def salma():
    return factories.user("salma@example.org", name="Salma", language="en")


def _base(agency):
    return f"/en/organisations/{agency.slug}"


def _told(person):
    return list(Notification.objects.filter(recipient=person, kind__startswith="organisation.coord").order_by("pk"))


def test_an_owner_names_a_coordinator_who_acts_once_she_has_confirmed(as_user, owner, agency, salma):
    client, hers = as_user(owner), as_user(salma)
    response = client.post(f"{_base(agency)}/team/coordinators/", {"email": "Salma@example.org"})
    assert response.status_code == 302
    assert not Coordinator.objects.acting().exists()
    assert [one.kind for one in _told(salma)] == ["organisation.coordinator_asked"]
    assert "asked, not confirmed yet" in client.get(f"{_base(agency)}/team/").content.decode()
    page = hers.get(f"{_base(agency)}/coordination/").content.decode()
    assert "Agence du Sud asks you to be its coordinator" in page
    assert hers.post(f"{_base(agency)}/coordination/", {"confirm": "yes"}).status_code == 302
    assert Coordinator.objects.acting().get().user == salma
    assert [one.kind for one in _told(owner)] == ["organisation.coordinator_confirmed"]
    assert "You coordinate Agence du Sud" in hers.get("/en/desk/").content.decode()


@pytest.mark.parametrize("who", ["owner", "coordinator", "refuses"])
def test_either_ends_it_and_the_other_is_told(as_user, owner, agency, salma, who):
    as_user(owner).post(f"{_base(agency)}/team/coordinators/", {"email": salma.email})
    if who != "refuses":
        as_user(salma).post(f"{_base(agency)}/coordination/", {"confirm": "yes"})
    if who == "owner":
        response = as_user(owner).post(f"{_base(agency)}/team/coordinators/{salma.public_id}/end/")
    else:
        response = as_user(salma).post(f"{_base(agency)}/coordination/", {"end": "yes"})
    assert response.status_code == 302
    assert not Coordinator.objects.acting().exists()
    assert Coordinator.objects.get().ended_at is not None
    other = salma if who == "owner" else owner
    assert _told(other)[-1].kind == "organisation.coordinator_ended"
    assert as_user(salma).get(f"{_base(agency)}/coordination/").status_code == 404
    as_user(owner).post(f"{_base(agency)}/team/coordinators/", {"email": salma.email})
    assert Coordinator.objects.named().count() == 1  # she may be named again


def test_an_address_that_nobody_has_proved_is_refused_with_a_sentence(as_user, owner, agency):
    EmailAddress.objects.create(user=factories.user(), email="unproved@example.org", verified=False)
    for email, words in (
        ("nobody@example.org", "No account has proved this address"),
        ("unproved@example.org", "No account has proved this address"),
        (owner.email, "in your team already"),
        ("no address", "valid email"),
    ):
        response = as_user(owner).post(f"{_base(agency)}/team/coordinators/", {"email": email})
        assert words in response.content.decode()
    assert Coordinator.objects.count() == 0


def test_nobody_is_named_twice_and_at_most_three_are(as_user, owner, agency, salma):
    client = as_user(owner)
    for person in (salma, salma, factories.user(), factories.user(), factories.user()):
        client.post(f"{_base(agency)}/team/coordinators/", {"email": person.email})
    assert Coordinator.objects.count() == 3


def test_an_organisation_that_is_not_verified_names_none(as_user, owner, salma):
    waiting = factories.organisation(owner, name="Agence du Nord", verified=False)
    response = as_user(owner).post(f"{_base(waiting)}/team/coordinators/", {"email": salma.email})
    assert "once the organisation is verified" in response.content.decode()
    assert Coordinator.objects.count() == 0


def test_only_an_owner_names_and_ends(as_user, owner, agency, salma):
    editor = factories.user()
    Membership.objects.create(organisation=agency, user=editor, role="moderator", since=timezone.now())
    Coordinator.objects.create(organisation=agency, user=salma, named_at=timezone.now())
    for person in (editor, factories.user(), salma):
        client = as_user(person)
        assert client.post(f"{_base(agency)}/team/coordinators/", {"email": "a@example.org"}).status_code == 404
        assert client.post(f"{_base(agency)}/team/coordinators/{salma.public_id}/end/").status_code == 404
    assert as_user(editor).get(f"{_base(agency)}/coordination/").status_code == 404
    assert Coordinator.objects.named().count() == 1


def test_a_suspended_organisation_is_not_confirmed(as_user, agency, salma):
    Coordinator.objects.create(organisation=agency, user=salma, named_at=timezone.now())
    type(agency).objects.filter(pk=agency.pk).update(suspended_at=timezone.now())
    response = as_user(salma).post(f"{_base(agency)}/coordination/", {"confirm": "yes"})
    assert response.status_code == 409
    assert Coordinator.objects.get().confirmed_at is None


def test_a_member_says_where_she_can_be_called(as_user, owner, agency):
    client, address = as_user(owner), f"{_base(agency)}/team/phone/"
    assert client.post(address, {"phone": "+212 528-00-00-00"}).status_code == 302
    assert Membership.objects.get(user=owner).phone == "+212 528-00-00-00"
    for wrong in ("call me", "12", "+212 5 javascript:1", "1" * 31):
        page = client.post(address, {"phone": wrong}).content.decode()
        assert "data-errors" in page
        assert Membership.objects.get(user=owner).phone == "+212 528-00-00-00"
    assert client.post(address, {"phone": ""}).status_code == 302
    assert Membership.objects.get(user=owner).phone == ""
    assert as_user(factories.user()).post(address, {"phone": "123456"}).status_code == 404


def test_what_she_coordinated_is_exported_and_erased(agency, salma):
    Coordinator.objects.create(organisation=agency, user=salma, named_at=timezone.now())
    assert [line["organisation"] for line in MembershipData.export(salma)["coordinates"]] == [agency.slug]
    MembershipData.erase(salma)
    assert Coordinator.objects.count() == 0
