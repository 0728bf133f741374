"""What agencies are told so that they answer."""

from django.utils.translation import gettext_lazy as _

from foundation.notifications.kinds import ANSWERS, Group, Kind, Rhythm

WAITING = Kind(
    code="answering.waiting",
    label=_("What waits for your answer, each morning"),
    why=_("You receive this because you answer for an organisation on Jisr, and people wait for its answer."),
    group=Group.DUTIES,
    concerns=ANSWERS,
    keeps_words=False,
    rhythms=(Rhythm.AT_ONCE, Rhythm.SITE),  # it is one mail a day as it is, and a digest cannot hold its links
)
NUDGED = Kind(
    code="answering.nudged",
    label=_("A reminder of what waits, from your focal point or the administrators"),
    why=_("You receive this because you answer for an organisation on Jisr, and somebody reminded it of what waits."),
    group=Group.DUTIES,
    concerns=ANSWERS,
    essential=True,
    keeps_words=False,
)
KINDS = (WAITING, NUDGED)
