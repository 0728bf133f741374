"""Kinds of notifications that tests tell: one that can be stopped, one gathered, one for the site, one that cannot."""

from typing import Any

from foundation.notifications.kinds import Duty, Group, Kind, Rhythm

KINDS = (
    Kind(code="test", label="Tests", why="You receive this because you test.", group=Group.ACCOUNT),
    Kind(code="test.daily", label="Daily tests", why="Because.", group=Group.ACCOUNT, rhythm=Rhythm.DAILY),
    Kind(code="test.quiet", label="Quiet tests", why="Because.", group=Group.ACCOUNT, rhythm=Rhythm.SITE),
    Kind(code="test.decided", label="Decisions", why="It was decided.", group=Group.TEAM, essential=True),
)


def every_duty(user: Any) -> set[Duty]:
    return set(Duty)
