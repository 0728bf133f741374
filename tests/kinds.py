"""Kinds of notifications that tests tell: that can be stopped, gathered, for the site, with links, that cannot."""

from typing import Any

from foundation.notifications.kinds import Duty, Group, Kind, Rhythm

KINDS = (
    Kind(code="test", label="Tests", why="You receive this because you test.", group=Group.ACCOUNT),
    Kind(code="test.daily", label="Daily tests", why="Because.", group=Group.ACCOUNT, rhythm=Rhythm.DAILY),
    Kind(code="test.quiet", label="Quiet tests", why="Because.", group=Group.ACCOUNT, rhythm=Rhythm.SITE),
    Kind(
        code="test.links",
        label="Links",
        why="You are sent links.",
        group=Group.ACCOUNT,
        keeps_words=False,
        rhythms=(Rhythm.AT_ONCE, Rhythm.SITE),
    ),
    Kind(code="test.decided", label="Decisions", why="It was decided.", group=Group.TEAM, essential=True),
)


def every_duty(user: Any) -> set[Duty]:
    return set(Duty)
