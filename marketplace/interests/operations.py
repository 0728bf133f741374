"""An investor declares her interest in a project: begun, kept while it is typed, and sent with its number."""

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.opportunities.models import Investment
from foundation.accounts.models import User
from foundation.registry.parties import Words
from marketplace.answers.lifecycle import Kind, Status
from marketplace.answers.models import Submission
from marketplace.answers.operations.drafting import begin_draft
from marketplace.answers.operations.moving import SubmissionError
from marketplace.answers.operations.sending import send
from marketplace.answers.operations.showing import show
from marketplace.answers.queries import locked
from marketplace.interests.models import PROPOSED, Interest
from marketplace.interests.queries import words_of


@transaction.atomic
def begin(*, investment: Investment, by: User, language: str, now: dt.datetime) -> Interest:
    """Return the person's interest in a project: the one she has, or a new draft that proposes what to show.

    Raises:
        SubmissionError: she has none, and nobody can answer this project now.
    """
    return begin_draft(
        model=Interest, kind=Kind.INTEREST, page=investment, proposed=PROPOSED, by=by, language=language, now=now
    )


@transaction.atomic
def keep(
    *,
    interest: Interest,
    message: str,
    amount_min_minor: int | None,
    amount_max_minor: int | None,
    currency: str,
    parts: Sequence[str],
    now: dt.datetime,
) -> Interest:
    """Write down what stands in the form now; nothing needs to be complete. Amounts are minor units of `currency`.

    Raises:
        SubmissionError: it was sent already, or the amounts do not go together; nothing was written.
    """
    _require_draft(interest)
    amounts = [amount for amount in (amount_min_minor, amount_max_minor) if amount is not None]
    if amounts and not currency:
        raise SubmissionError(_("Choose the currency of the amount."), field="currency")
    if amounts != sorted(amounts):
        raise SubmissionError(_("The range runs from the smaller to the larger amount."), field="amount_max")
    interest.message, interest.currency, interest.updated_at = message, currency, now
    interest.amount_min_minor, interest.amount_max_minor = amount_min_minor, amount_max_minor
    interest.save(update_fields=["message", "currency", "amount_min_minor", "amount_max_minor", "updated_at"])
    show(submission=interest, parts=parts, now=now)
    return interest


@transaction.atomic
def declare(*, interest: Interest, by: User, understood: bool, now: dt.datetime) -> Submission:
    """Send an interest: it gets its number, and the agency owes an answer from now on. It binds nobody.

    Raises:
        SubmissionError: something is missing, it was sent already, or the project takes none now; nothing was written.
    """
    if not understood:
        raise SubmissionError(
            _("Tick that you have read it: this is no offer, and nothing is paid here."), field="understood"
        )
    if not interest.message.strip():
        raise SubmissionError(_("Say in a sentence or two what interests you in this project."), field="message")
    if not interest.grants.filter(withdrawn_at=None).exists():
        raise SubmissionError(_("Choose at least one part of your profile for the agency to read."), field="parts")
    return send(submission=interest, by=by, nature="interest", pieces=partial(_pieces, interest.pk), now=now)


def _pieces(key: int) -> list[Words]:
    """Return what the register keeps a fingerprint of, as it stands once the row is locked."""
    read: Any = Interest.objects.get(pk=key)
    return [Words("interest", words_of(read))]


def _require_draft(interest: Interest) -> None:
    if locked(interest).status != Status.DRAFT:
        raise SubmissionError(_("This was sent already."), code="sent_already")
