"""The hour at which what was gathered for a person is told: in the morning, where she lives."""

import datetime as dt
import zoneinfo

HOUR = 7
MONDAY = 0


def next_morning(*, after: dt.datetime, time_zone: str = "UTC", on_monday: bool = False) -> dt.datetime:
    """Return the first seven o'clock of a time zone that lies after a moment (UTC), of a Monday if so wished."""
    there = zoneinfo.ZoneInfo(time_zone)
    day = after.astimezone(there).date()
    morning = _morning(day, there)
    while morning <= after or (on_monday and morning.weekday() != MONDAY):
        day += dt.timedelta(days=1)
        morning = _morning(day, there)
    return morning.astimezone(dt.UTC)


def _morning(day: dt.date, there: zoneinfo.ZoneInfo) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, HOUR, tzinfo=there)
