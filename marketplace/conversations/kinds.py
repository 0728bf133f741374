"""What is told of conversations: that somebody wrote, once a day unless the reader wishes it at once."""

from django.utils.translation import gettext_lazy as _

from foundation.notifications.kinds import ANSWERS, SENDS, Group, Kind, Rhythm

KINDS = (
    Kind(
        code="conversation.message",
        label=_("Messages about what you have sent"),
        why=_("You receive this because an agency wrote to you about what you have sent on Jisr."),
        group=Group.APPLICATIONS,
        concerns=SENDS,
        rhythm=Rhythm.DAILY,
    ),
    Kind(
        code="conversation.to_agency",
        label=_("Messages of people who applied or declared an interest"),
        why=_("You receive this because you answer for an organisation on Jisr."),
        group=Group.DUTIES,
        concerns=ANSWERS,
        rhythm=Rhythm.DAILY,
    ),
)
