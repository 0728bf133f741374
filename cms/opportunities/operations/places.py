"""What answers change beside a page: its row is locked first of all, places are counted, the answer date is fixed."""

import datetime as dt

from django.db import transaction

from cms.opportunities.models import Opportunity, OpportunityState
from foundation.outbox.operations import record


@transaction.atomic
def lock_places(*, page: Opportunity) -> OpportunityState:
    """Return the row beside a page, locked: who changes what waits or who has a place locks it first of all."""
    state, _created = OpportunityState.objects.select_for_update(of=("self",)).get_or_create(page_id=page.pk)
    return state


@transaction.atomic
def count_places(*, page: Opportunity, pending: int, seats: int, now: dt.datetime) -> OpportunityState:
    """Write down how many answers wait and how many places are taken; a list that shuts or opens by it is told of."""
    state = lock_places(page=page)
    if (state.pending_count, state.seats_taken) != (pending, seats):
        before = _shut_by(page, state)
        state.pending_count, state.seats_taken = pending, seats
        state.save(update_fields=["pending_count", "seats_taken"])
        if _shut_by(page, state) != before:
            record("page.changed", subject=page, now=now)
    return state


def _shut_by(page: Opportunity, state: OpportunityState) -> tuple[bool, bool]:
    """Tell whether all places are taken, and whether as many answers wait as may; an investment has no places."""
    seats, limit = getattr(page, "seats", None), getattr(page, "pending_limit", None)
    return (
        seats is not None and state.seats_taken >= seats,
        limit is not None and state.pending_count >= limit,
    )


@transaction.atomic
def promise(*, page: Opportunity, on: dt.date, now: dt.datetime) -> OpportunityState:
    """Fix the answer date of a page, since somebody counts on it: from now on only this moves it, no draft does."""
    state = lock_places(page=page)
    if state.promised_on != on:
        state.promised_on, state.first_promised_on = on, state.first_promised_on or on
        state.save(update_fields=["promised_on", "first_promised_on"])
        if page.answers_by != on:
            page.answers_by = on
            page.save(update_fields=["answers_by"])
        record("page.changed", subject=page, now=now)
    return state
