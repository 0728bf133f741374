"""What is told of questions: to the agency in the site, as its mail of the morning names them; to who asked at once."""

from django.utils.translation import gettext_lazy as _

from foundation.notifications.kinds import ANSWERS, SENDS, Group, Kind, Rhythm

KINDS = (
    Kind(
        code="question.answered",
        label=_("Answers to your questions"),
        why=_("You receive this because you asked an agency a question on Jisr."),
        group=Group.APPLICATIONS,
        concerns=SENDS,
    ),
    Kind(
        code="question.asked",
        label=_("Questions about what your organisation publishes"),
        why=_("You receive this because you answer for an organisation on Jisr."),
        group=Group.DUTIES,
        concerns=ANSWERS,
        rhythm=Rhythm.SITE,
        named_in="answering.waiting",
    ),
)
