"""What is told of an entry to who is in charge of it, or leads its office."""

from django.utils.translation import gettext_lazy as _

from foundation.notifications.kinds import SENDS, Duty, Group, Kind

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
    Kind(
        code="registry.annulled",
        label=_("A number of yours that an office annulled"),
        why=_("You receive this because the register of an office on Jisr holds a number of yours."),
        group=Group.APPLICATIONS,
        concerns=SENDS,
        essential=True,
    ),
)
