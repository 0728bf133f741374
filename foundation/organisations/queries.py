"""What pages and exports ask about organisations across their tables."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.base.locales import active_language
from foundation.notifications.kinds import Duty
from foundation.organisations.models import (
    EDITING,
    Coordinator,
    Decision,
    FocalPoint,
    Invitation,
    Membership,
    Organisation,
    Role,
)
from foundation.taxonomy.models import Region

FREE_MAIL = {
    *("gmail.com", "googlemail.com", "yahoo.com", "yahoo.fr", "hotmail.com", "hotmail.fr", "outlook.com"),
    *("outlook.fr", "live.com", "live.fr", "icloud.com", "aol.com", "proton.me", "protonmail.com", "gmx.com"),
    *("orange.fr", "free.fr", "laposte.net", "menara.ma", "orange.sn", "orange.ml", "orange.ci", "aviso.ci"),
}


def verified_addresses(user: User) -> list[str]:
    """Return the addresses a person has proved, in lower case: invitations to them are hers."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).order_by("pk")
    return [address.lower() for address in addresses.values_list("email", flat=True)]


def duties_of(user: User) -> set[Duty]:
    """Return what a person is to organisations and to the site."""
    has = {
        Duty.MEMBER: Membership.objects.filter(user=user).exists(),
        Duty.COORDINATOR: Coordinator.objects.named().filter(user=user).exists(),
        Duty.FOCAL_POINT: FocalPoint.objects.filter(user=user).exists(),
        Duty.ADMINISTRATOR: user.is_superuser,
    }
    return {duty for duty, holds in has.items() if holds}


def coordinations_of(user: User, *, at: dt.datetime) -> QuerySet[Coordinator]:
    """Return what a person coordinates or is asked to, by an address of hers; what she confirmed comes first."""
    rows = Coordinator.objects.standing(at).filter(_hers(user)).select_related("organisation", "named_by")
    return rows.order_by(F("confirmed_at").asc(nulls_last=True), "named_at", "pk")


def was_asked(user: User, slug: str) -> bool:
    """Tell whether a person coordinates or coordinated an organisation, or was asked to not long ago."""
    return Coordinator.objects.filter(_hers(user), organisation__slug=slug).exists()


def _hers(user: User) -> Q:
    return Q(user=user) | Q(user=None, email__in=verified_addresses(user))


def is_asked(user: User, coordinator: Coordinator) -> bool:
    """Tell whether a person has proved the address at which a coordinator was asked who has not confirmed."""
    return coordinator.user_id is None and coordinator.email in verified_addresses(user)


def region_choices(language: str) -> list[tuple[str, str]]:
    """Return (code, "country: region") of the known regions, sorted by country and name."""
    named = ((region.country, region.name(language), region.code) for region in Region.objects.all())
    return [(code, name) for _country, name, code in sorted(named)]


def who_answers(organisation: Organisation) -> list[User]:
    """Return the people who answer for an organisation: its editors, moderators and owners, and acting coordinators.

    One query, in the order in which they came to the site.
    """
    team = Membership.objects.filter(organisation=organisation, role__in=EDITING).values("user")
    acting = Coordinator.objects.acting().filter(organisation=organisation).values("user")
    return list(User.objects.filter(Q(pk__in=team) | Q(pk__in=acting), is_active=True).order_by("pk"))


def members_of(organisations: Iterable[int]) -> dict[int, list[Membership]]:
    """Return who answers for organisations, by their keys; those with a telephone number first."""
    rows = Membership.objects.filter(organisation__in=organisations, role__in=EDITING, user__is_active=True)
    found: dict[int, list[Membership]] = {}
    for row in rows.select_related("user").order_by("since", "pk"):
        found.setdefault(row.organisation_id, []).append(row)
    return {key: sorted(members, key=lambda member: not member.phone) for key, members in found.items()}


@dataclass(frozen=True, slots=True)
class Traces:
    """What can be seen of an organisation before anybody is called."""

    mail_domain: str
    website_host: str
    is_free_mail: bool
    domains_agree: bool


def traces(organisation: Organisation) -> Traces:
    """Compare the domain of the e-mail address with the website and with the free mail services."""
    domain = organisation.email.rpartition("@")[2].lower()
    host = (urlsplit(organisation.website).hostname or "").removeprefix("www.")
    agree = bool(host) and (domain == host or domain.endswith(f".{host}") or host.endswith(f".{domain}"))
    return Traces(domain, host, domain in FREE_MAIL, agree)


class MembershipData:
    """A person's part in teams and desks, for export and erasure."""

    name = "organisations"

    @staticmethod
    def export(user: User) -> dict[str, Any]:
        memberships = Membership.objects.filter(user=user).select_related("organisation").order_by("since", "pk")
        invited = Invitation.objects.filter(email__in=verified_addresses(user)).select_related("organisation")
        sent = Invitation.objects.filter(invited_by=user).select_related("organisation")
        coordinates = Coordinator.objects.filter(_hers(user)).select_related("organisation")
        decisions = Decision.objects.filter(by=user).select_related("organisation")
        return {
            "memberships": [
                {
                    "organisation": each.organisation.slug,
                    "role": each.role,
                    "phone": each.phone,
                    "since": each.since.isoformat(),
                }
                for each in memberships
            ],
            "invitations_received": [_invitation(each) for each in invited.order_by("invited_at", "pk")],
            "invitations_sent": [_invitation(each) for each in sent.order_by("invited_at", "pk")],
            "coordinates": [
                {
                    "organisation": each.organisation.slug,
                    "named_at": each.named_at.isoformat(),
                    "confirmed_at": each.confirmed_at.isoformat() if each.confirmed_at else None,
                    "ended_at": each.ended_at.isoformat() if each.ended_at else None,
                }
                for each in coordinates.order_by("named_at", "pk")
            ],
            "focal_point_of": list(
                FocalPoint.objects.filter(user=user).order_by("country").values_list("country", flat=True)
            ),
            "decisions": [
                {
                    "organisation": each.organisation.slug,
                    "verdict": each.verdict,
                    "checks": each.checks,
                    "note": each.note,
                    "at": each.at.isoformat(),
                }
                for each in decisions
            ],
        }

    @staticmethod
    def erase(user: User) -> None:
        """Take a person out of every team; a registration nobody verified and nobody shares goes with her.

        Raises:
            DomainError: somebody relies on an organisation that only she leads.
        """
        led = Organisation.objects.led_by(user).select_for_update(of=("self",)).order_by("pk")
        alone = [each for each in led if not _led_by_others(each, user)]
        needed = [each for each in alone if each.verified_at is not None or each.memberships.count() > 1]
        if needed:
            names = ", ".join(each.name(active_language()) for each in needed)
            raise DomainError(
                _("You are the only owner of %(names)s. Make somebody else an owner first. Nothing was erased.")
                % {"names": names},
                code="last_owner",
            )
        groups = [pk for each in alone for pk in (each.editors_id, each.moderators_id)]
        for each in alone:
            each.delete()
        Group.objects.filter(pk__in=groups).delete()
        Invitation.objects.filter(email__in=verified_addresses(user)).delete()
        Membership.objects.filter(user=user).delete()
        Coordinator.objects.filter(_hers(user)).delete()


def _led_by_others(organisation: Organisation, user: User) -> bool:
    return organisation.memberships.filter(role=Role.OWNER).exclude(user=user).exists()


def _invitation(invitation: Invitation) -> dict[str, Any]:
    return {
        "organisation": invitation.organisation.slug,
        "email": invitation.email,
        "role": invitation.role,
        "invited_at": invitation.invited_at.isoformat(),
        "accepted_at": invitation.accepted_at.isoformat() if invitation.accepted_at else None,
    }
