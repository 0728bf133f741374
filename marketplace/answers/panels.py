"""What one has sent, on one's desk, with its days; and what an entry of the register is about."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils import timezone

from foundation.panels.registry import Fragment
from foundation.registry.models import Entry
from marketplace.answers.lifecycle import OVER
from marketplace.answers.models import Passing, Submission
from marketplace.answers.queries import with_addresses, with_pages
from marketplace.answers.timelines import with_timelines

ON_DESK = 5


def mine(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """Drafts, what waits for an answer and missions to come, what changed last first; nothing for who sent nothing."""
    own = Submission.objects.of(request.user)
    running = own.exclude(status__in=OVER).select_related("entry", "organisation").prefetch_related("moves")
    rows = with_pages(running.order_by("-updated_at", "-pk")[: ON_DESK + 1])
    if not rows and not own.exists():
        return {}
    shown = with_addresses(with_timelines(rows[:ON_DESK], today=timezone.localdate()))
    return {None: Fragment("answers/_mine_panel.html", {"rows": shown, "more": len(rows) > ON_DESK})}


def of_entry(*, request: HttpRequest, subjects: list[Entry]) -> Mapping[Any, Fragment]:
    """On an entry of a register: the way to the application or interest it is about, for who may read it; and with
    whom it is, for a coordinator is nobody in the register.
    """
    about = {entry.about for entry in subjects if entry.about}
    passings = Prefetch("passings", Passing.objects.with_standing().select_related("to"))
    found = Submission.objects.readable_by(request.user).filter(public_id__in=about).prefetch_related(passings)
    rows = found if about else []
    by_id = {row.public_id: row for row in with_pages(rows)}
    return {
        entry.pk: Fragment(
            "answers/_entry_panel.html", {"submission": by_id[entry.about], "with_whom": _whose(by_id[entry.about])}
        )
        for entry in subjects
        if entry.about in by_id
    }


def _whose(submission: Submission) -> Any:
    """Return who answers a submission that waits, as it was last passed on; None when it is everybody's."""
    passed: list[Any] = list(submission.passings.all())
    return passed[-1].to if passed and passed[-1].stands and submission.is_pending else None
