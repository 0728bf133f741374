"""Invitations, roles, and the groups that follow them."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress

from foundation.base.errors import DomainError
from foundation.notifications.models import Notification
from foundation.organisations import operations, team
from foundation.organisations.models import Invitation, Membership, Role
from foundation.outbox.models import Event
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return factories.user(name="Fatou", language="fr")


@pytest.fixture
def organisation(owner):
    return factories.organisation(owner, name="Agence")


def groups(user) -> list[str]:
    return [name.split()[-1] for name in sorted(user.groups.values_list("name", flat=True))]


def member(organisation, role: str):
    person = factories.user()
    owner = Membership.objects.filter(organisation=organisation, role="owner").order_by("pk").first().user
    invitation = team.invite(organisation=organisation, by=owner, email=person.email, role=role, now=NOW)
    team.accept_invitation(invitation=invitation, user=person, now=NOW)
    return person


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.OWNER, ["editors", "moderators"]),
        (Role.EDITOR, ["editors"]),
        (Role.MODERATOR, ["editors", "moderators"]),
        (Role.ASSESSOR, []),
        (Role.VIEWER, []),
    ],
)
def test_a_role_brings_its_groups(organisation, role, expected):
    assert groups(member(organisation, role)) == expected


def test_a_changed_role_changes_the_groups_and_leaving_takes_them_all(organisation, owner):
    person = member(organisation, Role.MODERATOR)
    team.change_role(organisation=organisation, member=person, role=Role.EDITOR, by=owner, now=NOW)
    assert groups(person) == ["editors"]
    team.change_role(organisation=organisation, member=person, role=Role.VIEWER, by=owner, now=NOW)
    assert groups(person) == []
    team.change_role(organisation=organisation, member=person, role=Role.OWNER, by=owner, now=NOW)
    assert groups(person) == ["editors", "moderators"]
    team.leave(organisation=organisation, user=owner, now=NOW)
    assert groups(owner) == []
    assert list(organisation.memberships.values_list("user", flat=True)) == [person.pk]


def test_an_invitation_goes_by_mail_to_an_address_without_an_account(organisation, owner):
    invitation = team.invite(organisation=organisation, by=owner, email=" New@Agence.example ", role="editor", now=NOW)
    told = Notification.objects.get(kind="organisation.invitation")
    assert (told.recipient, told.email, told.language) == (None, "new@agence.example", "fr")
    assert told.url == f"/fr/organisations/invitations/{invitation.public_id}/"
    assert told.url in told.text
    assert (invitation.email, invitation.expires_at - NOW) == ("new@agence.example", dt.timedelta(days=14))


def test_an_invited_person_with_an_account_is_told_in_her_language(organisation, owner):
    person = factories.user(language="ar")
    team.invite(organisation=organisation, by=owner, email=person.email, role="editor", now=NOW)
    told = Notification.objects.get(kind="organisation.invitation")
    assert (told.recipient, told.language) == (person, "ar")


def test_only_the_invited_address_once_proved_takes_the_place(organisation, owner):
    invitation = team.invite(organisation=organisation, by=owner, email="aya@agence.example", role="editor", now=NOW)
    person = factories.user("aya@home.example")
    address = EmailAddress.objects.create(user=person, email="aya@agence.example", verified=False)
    for _attempt in range(2):
        with pytest.raises(DomainError) as caught:
            team.accept_invitation(invitation=invitation, user=person, now=NOW)
        assert caught.value.code == "other_address"
    assert organisation.memberships.count() == 1
    address.verified = True
    address.save()
    team.accept_invitation(invitation=invitation, user=person, now=NOW)
    assert organisation.memberships.get(user=person).role == "editor"


def test_an_invitation_is_used_once_and_not_after_it_expired_or_was_withdrawn(organisation, owner):
    person = factories.user()
    facts = {"organisation": organisation, "by": owner, "email": person.email, "role": "viewer"}
    expired = team.invite(**facts, now=NOW)
    late = NOW + dt.timedelta(days=14)
    with pytest.raises(DomainError, match="expired"):
        team.accept_invitation(invitation=expired, user=person, now=late)
    again = team.invite(**facts, now=late)
    team.withdraw_invitation(invitation=again, by=owner, now=late)
    with pytest.raises(DomainError, match="withdrawn"):
        team.accept_invitation(invitation=again, user=person, now=late)
    assert organisation.memberships.count() == 1
    third = team.invite(**facts, now=late)
    team.accept_invitation(invitation=third, user=person, now=late)
    with pytest.raises(DomainError, match="used"):
        team.accept_invitation(invitation=third, user=person, now=late)
    assert organisation.memberships.count() == 2


def test_nobody_is_invited_twice_or_into_her_own_team(organisation, owner):
    team.invite(organisation=organisation, by=owner, email="aya@agence.example", role="editor", now=NOW)
    for email in ("AYA@agence.example", owner.email):
        with pytest.raises(DomainError) as caught:
            team.invite(organisation=organisation, by=owner, email=email, role="editor", now=NOW)
        assert caught.value.field == "email"
    assert Invitation.objects.count() == 1


def test_an_unverified_organisation_sends_five_invitations_a_day(owner):
    organisation = factories.organisation(owner, verified=False)
    for number in range(5):
        team.invite(organisation=organisation, by=owner, email=f"p{number}@a.example", role="viewer", now=NOW)
    with pytest.raises(DomainError):
        team.invite(organisation=organisation, by=owner, email="p6@a.example", role="viewer", now=NOW)
    assert Invitation.objects.count() == 5
    tomorrow = NOW + dt.timedelta(days=1)
    team.invite(organisation=organisation, by=owner, email="p6@a.example", role="viewer", now=tomorrow)
    assert Invitation.objects.count() == 6


def test_only_an_owner_leads_the_team(organisation, owner):
    moderator, viewer = member(organisation, Role.MODERATOR), member(organisation, Role.VIEWER)
    before = Event.objects.count()
    with pytest.raises(DomainError):
        team.invite(organisation=organisation, by=moderator, email="x@a.example", role="viewer", now=NOW)
    with pytest.raises(DomainError):
        team.change_role(organisation=organisation, member=viewer, role="owner", by=viewer, now=NOW)
    with pytest.raises(DomainError):
        team.remove(organisation=organisation, member=viewer, by=moderator, now=NOW)
    assert list(organisation.memberships.order_by("pk").values_list("role", flat=True)) == [
        "owner",
        "moderator",
        "viewer",
    ]
    assert Event.objects.count() == before


def test_the_last_owner_neither_leaves_nor_steps_down(organisation, owner):
    with pytest.raises(DomainError) as caught:
        team.leave(organisation=organisation, user=owner, now=NOW)
    assert caught.value.code == "last_owner"
    with pytest.raises(DomainError):
        team.change_role(organisation=organisation, member=owner, role="viewer", by=owner, now=NOW)
    assert organisation.memberships.get().role == "owner"
    assert groups(owner) == ["editors", "moderators"]


def test_a_single_editor_may_be_let_publish_until_a_second_one_joins(organisation, owner):
    member(organisation, Role.EDITOR)
    operations.let_single_editor_publish(organisation=organisation, allowed=True, by=owner, now=NOW)
    organisation.refresh_from_db()
    assert organisation.single_editor_publishes
    member(organisation, Role.EDITOR)
    organisation.refresh_from_db()
    assert not organisation.single_editor_publishes
    with pytest.raises(DomainError):
        operations.let_single_editor_publish(organisation=organisation, allowed=True, by=owner, now=NOW)
    organisation.refresh_from_db()
    assert not organisation.single_editor_publishes
    names = list(Event.objects.order_by("pk").values_list("name", flat=True))
    assert names.count("organisation.changed") == 2
