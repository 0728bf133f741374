"""Who belongs to an organisation: members and their roles, invitations, and the groups that follow the team."""

import datetime as dt
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.notifications import operations as notifications
from foundation.organisations.models import EDITING, MODERATING, Invitation, Membership, Organisation, Role
from foundation.outbox.operations import record

INVITED_FOR = dt.timedelta(days=14)
INVITATIONS_A_DAY = {True: 30, False: 5}  # by whether the organisation is verified: our mail is no door for spam


def locked(organisation: Organisation) -> Organisation:
    """Return the row, locked: every change of an organisation or its team locks it first."""
    return Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)


def require_owner(organisation: Organisation, user: User) -> None:
    if not organisation.memberships.filter(user=user, role=Role.OWNER).exists():
        raise DomainError(_("Only an owner of this organisation may do this."), code="not_owner")


def join(*, organisation: Organisation, user: User, role: str, now: dt.datetime) -> Membership:
    """Put a person into the team and its groups, in the transaction of the caller."""
    membership = Membership.objects.create(organisation=organisation, user=user, role=role, since=now)
    _set_groups(organisation, user, role)
    return membership


@transaction.atomic
def invite(*, organisation: Organisation, by: User, email: str, role: str, now: dt.datetime) -> Invitation:
    """Offer a place in the team to an e-mail address, by mail; the place stays open for fourteen days.

    Raises:
        DomainError: the person does not lead the team, the address is in it or invited already, or too many
            invitations left today.
    """
    organisation, email = locked(organisation), email.strip().lower()
    require_owner(organisation, by)
    _require_role(role)
    if organisation.memberships.filter(user__email__iexact=email).exists():
        raise DomainError(_("This person is in your team already."), field="email")
    if organisation.invitations.open(now).filter(email__iexact=email).exists():
        raise DomainError(_("This address is already invited."), field="email")
    today = organisation.invitations.filter(invited_at__gt=now - dt.timedelta(days=1)).count()
    if today >= INVITATIONS_A_DAY[organisation.is_verified]:
        raise DomainError(_("That is enough invitations for today. Invite the others tomorrow."), field="email")
    organisation.invitations.filter(email__iexact=email, accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
    invitation = Invitation.objects.create(
        organisation=organisation, email=email, role=role, invited_by=by, invited_at=now, expires_at=now + INVITED_FOR
    )
    address = EmailAddress.objects.select_related("user").filter(email__iexact=email, verified=True).first()
    tell(
        address.user if address else None,
        organisation,
        "invitation",
        key=invitation.public_id,
        route=f"organisation_invitation:{invitation.public_id}",
        email=email,
        language=address.user.language if address else by.language,
        now=now,
        role=Role(role),
        by=by,
        expires_at=invitation.expires_at,
    )
    record("invitation.sent", subject=invitation, now=now)
    return invitation


@transaction.atomic
def accept_invitation(*, invitation: Invitation, user: User, now: dt.datetime) -> Membership:
    """Take the place one was invited to.

    Raises:
        DomainError: the invitation is for another address, expired, withdrawn or used; or one is in the team.
    """
    organisation = locked(invitation.organisation)
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if not EmailAddress.objects.filter(user=user, email__iexact=invitation.email, verified=True).exists():
        raise DomainError(_("This invitation was sent to another address."), code="other_address")
    if refusal := invitation.refusal(now):
        raise DomainError(refusal, code="not_open")
    if organisation.memberships.filter(user=user).exists():
        raise DomainError(_("You are in this team already."), code="member")
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    membership = join(organisation=organisation, user=user, role=invitation.role, now=now)
    _team_changed(organisation, now=now)
    return membership


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User, now: dt.datetime) -> Invitation:
    organisation = locked(invitation.organisation)
    require_owner(organisation, by)
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if refusal := invitation.refusal(now):
        raise DomainError(refusal, code="not_open")
    invitation.withdrawn_at = now
    invitation.save(update_fields=["withdrawn_at"])
    record("invitation.withdrawn", subject=invitation, now=now)
    return invitation


@transaction.atomic
def change_role(*, organisation: Organisation, member: User, role: str, by: User, now: dt.datetime) -> Membership:
    """Give a member another role, and the groups that go with it.

    Raises:
        DomainError: the person does not lead the team, or the team would be left without an owner.
    """
    organisation = locked(organisation)
    require_owner(organisation, by)
    _require_role(role)
    membership = organisation.memberships.select_related("user").get(user=member)
    if membership.role == role:
        return membership
    if role != Role.OWNER:
        _require_another_owner(organisation, membership)
    membership.role = role
    membership.save(update_fields=["role"])
    _set_groups(organisation, member, role)
    _team_changed(organisation, now=now)
    return membership


@transaction.atomic
def remove(*, organisation: Organisation, member: User, by: User, now: dt.datetime) -> None:
    """Take a member out of the team and its groups; anybody may leave by removing herself.

    Raises:
        DomainError: the person neither leads the team nor leaves it, or it would be left without an owner.
    """
    organisation = locked(organisation)
    if by != member:
        require_owner(organisation, by)
    membership = organisation.memberships.get(user=member)
    _require_another_owner(organisation, membership)
    membership.delete()
    _set_groups(organisation, member, None)
    _team_changed(organisation, now=now)


def leave(*, organisation: Organisation, user: User, now: dt.datetime) -> None:
    remove(organisation=organisation, member=user, by=user, now=now)


def tell(
    recipient: User | None,
    organisation: Organisation,
    kind: str,
    *,
    key: str,
    route: str,
    now: dt.datetime,
    email: str = "",
    language: str = "",
    **words: Any,
) -> None:
    """Tell a person (or an address) what happened, in the words of `templates/organisations/mail/<kind>.txt`.

    `route` is "name:argument" of the page it leads to.
    """
    language = recipient.language if recipient else language
    page, argument = route.split(":")
    notifications.tell(
        key=f"organisation.{kind}:{key}",
        kind=f"organisation.{kind}",
        recipient=recipient,
        email="" if recipient else email,
        language=language,
        template=f"organisations/mail/{kind}",
        facts={"organisation": organisation, "name": organisation.name(language), **words},
        route=page,
        args=[argument],
        now=now,
    )


def owners(organisation: Organisation) -> list[User]:
    return list(
        User.objects.filter(memberships__organisation=organisation, memberships__role=Role.OWNER).order_by("pk")
    )


def _set_groups(organisation: Organisation, user: User, role: str | None) -> None:
    """Put a person into the groups of a role, and out of the others."""
    for group, roles in ((organisation.editors, EDITING), (organisation.moderators, MODERATING)):
        if role in roles:
            user.groups.add(group)
        else:
            user.groups.remove(group)


def _team_changed(organisation: Organisation, *, now: dt.datetime) -> None:
    """With a second editor there is somebody to ask: the single editor's right ends."""
    record("organisation.team_changed", subject=organisation, now=now)
    if organisation.single_editor_publishes and organisation.memberships.filter(role=Role.EDITOR).count() > 1:
        organisation.single_editor_publishes = False
        organisation.save(update_fields=["single_editor_publishes"])
        record("organisation.changed", subject=organisation, now=now)


def _require_role(role: str) -> None:
    if role not in Role.values:
        raise DomainError(_("Choose a role from the list."), field="role")


def _require_another_owner(organisation: Organisation, membership: Membership) -> None:
    others = organisation.memberships.filter(role=Role.OWNER).exclude(pk=membership.pk)
    if membership.role == Role.OWNER and not others.exists():
        raise DomainError(_("A team needs an owner. Make somebody else an owner first."), code="last_owner")
