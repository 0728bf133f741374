"""What an agency may see of a profile: given with what is sent, changed and taken back at any time."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from foundation.outbox.operations import record
from marketplace.answers.models import PARTS, Grant, Submission
from marketplace.answers.queries import locked


@transaction.atomic
def show(*, submission: Submission, parts: Sequence[str], now: dt.datetime) -> Submission:
    """Let the agency see just these parts of the profile from now on; what is taken back is hidden at once.

    Parts that do not go with this kind are left out.
    """
    locked(submission)
    has = set(submission.grants.filter(withdrawn_at=None).values_list("part", flat=True))
    wanted = [part for part in PARTS[submission.kind] if part in parts]
    gone, new = has - set(wanted), [part for part in wanted if part not in has]
    if gone:
        submission.grants.filter(withdrawn_at=None, part__in=gone).update(withdrawn_at=now)
    Grant.objects.bulk_create([Grant(submission=submission, part=part, granted_at=now) for part in new])
    if gone or new:
        record("submission.grants_changed", subject=submission, now=now)
    return submission
