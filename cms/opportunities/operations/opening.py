"""An agency closes its page early, pauses it, or lets it go on."""

import datetime as dt
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from cms.agencies.models import require_free
from cms.opportunities import lifecycle
from cms.opportunities.lifecycle import Openness
from cms.opportunities.models import Opportunity, OpportunityState
from cms.opportunities.operations.places import lock_places
from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.organisations.models import Coordinator
from foundation.outbox.operations import record


@transaction.atomic
def close_early(*, page: Opportunity, by: User, now: dt.datetime) -> OpportunityState:
    """Close before the last day; the page stays readable and says so."""
    state = _state(page, by)
    if state.closed_early_at is None:
        state.closed_early_at = now
        state.save(update_fields=["closed_early_at"])
        record("page.changed", subject=page, now=now)
    return state


@transaction.atomic
def pause(
    *, page: Opportunity, until: dt.date | None, reason: str = "", by: User, now: dt.datetime
) -> OpportunityState:
    """Let nobody answer until a day (that day included), or until `go_on`; readers are told the reason.

    Whoever waits for an answer goes on waiting for the same day. A coordinator whom the agency has named may do it too,
    and it is written down as hers.

    Raises:
        DomainError: the person may not, the page is closed by its date, the day has passed, or this ends a pause sooner
            while the agency is held.
    """
    state = _state(page, by, or_coordinator=True)
    if page.openness(now.date()) is Openness.CLOSED_BY_DATE:
        raise DomainError(_("The last day to answer has passed: there is nothing to pause."))
    if until is not None and until < now.date():
        raise DomainError(_("This day has passed: choose a later one."), field="until")
    if until is not None and _paused_beyond(state, until, today=now.date()):
        require_free(page.agency.organisation_id)
    state.paused_at, state.paused_until, state.pause_reason = now, until, " ".join(reason.split())[:300]
    state.paused_by, state.paused_by_coordinator = by, not _may_publish(page, by)
    state.save(update_fields=["paused_at", "paused_until", "pause_reason", "paused_by", "paused_by_coordinator"])
    record("page.changed", subject=page, now=now)
    return state


@transaction.atomic
def go_on(*, page: Opportunity, by: User, now: dt.datetime) -> OpportunityState:
    """End a pause and undo an early closing; a coordinator may end a pause.

    Raises:
        DomainError: the person may not, or this would open the page while its agency is held.
    """
    state = _state(page, by, or_coordinator=True)
    if state.closed_early_at is not None:
        _require_may_publish(page, by)
    page.opportunity_state = state
    shut = page.facts()
    if lifecycle.opens(shut, replace(shut, closed_early=False, paused=False), on=now.date()):
        require_free(page.agency.organisation_id)
    state.paused_at = state.paused_until = state.closed_early_at = None
    state.pause_reason, state.paused_by, state.paused_by_coordinator = "", None, False
    state.save(
        update_fields=[
            *("paused_at", "paused_until", "closed_early_at"),
            *("pause_reason", "paused_by", "paused_by_coordinator"),
        ]
    )
    record("page.changed", subject=page, now=now)
    return state


def _paused_beyond(state: OpportunityState, day: dt.date, *, today: dt.date) -> bool:
    """Tell whether a page is paused now, and longer than to a day."""
    last = state.paused_until or dt.date.max
    return state.paused_at is not None and last >= today and last > day


def _state(page: Opportunity, by: User, *, or_coordinator: bool = False) -> OpportunityState:
    acting = Coordinator.objects.acting().filter(organisation=page.agency.organisation_id, user=by)
    if not (or_coordinator and acting.exists()):
        _require_may_publish(page, by)
    return lock_places(page=page)


def _may_publish(page: Opportunity, by: User) -> bool:
    return page.permissions_for_user(by).can_publish()  # type: ignore[no-any-return]


def _require_may_publish(page: Opportunity, by: User) -> None:
    if not _may_publish(page, by):
        raise DomainError(_("Only who may publish this page can open or close it."))
