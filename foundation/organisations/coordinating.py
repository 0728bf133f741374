"""Coordinators: an owner names one, she confirms, either ends it; and the telephone number a member gives them."""

import datetime as dt

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.organisations.models import Coordinator, Membership, Organisation
from foundation.organisations.team import locked, owners, require_owner, tell
from foundation.outbox.operations import record

MOST_COORDINATORS = 3  # of one organisation at a time: somebody has to be the one who calls


@transaction.atomic
def name_coordinator(*, organisation: Organisation, by: User, email: str, now: dt.datetime) -> Coordinator:
    """Name somebody to answer for the organisation; she acts once she has confirmed.

    Raises:
        DomainError: the person does not lead the team, the organisation is not verified or has coordinators enough, no
            account has proved the address, or its person is in the team or named already.
    """
    organisation, email = locked(organisation), email.strip().lower()
    require_owner(organisation, by)
    if not organisation.is_verified:
        raise DomainError(_("A coordinator can be named once the organisation is verified."), code="not_verified")
    addresses = EmailAddress.objects.filter(email__iexact=email, verified=True, user__is_active=True)
    address = addresses.select_related("user").first()
    if address is None:
        raise DomainError(
            _("No account has proved this address. Ask the person to open an account with it first."), field="email"
        )
    user = address.user
    if organisation.memberships.filter(user=user).exists():
        raise DomainError(_("This person is in your team already."), field="email")
    named = organisation.coordinators.filter(ended_at=None)
    if named.filter(user=user).exists():
        raise DomainError(_("This person coordinates the organisation already, or was asked to."), field="email")
    if named.count() >= MOST_COORDINATORS:
        raise DomainError(
            _("An organisation has at most %(most)s coordinators. End one first.") % {"most": MOST_COORDINATORS},
            field="email",
        )
    coordinator = Coordinator.objects.create(organisation=organisation, user=user, named_by=by, named_at=now)
    _tell(user, coordinator, "coordinator_asked", now=now, by=by)
    record("coordinator.named", subject=organisation, now=now)
    return coordinator


@transaction.atomic
def confirm(*, coordinator: Coordinator, now: dt.datetime) -> Coordinator:
    """Take on what one was asked for: from now on one may answer for the organisation.

    Raises:
        DomainError: it has ended, or the organisation is not verified now.
    """
    organisation = locked(coordinator.organisation)
    coordinator = _open(coordinator)
    if not organisation.is_verified:
        raise DomainError(_("This organisation is out of public sight. Wait until that is settled."))
    if coordinator.confirmed_at is None:
        coordinator.confirmed_at = now
        coordinator.save(update_fields=["confirmed_at"])
        for owner in owners(organisation):
            _tell(owner, coordinator, "coordinator_confirmed", now=now)
        record("coordinator.confirmed", subject=organisation, now=now)
    return coordinator


@transaction.atomic
def end(*, coordinator: Coordinator, by: User, now: dt.datetime) -> Coordinator:
    """End it, or say no to it: an owner, or the coordinator herself. The other side is told.

    Raises:
        DomainError: it has ended already, or the person is neither.
    """
    organisation = locked(coordinator.organisation)
    coordinator = _open(coordinator)
    if by != coordinator.user:
        require_owner(organisation, by)
    coordinator.ended_at = now
    coordinator.save(update_fields=["ended_at"])
    others = owners(organisation) if by == coordinator.user else [coordinator.user]
    for other in others:
        _tell(other, coordinator, "coordinator_ended", now=now, by=by)
    record("coordinator.ended", subject=organisation, now=now)
    return coordinator


@transaction.atomic
def set_phone(*, membership: Membership, phone: str, now: dt.datetime) -> Membership:
    """Write down on which number a member may be called by the coordinators of the organisation; "" takes it back."""
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    membership.phone = phone.strip()
    membership.save(update_fields=["phone"])
    record("organisation.team_changed", subject=membership.organisation, now=now)
    return membership


def _open(coordinator: Coordinator) -> Coordinator:
    """Return the row, locked after its organisation."""
    rows = Coordinator.objects.select_for_update(of=("self",)).select_related("organisation", "user")
    found = rows.get(pk=coordinator.pk)
    if found.ended_at is not None:
        raise DomainError(_("This has ended already. Look at the page again."), code="ended")
    return found


def _tell(to: User, coordinator: Coordinator, kind: str, *, now: dt.datetime, by: User | None = None) -> None:
    organisation = coordinator.organisation
    is_hers = to == coordinator.user
    route = f"{'organisation_coordination' if is_hers else 'organisation_team'}:{organisation.slug}"
    key = f"{coordinator.pk}:{to.pk}"
    tell(to, organisation, kind, key=key, route=route, now=now, by=by, coordinator=coordinator.user, is_hers=is_hers)
