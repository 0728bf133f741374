"""Reads of lists of experts: keyed digests of addresses, links that expire, counts, a person's data."""

import datetime as dt
from typing import Any

from django.core import signing

from foundation.accounts.models import User
from foundation.base import addresses
from foundation.notifications.operations import forget
from foundation.organisations.queries import verified_addresses
from marketplace.rosters.models import Roster, RosterInvitation

_SALT = "rosters.invitation"
SHOWN = 20


def digests_of(email: str) -> list[str]:
    """Return the digests of an address, with the site's key first, then with each key it had before."""
    return addresses.digests_of(email, salt="rosters.address")


def token_of(invitation: RosterInvitation) -> str:
    """Return what the link of an invitation carries: its id and its last moment, signed."""
    said = f"{invitation.public_id}.{int(invitation.expires_at.timestamp())}"
    return signing.Signer(salt=_SALT, sep=".").sign(said)


def invitation_of(token: str, *, at: dt.datetime) -> RosterInvitation | None:
    """Return the open invitation that a link leads to.

    Raises:
        BadSignature: nobody of ours wrote the link.
    """
    public_id, _, until = signing.Signer(salt=_SALT, sep=".").unsign(token).partition(".")
    if int(until) <= at.timestamp():
        return None
    rows = RosterInvitation.objects.open(at).select_related("roster__organisation")
    return rows.filter(public_id=public_id).first()


def mail_key(invitation: RosterInvitation) -> str:
    """Return the key under which an invitation is told."""
    return f"roster.invitation:{invitation.public_id}"


def sent_by(organisation: Any) -> list[Roster]:
    """The lists an organisation has sent, the newest first."""
    return list(Roster.objects.filter(organisation=organisation).order_by("-sent_at", "-pk")[:SHOWN])


class RosterData:
    """What lists say of a person who has not answered yet, and the lists she sent."""

    name = "rosters"

    @staticmethod
    def export(user: User) -> dict[str, Any]:
        received = RosterInvitation.objects.filter(email__in=verified_addresses(user)).order_by("pk")
        sent = Roster.objects.filter(sent_by=user).select_related("organisation").order_by("sent_at", "pk")
        return {
            "invitations": [
                {
                    "organisation": each.roster.organisation.slug,
                    "email": each.email,
                    "facts": each.facts,
                    "invited_at": each.invited_at.isoformat(),
                }
                for each in received.select_related("roster__organisation")
            ],
            "sent": [
                {"organisation": each.organisation.slug, "invited": each.invited, "at": each.sent_at.isoformat()}
                for each in sent
            ],
        }

    @staticmethod
    def erase(user: User) -> None:
        """What she refused for good stays refused: it is a digest only."""
        received = RosterInvitation.objects.filter(email__in=verified_addresses(user))
        forget(keys=[mail_key(invitation) for invitation in received])
        received.delete()
