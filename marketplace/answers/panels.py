"""What one has sent, on one's desk: what runs, with its days."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from foundation.panels.registry import Fragment
from marketplace.answers.lifecycle import OVER
from marketplace.answers.models import Submission
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
