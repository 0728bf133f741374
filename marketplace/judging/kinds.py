"""What is told of judging: to who judges, and to who gave it when all have judged."""

from django.utils.translation import gettext_lazy as _

from foundation.notifications.kinds import ANSWERS, Duty, Group, Kind, Rhythm

KINDS = (
    Kind(
        code="assessment.given",
        label=_("Applications you are asked to judge"),
        why=_("You receive this because a colleague of your organisation asked you to judge applications on Jisr."),
        group=Group.DUTIES,
        concerns=frozenset({Duty.MEMBER}),
        rhythm=Rhythm.DAILY,
    ),
    Kind(
        code="assessment.done",
        label=_("Applications that were judged, or given back"),
        why=_("You receive this because you gave this application to others to judge on Jisr."),
        group=Group.DUTIES,
        concerns=ANSWERS,
        rhythm=Rhythm.DAILY,
    ),
)
