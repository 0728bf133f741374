"""What is told of an entry to who is in charge of it, or leads its office."""

from django.utils.translation import gettext_lazy as _

from foundation.notifications.kinds import Duty, Group, Kind

KINDS = (
    Kind(
        code="registry.alarm",
        label=_("Limit dates of entries in the register"),
        why=_(
            "You receive this because you are in charge of an entry in the register of your organisation, or lead the "
            "organisation while nobody is in charge of it."
        ),
        group=Group.DUTIES,
        concerns=frozenset({Duty.MEMBER}),
    ),
)
