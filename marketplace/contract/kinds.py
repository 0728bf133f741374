"""What the answer contract tells: the agency before the date, the person and those above it after."""

from django.utils.translation import gettext_lazy as _

from foundation.notifications.kinds import ANSWERS, SENDS, Duty, Group, Kind

_TEAM = _("You receive this because you answer for this organisation on Jisr.")

KINDS = (
    Kind(
        code="contract.date",
        label=_("The answer dates of what you have sent"),
        why=_("You receive this because you wait for an answer to what you have sent on Jisr."),
        group=Group.APPLICATIONS,
        concerns=SENDS,
        essential=True,
    ),
    Kind(
        code="contract.due",
        label=_("Answers that are due soon, for who does not get the mail of each morning"),
        why=_TEAM,
        group=Group.DUTIES,
        concerns=ANSWERS,
        named_in="answering.waiting",
    ),
    Kind(
        code="contract.closed",
        label=_("What was closed because nobody answered"),
        why=_TEAM,
        group=Group.DUTIES,
        concerns=ANSWERS,
        essential=True,
    ),
    Kind(
        code="contract.hold",
        label=_("Whether your organisation can open its next call"),
        why=_TEAM,
        group=Group.DUTIES,
        concerns=frozenset({Duty.MEMBER}),
        essential=True,
    ),
    Kind(
        code="contract.late",
        label=_("Answers that are late in your country"),
        why=_("You receive this because you are the focal point of this country on Jisr."),
        group=Group.DUTIES,
        concerns=frozenset({Duty.FOCAL_POINT}),
    ),
    Kind(
        code="contract.silent",
        label=_("Answers that are late in spite of the focal point"),
        why=_("You receive this because you are an administrator of Jisr."),
        group=Group.DUTIES,
        concerns=frozenset({Duty.ADMINISTRATOR}),
    ),
)
