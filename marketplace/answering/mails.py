"""One mail to one person with what waits for her answer: each with a link of its own, the most urgent first."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import translation

from foundation.accounts.models import User
from foundation.notifications.kinds import Kind
from foundation.notifications.models import Notification
from foundation.notifications.operations import tell
from foundation.notifications.rendering import absolute
from marketplace.answers.models import Submission
from marketplace.answers.operations.linking import issue
from marketplace.answers.queries import title_of, with_pages
from marketplace.contract.lifecycle import REMINDERS
from marketplace.questions.models import Question
from marketplace.questions.queries import with_pages as with_their_pages

MOST_SHOWN = 15  # of one mail; the rest is one link away


def write_waiting(
    *,
    to: User,
    rows: Sequence[Submission],
    questions: Sequence[Question] = (),
    kind: Kind,
    key: str,
    template: str,
    now: dt.datetime,
    **facts: Any,
) -> Notification:
    """Tell somebody what waits, in the caller's transaction. The mail names calls and numbers, never a person.

    A question is answered on its own page of the desk, signed in: everybody reads the answer.
    """
    language = to.language
    with translation.override(language):
        url = reverse("answers_waiting" if rows else "questions_waiting")
        all_questions = absolute(reverse("questions_waiting"))
        asked = _asked(questions[:MOST_SHOWN], language)
        items = _items(rows[:MOST_SHOWN], to=to, now=now)
    facts |= {
        "name": to,
        "items": items,
        "count": len(rows),
        "late": sum(_is_late(row, now) for row in rows),
        "due": _due(rows, now.date()),
        "more": len(rows[MOST_SHOWN:]),
        "several": len({row.organisation_id for row in rows} | {row.organisation_id for row in questions}) > 1,
        "questions": asked,
        "asked": len(questions),
        "more_asked": len(questions[MOST_SHOWN:]),
        "questions_url": all_questions,
        "list_url": absolute(url),
    }
    return tell(key=key, kind=kind.code, recipient=to, template=template, facts=facts, url=url, now=now)


def _items(rows: Sequence[Submission], *, to: User, now: dt.datetime) -> list[dict[str, Any]]:
    """Return what the mail says of each thing sent, with a link of its own for the person it goes to."""
    return [
        {
            "title": title_of(row.page, to.language),  # type: ignore[attr-defined]
            "agency": row.organisation.name(to.language),
            "number": row.number,
            "kind": row.kind,
            "answer_on": row.answer_on,
            "is_late": _is_late(row, now),
            "url": absolute(issue(submission=row, user=to, language=to.language, now=now)),
        }
        for row in with_pages(rows)
    ]


def _asked(rows: Sequence[Question], language: str) -> list[dict[str, Any]]:
    """Return what the mail says of each question, with the address of its page."""
    return [
        {
            "title": title_of(row.page, language),  # type: ignore[attr-defined]
            "agency": row.organisation.name(language),
            "number": row.entry.number,
            "asked_on": row.asked_at.date(),
            "url": absolute(reverse("question", args=[row.public_id])),
        }
        for row in with_their_pages(rows)
    ]


def _due(rows: Sequence[Submission], today: dt.date) -> dict[str, int]:
    """Return how many of the rows are due on the days on which the contract reminds, by the name of the reminder."""
    days = {today + before: str(step) for step, before in REMINDERS.items()}
    return Counter(days[row.answer_on] for row in rows if row.answer_on in days)


def _is_late(row: Submission, now: dt.datetime) -> bool:
    return row.answer_on is not None and row.answer_on < now.date()
