"""Coordinators: named by an owner, confirmed by herself, ended by either; and the telephone number of a member."""

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from foundation.base.errors import DomainError
from foundation.base.locales import date_words
from foundation.clocks.operations import tick
from foundation.notifications.models import Notification
from foundation.organisations.coordinating import confirm, forget_unconfirmed
from foundation.organisations.models import Coordinator, Membership, Role
from foundation.organisations.queries import MembershipData, who_answers
from tests import factories
from tests.factories import NOW

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
        response = as_user(owner).post(f"{_base(agency)}/team/coordinators/{Coordinator.objects.get().pk}/end/")
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


@pytest.fixture
def three_addresses(salma):
    """One with an account, one that an account has not proved, and one that nobody has."""
    EmailAddress.objects.create(user=factories.user(), email="unproved@example.org", verified=False)
    return [salma.email, "unproved@example.org", "nobody@example.org"]


def _without_numbers(page, email):
    page = page.replace(email, "@")
    return re.sub(
        r'CSRFToken": "\w+"|name="csrfmiddlewaretoken" value="\w+"|coordinators/\d+/|coordinator="\d+"', "", page
    )


def test_nothing_the_owner_sees_tells_whether_an_address_has_an_account(as_user, owner, agency, three_addresses):
    client, pages = as_user(owner), []
    for email in three_addresses:
        response = client.post(f"{_base(agency)}/team/coordinators/", {"email": email}, follow=True)
        assert (response.status_code, len(response.redirect_chain)) == (200, 1)
        pages.append(_without_numbers(response.content.decode(), email))
        client.post(f"{_base(agency)}/team/coordinators/{Coordinator.objects.named().get().pk}/end/")
        client.get(f"{_base(agency)}/team/")  # reads what was said
    assert "A mail to this address asks its person" in pages[0]
    assert "Salma" not in pages[0]
    assert pages[0] == pages[1] == pages[2]


def test_each_address_gets_one_mail_and_who_has_an_account_finds_it_on_her_desk(
    as_user, owner, agency, three_addresses
):
    for email in three_addresses:
        as_user(owner).post(f"{_base(agency)}/team/coordinators/", {"email": email})
    told = Notification.objects.filter(kind__startswith="organisation.coord").order_by("pk")
    assert [(one.kind, one.recipient.email if one.recipient else one.email) for one in told] == [
        ("organisation.coordinator_asked", "salma@example.org"),
        ("organisation.coordinator_invited", "unproved@example.org"),
        ("organisation.coordinator_invited", "nobody@example.org"),
    ]
    assert "create an account with it" in told[2].text


def test_who_opens_an_account_with_the_address_confirms(as_user, owner, agency):
    as_user(owner).post(f"{_base(agency)}/team/coordinators/", {"email": "new@example.org"})
    person = factories.user("new@example.org", name="Nadia")
    stranger = as_user(factories.user("other@example.org"))
    assert stranger.get(f"{_base(agency)}/coordination/").status_code == 404
    assert stranger.post(f"{_base(agency)}/coordination/", {"confirm": "yes"}).status_code == 404
    assert MembershipData.export(person)["coordinates"][0]["confirmed_at"] is None
    assert as_user(person).post(f"{_base(agency)}/coordination/", {"confirm": "yes"}).status_code == 302
    assert Coordinator.objects.acting().get().user == person
    assert "Nadia" in as_user(owner).get(f"{_base(agency)}/team/").content.decode()


def test_an_address_that_is_only_claimed_confirms_nothing(as_user, owner, agency):
    as_user(owner).post(f"{_base(agency)}/team/coordinators/", {"email": "new@example.org"})
    claims = factories.user()
    EmailAddress.objects.create(user=claims, email="new@example.org", verified=False)
    assert as_user(claims).get(f"{_base(agency)}/coordination/").status_code == 404


def test_an_owner_takes_the_question_back_and_nothing_of_the_address_is_kept(as_user, owner, agency, salma):
    client = as_user(owner)
    client.post(f"{_base(agency)}/team/coordinators/", {"email": salma.email})
    client.post(f"{_base(agency)}/team/coordinators/{Coordinator.objects.get().pk}/end/")
    row = Coordinator.objects.get()
    assert (row.user, row.email, row.confirmed_at) == (None, "", None)
    assert row.ended_at is not None
    assert _told(salma) == []
    assert as_user(salma).get(f"{_base(agency)}/coordination/").status_code == 404


def test_who_is_asked_at_two_addresses_coordinates_once(as_user, owner, agency, salma):
    EmailAddress.objects.create(user=salma, email="second@example.org", verified=True)
    for email in (salma.email, "second@example.org"):
        as_user(owner).post(f"{_base(agency)}/team/coordinators/", {"email": email})
    for _ in range(2):
        assert as_user(salma).post(f"{_base(agency)}/coordination/", {"confirm": "yes"}).status_code == 302
    assert Coordinator.objects.acting().get().email == salma.email


def test_a_member_asked_at_another_address_of_hers_stays_a_member(as_user, owner, agency):
    EmailAddress.objects.create(user=owner, email="second@example.org", verified=True)
    as_user(owner).post(f"{_base(agency)}/team/coordinators/", {"email": "second@example.org"})
    refused = as_user(owner).post(f"{_base(agency)}/coordination/", {"confirm": "yes"})
    assert (refused.status_code, Coordinator.objects.acting().count()) == (409, 0)


def test_what_cannot_be_an_address_and_a_member_are_refused_with_a_sentence(as_user, owner, agency):
    for email, words in ((owner.email, "in your team already"), ("no address", "valid email")):
        response = as_user(owner).post(f"{_base(agency)}/team/coordinators/", {"email": email})
        assert words in response.content.decode()
    assert Coordinator.objects.count() == 0


def test_ten_addresses_a_day_are_asked_and_no_more(as_user, owner, agency):
    client = as_user(owner)
    for number in range(11):
        client.post(f"{_base(agency)}/team/coordinators/", {"email": f"person{number}@example.org"})
        Coordinator.objects.named().update(ended_at=timezone.now())
    assert Coordinator.objects.count() == 10


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
    row = Coordinator.objects.create(organisation=agency, user=salma, named_at=timezone.now())
    for person in (editor, factories.user(), salma):
        client = as_user(person)
        assert client.post(f"{_base(agency)}/team/coordinators/", {"email": "a@example.org"}).status_code == 404
        assert client.post(f"{_base(agency)}/team/coordinators/{row.pk}/end/").status_code == 404
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


def _asked_days_ago(days):
    Coordinator.objects.update(named_at=timezone.now() - dt.timedelta(days=days))


def test_the_owner_reads_until_when_it_is_open_and_so_does_who_is_asked(as_user, owner, agency, salma):
    client = as_user(owner)
    until = date_words((timezone.now() + dt.timedelta(days=14)).date(), "en")
    page = client.post(f"{_base(agency)}/team/coordinators/", {"email": salma.email}, follow=True).content.decode()
    assert page.count(until) == 2  # in the answer, and in the list
    assert until in as_user(salma).get(f"{_base(agency)}/coordination/").content.decode()
    assert until in _told(salma)[0].text


def test_after_fourteen_days_it_has_expired_says_so_shows_nothing_and_can_be_asked_again(as_user, owner, agency, salma):
    client, hers = as_user(owner), as_user(salma)
    client.post(f"{_base(agency)}/team/coordinators/", {"email": salma.email})
    _asked_days_ago(14)
    for response in (
        hers.get(f"{_base(agency)}/coordination/"),
        hers.post(f"{_base(agency)}/coordination/", {"confirm": "yes"}),
    ):
        page = response.content.decode()
        assert (response.status_code, "data-over" in page, "Agence du Sud" in page) == (404, True, False)
    assert "asks you to be its coordinator" not in hers.get("/en/desk/").content.decode()
    with pytest.raises(DomainError) as refused:
        confirm(coordinator=Coordinator.objects.get(), by=salma, now=timezone.now())
    assert (refused.value.code, Coordinator.objects.acting().count()) == ("expired", 0)
    page = client.get(f"{_base(agency)}/team/").content.decode()
    assert "not confirmed, expired on" in page
    assert "Ask again" in page
    for email in ("a@example.org", "b@example.org"):  # what has expired takes no place
        client.post(f"{_base(agency)}/team/coordinators/", {"email": email})
    client.post(f"{_base(agency)}/team/coordinators/", {"email": salma.email})
    assert Coordinator.objects.standing(timezone.now()).count() == 3
    assert hers.post(f"{_base(agency)}/coordination/", {"confirm": "yes"}).status_code == 302
    assert Coordinator.objects.acting().get().user == salma


def test_a_day_before_it_can_still_be_confirmed_and_what_is_confirmed_never_expires(as_user, owner, agency, salma):
    as_user(owner).post(f"{_base(agency)}/team/coordinators/", {"email": salma.email})
    _asked_days_ago(13)
    assert as_user(salma).post(f"{_base(agency)}/coordination/", {"confirm": "yes"}).status_code == 302
    _asked_days_ago(400)
    assert forget_unconfirmed(now=timezone.now()) == 0
    assert Coordinator.objects.acting().get().user == salma


def test_a_month_after_it_expired_nothing_of_the_address_is_kept(as_user, owner, agency, salma):
    as_user(owner).post(f"{_base(agency)}/team/coordinators/", {"email": salma.email})
    _asked_days_ago(43)
    assert forget_unconfirmed(now=timezone.now()) == 0
    _asked_days_ago(44)
    tick(now=timezone.now())
    row = Coordinator.objects.get()
    assert (row.user, row.email, row.ended_at is not None) == (None, "", True)
    assert _told(salma) == []
    stranger = as_user(salma).get(f"{_base(agency)}/coordination/")
    assert (stranger.status_code, b"data-over" in stranger.content) == (404, False)


def test_who_coordinated_and_has_ended_it_reads_that_it_is_over(as_user, owner, agency, salma):
    as_user(owner).post(f"{_base(agency)}/team/coordinators/", {"email": salma.email})
    for act in ("confirm", "end"):
        as_user(salma).post(f"{_base(agency)}/coordination/", {act: "yes"})
    page = as_user(salma).get(f"{_base(agency)}/coordination/")
    assert (page.status_code, b"data-over" in page.content, b"Agence du Sud" in page.content) == (404, True, False)


def test_who_answers_is_one_question_however_many_answer(django_assert_num_queries):
    owner = factories.user()
    organisation = factories.organisation(owner)
    with django_assert_num_queries(1):
        assert who_answers(organisation) == [owner]
    expected = [owner]
    for role in (Role.EDITOR, Role.MODERATOR, Role.VIEWER, Role.EDITOR):
        person = factories.user()
        Membership.objects.create(organisation=organisation, user=person, role=role, since=NOW)
        expected += [person] if role != Role.VIEWER else []
    gone, acting, asked = factories.user(is_active=False), factories.user(), factories.user()
    Membership.objects.create(organisation=organisation, user=gone, role=Role.OWNER, since=NOW)
    for person in (owner, acting):  # who is in the team and coordinates stands in it once
        Coordinator.objects.create(organisation=organisation, user=person, named_at=NOW, confirmed_at=NOW)
    Coordinator.objects.create(organisation=organisation, email=asked.email, named_at=NOW)
    with django_assert_num_queries(1):
        assert who_answers(organisation) == [*expected, acting]
