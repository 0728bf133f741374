"""What has been and what comes of a submission, as days in one line: for lists, the desk and calendars."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from marketplace.answers.lifecycle import Kind, Status


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a submission: a move that was made, or a date that comes; `until` is the last day of several."""

    code: str
    on: dt.date
    label: str
    until: dt.date | None = None
    is_past: bool = False
    is_late: bool = False


def with_agreed(submissions: Iterable[Any]) -> list[Any]:
    """Give each its `agreed`: the (first, last) day both sides accepted for a mission, or None; one query for all."""
    rows = list(submissions)
    dates = import_string(settings.AGREED_DATES)([row.pk for row in rows])
    for row in rows:
        row.agreed = dates.get(row.pk)
    return rows


def to_come(submission: Any, *, today: dt.date) -> Iterator[Day]:
    """Yield the dates that somebody waits for, the earliest first; `page` and `agreed` are given.

    A mission has the days that were agreed on, and until then those of the call.
    """
    page = submission.page
    if submission.status == Status.DRAFT and page.closes_on and page.closes_on >= today:
        yield Day("send_by", page.closes_on, _("Last day to send it"))
    if submission.is_pending:
        yield Day("answer", submission.answer_on, _("Answer due"), is_late=submission.answer_on < today)
    if submission.status == Status.OFFERED and submission.kept_until:
        yield Day("kept", submission.kept_until, _("Place kept until"))
    if submission.kind != Kind.APPLICATION or submission.status not in (Status.OFFERED, Status.ACCEPTED):
        return
    first, last = submission.agreed or (page.starts_on or page.ends_on, page.ends_on)
    if first and (last or first) >= today:
        yield Day("mission", first, _("Mission"), until=last)


def timeline(submission: Any, *, today: dt.date) -> list[Day]:
    """Return what was (from `moves`, which lists prefetch) and what comes, in order."""
    was = [
        Day(move.name, timezone.localdate(move.at), move.get_target_display(), is_past=True)
        for move in submission.moves.all()
    ]
    return [*was, *to_come(submission, today=today)]


def with_timelines(submissions: Iterable[Any], *, today: dt.date) -> list[Any]:
    """Give each its `days`, in one query for all."""
    rows = with_agreed(submissions)
    for row in rows:
        row.days = timeline(row, today=today)
    return rows
