"""What the people of an organisation, and the focal points, are told of it."""

from django.utils.translation import gettext_lazy as _

from foundation.notifications.kinds import Group, Kind, Rhythm

_DECIDED = _("You receive this because you own this organisation on Jisr, and something was decided about it.")

KINDS = (
    Kind(
        code="organisation.verified",
        label=_("Your organisation is verified"),
        why=_DECIDED,
        group=Group.TEAM,
        essential=True,
    ),
    Kind(
        code="organisation.refused",
        label=_("Your organisation could not be verified"),
        why=_DECIDED,
        group=Group.TEAM,
        essential=True,
    ),
    Kind(
        code="organisation.suspended",
        label=_("Your organisation is suspended"),
        why=_DECIDED,
        group=Group.TEAM,
        essential=True,
    ),
    Kind(
        code="organisation.lifted",
        label=_("The suspension of your organisation is lifted"),
        why=_DECIDED,
        group=Group.TEAM,
        essential=True,
    ),
    Kind(
        code="organisation.invitation",
        label=_("Invitations to a team"),
        why=_("You receive this because an organisation on Jisr gave this address to invite you to its team."),
        group=Group.TEAM,
    ),
    Kind(
        code="organisation.waiting",
        label=_("Organisations that wait for verification"),
        why=_("You receive this because you are the focal point of this country on Jisr."),
        group=Group.DUTIES,
        rhythm=Rhythm.DAILY,
    ),
)
