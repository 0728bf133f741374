"""What desks show of answering: to do first and the calls, the phone list, and what is late across a country."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from foundation.organisations.models import Coordinator, FocalPoint, Organisation
from foundation.panels.registry import Fragment
from marketplace.answering.queries import country_figures, funnels, has_published, late_agencies, phone_list, read_for
from marketplace.answers.models import Submission
from marketplace.answers.queries import waiting_for, with_pages
from marketplace.contract.queries import escalations

FIRST = 5


def to_do_first(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """For who answers: what waits, what was passed on to her first, then the most urgent; and the calls with a funnel.

    From the first published call on, also while nothing has been sent.
    """
    user: Any = request.user
    calls = funnels(user)
    waiting = _hers_first(user, waiting_for(user))
    if not calls and not waiting and not has_published(read_for(user)):
        return {}
    context = {
        "rows": with_pages(waiting[:FIRST]),
        "count": len(waiting),
        "today": timezone.localdate(),
        "calls": calls,
    }
    return {None: Fragment("answering/_to_do_first.html", context)}


def _hers_first(user: Any, waiting: list[Submission]) -> list[Submission]:
    """Give each `is_hers`, whether it was passed on to this person last; those come first, each group in its order."""
    for row in waiting:
        passed = list(row.passings.all())
        row.is_hers = bool(passed) and passed[-1].to_id == user.pk  # type: ignore[attr-defined]
    return sorted(waiting, key=lambda row: not row.is_hers)  # type: ignore[attr-defined]


def whom_to_call(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """For a coordinator: the agencies to call first."""
    if not Coordinator.objects.acting().filter(user=request.user).exists():  # type: ignore[misc]
        return {}
    today = timezone.localdate()
    agencies = phone_list(request.user, on=today)
    context = {"agencies": agencies[:FIRST], "count": len(agencies), "today": today}
    return {None: Fragment("answering/_whom_to_call.html", context)}


def late_in_country(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """For a focal point: agencies with something late, with a button that reminds them, and what went further.

    For administrators, the rung above, the same of all countries, as long as something is late.
    """
    user: Any = request.user
    is_focal_point = FocalPoint.objects.filter(user=user).exists()
    if not is_focal_point and not user.is_superuser:
        return {}
    now = timezone.now()
    agencies = late_agencies(user, on=timezone.localdate(now))
    told = escalations(Organisation.objects.verifiable_by(user))
    if not is_focal_point and not agencies and not told:
        return {}
    context = {
        "agencies": agencies[:FIRST],
        "count": len(agencies),
        "escalations": told[:FIRST],
        "figures": country_figures(user, now=now),
        "today": timezone.localdate(now),
    }
    return {None: Fragment("answering/_late_in_country.html", context)}
