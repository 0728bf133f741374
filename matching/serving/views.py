"""For you, and people for this: two ranked lists with their reasons."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe

from cms.opportunities.models import Investment, MissionCall
from foundation.accounts.models import User
from foundation.base.locales import active_language
from foundation.panels.registry import panels_for
from marketplace.profiles.queries import completeness
from matching.serving.cards import ShownList, shown
from matching.serving.lists import people_for, ranked_for
from matching.serving.queries import coordinates, page_of_agency, profiles_of
from search.engines.base import EngineDown
from search.results.cards import cards
from search.results.queries import NEWEST, newest_in_turn

SHOWN = 20


@login_required
def for_you(request: HttpRequest) -> HttpResponse:
    """Missions for an expert, investments for an investor, both for a person who is both."""
    now, language = timezone.now(), active_language()
    lists: dict[str, ShownList] = {}
    engine_down = False
    profiles = profiles_of(request.user)
    try:
        for kind, profile in profiles.items():
            ranked = ranked_for(profile, language=language, now=now, limit=SHOWN, viewer=cast(User, request.user))
            advice = completeness(profile)
            lists[kind] = shown(ranked, request=request, language=language, today=now.date(), advice=advice)
    except EngineDown:
        engine_down = True
    context = {"lists": lists, "has_profile": bool(profiles), "engine_down": engine_down}
    if engine_down:
        pages = newest_in_turn(request.user, now.date(), limit=NEWEST)
        context["newest"] = cards(pages, request=request, language=language, today=now.date())
    return render(request, "matching/for_you.html", context, status=503 if engine_down else 200)


@login_required
def people(request: HttpRequest, country: str, agency: str, slug: str) -> HttpResponse:
    """The shortlist of one opportunity, for the team of the agency that publishes it and its coordinators."""
    page = page_of_agency(request.user, (MissionCall, Investment), country=country, agency=agency, slug=slug)
    if page is None:
        raise Http404
    ranked, engine_down = None, False
    try:
        ranked = people_for(
            page, language=active_language(), now=timezone.now(), limit=SHOWN, viewer=cast(User, request.user)
        )
    except EngineDown:
        engine_down = True
    rows = []
    if ranked is not None:
        profiles = [row.subject for row in ranked.rows]
        for profile in profiles:
            profile.found_for = page
        beside = panels_for("person", request=request, subjects=profiles)
        rows = [(row, [mark_safe(html) for html in beside.get(row.subject.pk, [])]) for row in ranked.rows]
    context = {"page": page, "ranked": ranked, "rows": rows, "engine_down": engine_down}
    if coordinates(request.user, page.agency.organisation_id):
        context["acts_for"] = page.agency.organisation
    return render(request, "matching/people.html", context, status=503 if engine_down else 200)
