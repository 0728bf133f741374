"""Note that a focal point has reminded an agency of what is late there, or called it: of that he is not silent."""

import datetime as dt

from django.db import transaction

from foundation.accounts.models import User
from foundation.organisations.models import FocalPoint, Organisation
from marketplace.answers.models import Submission
from marketplace.contract.lifecycle import Step
from marketplace.contract.models import Mark
from marketplace.contract.queries import told_of, without


@transaction.atomic
def note_nudge(*, organisation: Organisation, by: User, now: dt.datetime) -> int:
    """Mark what a focal point was told of and reminds the agency of, by mail or telephone, in its transaction.

    Each submission is marked once for an answer date: reminding again puts nothing off. Returns how many were marked.
    """
    if not FocalPoint.objects.filter(user=by, country=organisation.country).exists():
        return 0
    late = Submission.objects.late(now.date()).filter(organisation=organisation)
    rows = without(Step.NUDGED, told_of(Step.FOCAL_POINT, late)).order_by("pk")
    marks = [Mark(submission=row, step=Step.NUDGED, answer_on=row.answer_on, at=now) for row in rows]
    return len(Mark.objects.bulk_create(marks))
