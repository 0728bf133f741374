"""Begin what will be sent to an agency: one draft per person and page, whatever is pressed twice."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import transaction

from cms.opportunities.models import Opportunity
from foundation.accounts.models import User
from marketplace.answers.lifecycle import Kind
from marketplace.answers.models import Submission
from marketplace.answers.operations.sending import require_open
from marketplace.answers.operations.showing import show

Draft = TypeVar("Draft", bound=Submission)


@transaction.atomic
def begin_draft(
    *,
    model: type[Draft],
    kind: Kind,
    page: Opportunity,
    proposed: Sequence[str],
    by: User,
    language: str,
    now: dt.datetime,
) -> Draft:
    """Return what a person has begun or sent for a page, or a new draft that shows the `proposed` parts.

    What she withdrew, and an offer that ended, stand no more: she may begin anew while the page is open.

    Raises:
        SubmissionError: she has none, and nobody can answer this page now.
    """
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # two tabs end in one draft
    rows: Any = model._default_manager
    own: Draft | None = rows.filter(person=by, opportunity_id=page.pk).standing().first()
    if own is not None:
        return own
    require_open(page=page, by=by, now=now)
    draft: Draft = rows.create(
        kind=kind,
        opportunity_id=page.pk,
        organisation=page.agency.organisation,
        person=by,
        language=language,
        created_at=now,
        updated_at=now,
    )
    show(submission=draft, parts=proposed, now=now)
    return draft
