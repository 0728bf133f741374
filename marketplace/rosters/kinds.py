"""What a person is told whom an organisation named in a list of experts."""

from django.utils.translation import gettext_lazy as _

from foundation.notifications.kinds import Group, Kind

KINDS = (
    Kind(
        code="roster.invitation",
        label=_("Invitations through a list of experts"),
        why=_("You receive this because an organisation on Jisr named this address in its list of experts."),
        group=Group.FINDS,
    ),
)
