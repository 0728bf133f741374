"""What is told about missions: to the expert, to the agency, and the questions about what came of them."""

from django.utils.translation import gettext_lazy as _

from foundation.notifications.kinds import ANSWERS, Duty, Group, Kind

KINDS = (
    Kind(
        code="mission.person",
        label=_("Your missions: terms, what to know before leaving"),
        why=_("You receive this because an agency has given you a mission on Jisr."),
        group=Group.APPLICATIONS,
        concerns=frozenset({Duty.EXPERT}),
        essential=True,
    ),
    Kind(
        code="mission.agency",
        label=_("Missions of your organisation: terms, cancellations"),
        why=_("You receive this because you answer for an organisation that has given somebody a mission on Jisr."),
        group=Group.DUTIES,
        concerns=ANSWERS,
    ),
    Kind(
        code="mission.late.agency",
        label=_("Missions of your organisation that wait for you: terms, the end to be confirmed"),
        why=_("You receive this because you answer for an organisation that has given somebody a mission on Jisr."),
        group=Group.DUTIES,
        concerns=ANSWERS,
    ),
    Kind(
        code="mission.late.person",
        label=_("A mission of yours that waits: terms not agreed in time, its end not confirmed"),
        why=_("You receive this because an agency has given you a mission on Jisr."),
        group=Group.APPLICATIONS,
        concerns=frozenset({Duty.EXPERT}),
    ),
    Kind(
        code="mission.unconfirmed",
        label=_("Missions that stand still: without agreed terms, or their end not confirmed"),
        why=_("You receive this because you look after the agencies of a country on Jisr."),
        group=Group.DUTIES,
        concerns=frozenset({Duty.FOCAL_POINT, Duty.ADMINISTRATOR}),
    ),
    Kind(
        code="outcome.asked",
        label=_("One question about a mission: at the start, at the end, a year later"),
        why=_("You receive this because you take part in a mission that was arranged on Jisr."),
        group=Group.APPLICATIONS,
        concerns=ANSWERS | {Duty.EXPERT},
    ),
)
