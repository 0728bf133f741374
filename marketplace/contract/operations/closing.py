"""Close as unanswered what an agency left without an answer beyond the time of grace, with a letter to the person."""

import datetime as dt
import logging
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from cms.opportunities.operations.places import lock_places
from marketplace.answers.letters import ready_letter
from marketplace.answers.lifecycle import Actor
from marketplace.answers.models import Submission
from marketplace.answers.operations.moving import move
from marketplace.answers.queries import locked, specific
from marketplace.contract.lifecycle import Step, over_since
from marketplace.contract.queries import focal_points_of, reminded_of, told_of

log = logging.getLogger(__name__)


def close_unanswered(*, now: dt.datetime) -> int:
    """Close what has waited beyond its grace time, each in a transaction of its own; return how many."""
    over = Submission.objects.pending().filter(answer_on__lte=over_since(now.date()))
    done, errors = 0, []
    for row in over.select_related("person").order_by("answer_on", "pk").iterator(chunk_size=100):
        try:
            done += _close(submission=row, others=_others(row, now), now=now)
        except Exception as error:  # whatever one row raises, the others are closed
            errors.append(error)
    if errors:
        raise errors[0]
    return done


@transaction.atomic
def _close(*, submission: Submission, others: list[tuple[str, str]], now: dt.datetime) -> int:
    """Close one, unless it was answered or its date was moved meanwhile."""
    page = specific(submission)
    lock_places(page=page)
    submission = locked(submission)
    if not submission.is_pending or submission.answer_on is None or submission.answer_on > over_since(now.date()):
        return 0
    known: dict[str, Any] = {
        "reminded": bool(reminded_of([submission])),
        "focal_point": told_of(Step.FOCAL_POINT, Submission.objects.filter(pk=submission.pk)).exists()
        and bool(focal_points_of(submission.organisation.country)),
    }
    letter = ready_letter(submission, "leave_unanswered", page, **known)
    facts = {"others": [{"title": title, "url": url} for title, url in others]}
    move(
        submission=submission, name="leave_unanswered", actor=Actor.CLOCK, by=None, letter=letter, facts=facts, now=now
    )
    return 1


def _others(submission: Submission, now: dt.datetime) -> list[tuple[str, str]]:
    """Return (title, address) of open calls for the person; the letter goes without when nothing can say."""
    if submission.person is None or not submission.person.is_active:
        return []
    fitting: Any = import_string(settings.FITTING_OPPORTUNITIES)
    try:
        return fitting(submission=submission, language=submission.person.language, now=now)
    except Exception:
        log.exception("no other calls for %s", submission.public_id)
        return []
