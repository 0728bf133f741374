"""All missions to look after, for who answers for an agency; all whose end is not confirmed, for who stands above."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from marketplace.answers.queries import with_pages
from marketplace.outcomes.queries import by_agency, looks_after_a_country, needy, unconfirmed_above

PAGE = 30


@never_cache
@login_required
@require_safe
def to_look_after(request: HttpRequest) -> HttpResponse:
    """What the agency of a person has to do for its missions; empty for who answers for none."""
    page = _paged(request, needy(request.user, on=timezone.localdate()))
    context = {"page": page, "rows": with_pages(page.object_list)}
    return render(request, "outcomes/to_look_after.html", context)


@never_cache
@login_required
@require_safe
def above(request: HttpRequest) -> HttpResponse:
    """Missions across a country of which nobody said that they are done, the oldest first, with whom to call."""
    if not looks_after_a_country(request.user):
        raise Http404
    page = _paged(request, unconfirmed_above(request.user, on=timezone.localdate()))
    context = {"page": page, "agencies": by_agency(page.object_list)}
    return render(request, "outcomes/unconfirmed.html", context)


def _paged(request: HttpRequest, rows: Any) -> Any:
    return Paginator(rows, PAGE).get_page(request.GET.get("page"))
