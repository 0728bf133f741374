"""What a person in charge of an entry is told."""

from django.utils.translation import gettext_lazy as _

from foundation.notifications.kinds import Duty, Group, Kind

KINDS = (
    Kind(
        code="registry.alarm",
        label=_("Limit dates of entries in the register"),
        why=_("You receive this because you are in charge of an entry in the register of your organisation."),
        group=Group.DUTIES,
        concerns=frozenset({Duty.MEMBER}),
    ),
)
