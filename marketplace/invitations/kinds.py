"""What is told of invitations to calls: to the expert at once, her answer to who invited once a day."""

from django.utils.translation import gettext_lazy as _

from foundation.notifications.kinds import ANSWERS, Duty, Group, Kind, Rhythm

KINDS = (
    Kind(
        code="call_invitation.received",
        label=_("Invitations of agencies to apply"),
        why=_("You receive this because you agreed to be found, and an agency invites you to a call on Jisr."),
        group=Group.FINDS,
        concerns=frozenset({Duty.EXPERT}),
    ),
    Kind(
        code="call_invitation.answered",
        label=_("Answers to your invitations"),
        why=_("You receive this because you invited this expert to a call on Jisr."),
        group=Group.DUTIES,
        concerns=ANSWERS,
        rhythm=Rhythm.DAILY,
    ),
)
