"""What the people of an organisation, and the focal points, are told of it."""

from django.utils.translation import gettext_lazy as _

from foundation.notifications.kinds import ANSWERS, Duty, Group, Kind, Rhythm

_DECIDED = _("You receive this because you own this organisation on Jisr, and something was decided about it.")
TEAM = frozenset({Duty.MEMBER})

KINDS = (
    Kind(
        code="organisation.verified",
        label=_("Your organisation is verified"),
        why=_DECIDED,
        group=Group.TEAM,
        concerns=TEAM,
        essential=True,
    ),
    Kind(
        code="organisation.refused",
        label=_("Your organisation could not be verified"),
        why=_DECIDED,
        group=Group.TEAM,
        concerns=TEAM,
        essential=True,
    ),
    Kind(
        code="organisation.suspended",
        label=_("Your organisation is suspended"),
        why=_DECIDED,
        group=Group.TEAM,
        concerns=TEAM,
        essential=True,
    ),
    Kind(
        code="organisation.lifted",
        label=_("The suspension of your organisation is lifted"),
        why=_DECIDED,
        group=Group.TEAM,
        concerns=TEAM,
        essential=True,
    ),
    Kind(
        code="organisation.invitation",
        label=_("Invitations to a team"),
        why=_("You receive this because an organisation on Jisr gave this address to invite you to its team."),
        group=Group.TEAM,
    ),
    Kind(
        code="organisation.coordinator_asked",
        label=_("An organisation asks you to coordinate it"),
        why=_("You receive this because an owner of this organisation on Jisr asks you to answer for it."),
        group=Group.TEAM,
        essential=True,
    ),
    Kind(
        code="organisation.coordinator_invited",
        label=_("Invitations to coordinate an organisation"),
        why=_("You receive this because an organisation on Jisr gave this address to ask you to coordinate it."),
        group=Group.TEAM,
    ),
    Kind(
        code="organisation.coordinator_confirmed",
        label=_("A coordinator has confirmed"),
        why=_("You receive this because you own this organisation on Jisr."),
        group=Group.TEAM,
        concerns=TEAM,
        rhythm=Rhythm.DAILY,
    ),
    Kind(
        code="organisation.coordinator_ended",
        label=_("A coordinator acts no longer"),
        why=_("You receive this because you own this organisation on Jisr, or were its coordinator."),
        group=Group.TEAM,
        concerns=ANSWERS,
        essential=True,
    ),
    Kind(
        code="organisation.waiting",
        label=_("Organisations that wait for verification"),
        why=_("You receive this because you are the focal point of this country on Jisr."),
        group=Group.DUTIES,
        concerns=frozenset({Duty.FOCAL_POINT}),
        rhythm=Rhythm.DAILY,
    ),
)
