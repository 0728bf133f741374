"""What those who approve an agency's calls are told."""

from django.utils.translation import gettext_lazy as _

from foundation.notifications.kinds import Duty, Group, Kind, Rhythm

KINDS = (
    Kind(
        code="agency.call",
        label=_("Calls of your team that wait for approval"),
        why=_("You receive this because you are a moderator of this organisation on Jisr."),
        group=Group.DUTIES,
        concerns=frozenset({Duty.MEMBER}),
    ),
    Kind(
        code="agency.first_call",
        label=_("First calls that wait for your approval"),
        why=_("You receive this because you are the focal point of this country on Jisr."),
        group=Group.DUTIES,
        concerns=frozenset({Duty.FOCAL_POINT}),
        rhythm=Rhythm.DAILY,
    ),
)
