"""Coordinators: an owner names one, she confirms, either ends it; and the telephone number a member gives them."""

import datetime as dt

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.notifications.operations import forget
from foundation.organisations.models import ASKED_FOR, Coordinator, Membership, Organisation
from foundation.organisations.queries import is_asked
from foundation.organisations.team import locked, owners, require_owner, tell
from foundation.outbox.operations import record

MOST_COORDINATORS = 3  # of one organisation at a time: somebody has to be the one who calls
ASKED_A_DAY = 10  # addresses by one organisation: our mail is no door for spam
KEPT_AFTER = dt.timedelta(days=30)  # how long it can still be said that a question has expired, and asked again
ASKING = ("coordinator_asked", "coordinator_invited")  # who has an account, and who has none


@transaction.atomic
def name_coordinator(*, organisation: Organisation, by: User, email: str, now: dt.datetime) -> Coordinator:
    """Ask whoever holds an address to answer for the organisation; she acts once she has confirmed, within 14 days.

    An address that was asked and let the time pass may be asked again.
    Nothing the owner sees tells whether the address has an account: a mail leaves either way.

    Raises:
        DomainError: the person does not lead the team, the organisation is not verified, has coordinators enough or has
            asked enough today, or the address is that of a member or was asked.
    """
    organisation, email = locked(organisation), email.strip().lower()
    require_owner(organisation, by)
    if not organisation.is_verified:
        raise DomainError(_("A coordinator can be named once the organisation is verified."), code="not_verified")
    if organisation.memberships.filter(user__email__iexact=email).exists():
        raise DomainError(_("This person is in your team already."), field="email")
    named = organisation.coordinators.standing(now)
    same = Q(email__iexact=email) | Q(email="", user__email__iexact=email)
    if named.filter(same).exists():
        raise DomainError(_("This address is asked already."), field="email")
    if named.count() >= MOST_COORDINATORS:
        raise DomainError(
            _("An organisation has at most %(most)s coordinators. End one first.") % {"most": MOST_COORDINATORS},
            field="email",
        )
    today = organisation.coordinators.filter(named_at__gt=now - dt.timedelta(days=1)).count()
    if today >= ASKED_A_DAY:
        raise DomainError(_("That is enough invitations for today. Invite the others tomorrow."), field="email")
    for expired in organisation.coordinators.named().filter(same):
        _take_back(expired, now=now)
    coordinator = Coordinator.objects.create(organisation=organisation, email=email, named_by=by, named_at=now)
    _ask(coordinator, by=by, now=now)
    record("coordinator.named", subject=organisation, now=now)
    return coordinator


@transaction.atomic
def confirm(*, coordinator: Coordinator, by: User, now: dt.datetime) -> Coordinator:
    """Take on what one was asked for: from now on one may answer for the organisation.

    Raises:
        DomainError: it has ended or expired or is another person's, the organisation is not verified now, or she is
            in its team.
    """
    organisation = locked(coordinator.organisation)
    coordinator = _open(coordinator)
    _require_hers(coordinator, by)
    if coordinator.has_expired(now):
        raise DomainError(_("This question has expired. Ask the organisation to ask you again."), code="expired")
    if not organisation.is_verified:
        raise DomainError(_("This organisation is out of public sight. Wait until that is settled."))
    if organisation.memberships.filter(user=by).exists():
        raise DomainError(_("You are in this team already."), code="member")
    if organisation.coordinators.named().filter(user=by).exclude(pk=coordinator.pk).exists():
        raise DomainError(_("You coordinate this organisation already."), code="coordinates")
    if coordinator.confirmed_at is None:
        coordinator.user, coordinator.confirmed_at = by, now
        coordinator.save(update_fields=["user", "confirmed_at"])
        for owner in owners(organisation):
            _tell(owner, coordinator, "coordinator_confirmed", now=now)
        record("coordinator.confirmed", subject=organisation, now=now)
    return coordinator


@transaction.atomic
def end(*, coordinator: Coordinator, by: User, now: dt.datetime) -> Coordinator:
    """End it, or say no to it: an owner, or the coordinator herself. The other side is told.

    Who was asked and has not confirmed is told nothing: what was told of it goes, and so does the address.

    Raises:
        DomainError: it has ended already, or the person is neither.
    """
    organisation = locked(coordinator.organisation)
    coordinator = _open(coordinator)
    is_hers = by == coordinator.user or is_asked(by, coordinator)
    if not is_hers:
        require_owner(organisation, by)
    others = owners(organisation) if is_hers else [coordinator.user] if coordinator.user else []
    for other in others:
        _tell(other, coordinator, "coordinator_ended", now=now, by=by)
    if coordinator.user is None:
        _take_back(coordinator, now=now)
    else:
        coordinator.ended_at = now
        coordinator.save(update_fields=["ended_at"])
    record("coordinator.ended", subject=organisation, now=now)
    return coordinator


@transaction.atomic
def forget_unconfirmed(*, now: dt.datetime, subject_id: str = "") -> int:
    """Forget whom nobody has heard of a month after the question expired, address and all; a clock's handler.

    Returns how many.
    """
    rows = Coordinator.objects.named().filter(confirmed_at=None, named_at__lte=now - ASKED_FOR - KEPT_AFTER)
    expired = list(rows.select_for_update(of=("self",)).select_related("organisation").order_by("pk"))
    for coordinator in expired:
        _take_back(coordinator, now=now)
        record("coordinator.ended", subject=coordinator.organisation, now=now)
    return len(expired)


def _take_back(coordinator: Coordinator, *, now: dt.datetime) -> None:
    """End a question that nobody has confirmed: what was told of it goes, and so does the address."""
    forget(keys=[f"organisation.{kind}:{coordinator.pk}" for kind in ASKING])
    coordinator.ended_at, coordinator.email = now, ""
    coordinator.save(update_fields=["ended_at", "email"])


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


def _require_hers(coordinator: Coordinator, by: User) -> None:
    if by != coordinator.user and not is_asked(by, coordinator):
        raise DomainError(_("This invitation was sent to another address."), code="other_address")


def _ask(coordinator: Coordinator, *, by: User, now: dt.datetime) -> None:
    """Tell whoever holds the address: on the desk and by mail if it has an account, else by mail alone."""
    organisation, email = coordinator.organisation, coordinator.email
    proved = EmailAddress.objects.filter(email__iexact=email, verified=True, user__is_active=True)
    address = proved.select_related("user").first()
    known, unknown = ASKING
    tell(
        address.user if address else None,
        organisation,
        known if address else unknown,
        key=str(coordinator.pk),
        route=f"organisation_coordination:{organisation.slug}",
        email=email,
        language=by.language,
        now=now,
        by=by,
        expires_at=coordinator.expires_at,
    )


def _tell(to: User, coordinator: Coordinator, kind: str, *, now: dt.datetime, by: User | None = None) -> None:
    organisation = coordinator.organisation
    is_hers = to == coordinator.user
    route = f"{'organisation_coordination' if is_hers else 'organisation_team'}:{organisation.slug}"
    key = f"{coordinator.pk}:{to.pk}"
    name = coordinator.user or coordinator.email
    tell(to, organisation, kind, key=key, route=route, now=now, by=by, coordinator=name, is_hers=is_hers)
