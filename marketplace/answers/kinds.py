"""What is told about applications and interests: to who sent them, and to who must answer."""

from django.utils.translation import gettext_lazy as _

from foundation.notifications.kinds import ANSWERS, SENDS, Group, Kind, Rhythm

KINDS = (
    Kind(
        code="submission.moved",
        label=_("What becomes of what you have sent"),
        why=_("You receive this because you applied to a call or declared your interest in a project on Jisr."),
        group=Group.APPLICATIONS,
        concerns=SENDS,
        essential=True,
    ),
    Kind(
        code="answers.link",
        label=_("A link to answer by, which you have asked for"),
        why=_("You receive this because somebody gave this address on Jisr to have a link by which you answer."),
        group=Group.DUTIES,
        concerns=ANSWERS,
        essential=True,
        keeps_words=False,
    ),
    Kind(
        code="answers.passed_on",
        label=_("A colleague passes an application or interest on to you"),
        why=_("You receive this because you answer for an organisation on Jisr, alone or with colleagues."),
        group=Group.DUTIES,
        concerns=ANSWERS,
        essential=True,
        keeps_words=False,
    ),
    Kind(
        code="submission.by_person",
        label=_("Offers accepted or declined, applications and interests taken back"),
        why=_("You receive this because you answer for an organisation on Jisr."),
        group=Group.DUTIES,
        concerns=ANSWERS,
        rhythm=Rhythm.DAILY,
    ),
)
