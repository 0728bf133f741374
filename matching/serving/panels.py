"""What matching shows below: the best at home, why a call fits on its page, whom it finds in the editor."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from cms.opportunities.models import Investment, MissionCall
from foundation.base.locales import active_language
from foundation.panels.registry import Fragment
from matching.serving.cards import shown
from matching.serving.lists import pair, ranked_for
from matching.serving.queries import looks_for_people, open_calls, profiles_of
from matching.serving.reach import reach_in_words
from search.engines.base import EngineDown

AT_HOME = 3


def home(*, request: HttpRequest, subjects: Iterable[Any]) -> dict[Any, Fragment]:
    """The three best for a signed-in person with a profile; nothing for others, or while the engine is down."""
    if not request.user.is_authenticated:
        return {}
    language, now = active_language(), timezone.now()
    lists = []
    try:
        for profile in profiles_of(request.user).values():
            best = ranked_for(profile, language=language, now=now, limit=AT_HOME, viewer=request.user, place="home")
            if best.rows:
                lists.append(shown(best, request=request, language=language, today=now.date()))
    except EngineDown:
        return {}
    return {None: Fragment("matching/_home.html", {"lists": lists})} if lists else {}


def opportunity(*, request: HttpRequest, subjects: Iterable[Any]) -> dict[Any, Fragment]:
    """For who looks for people for the agency the way to them; for a person with a profile of its kind why it fits."""
    if not request.user.is_authenticated:
        return {}
    fragments: dict[Any, Fragment] = {}
    profiles: dict[str, Any] | None = None
    for page in subjects:
        if not isinstance(page, MissionCall | Investment):
            continue
        if looks_for_people(request.user, page):
            fragments[page.pk] = Fragment("matching/_for_agency.html", {"people_url": people_url(page)})
            continue
        if profiles is None:
            profiles = profiles_of(request.user)
        profile = profiles.get("expert" if isinstance(page, MissionCall) else "investor")
        if profile is not None:
            row = pair(profile, page, language=active_language(), now=timezone.now())
            fragments[page.pk] = Fragment("matching/_fit.html", {"row": row})
    return fragments


def reach(*, request: HttpRequest, subjects: Iterable[Any]) -> dict[Any, Fragment]:
    """In the editor of a call: how many qualified people there are, and what would find more; nobody is named."""
    fragments: dict[Any, Fragment] = {}
    language = active_language()
    for page in subjects:
        if not (isinstance(page, MissionCall) and page.pk):
            continue
        found = reach_in_words(page, language=language, now=timezone.now())
        fragments[page.pk] = Fragment("matching/_reach.html", {"page": page, "reach": found})
    return fragments


def coordinating(*, request: HttpRequest, subjects: Iterable[Any]) -> dict[Any, Fragment]:
    """For a coordinator of an agency: its open calls, each with the way to its people and to whom it has invited."""
    fragments: dict[Any, Fragment] = {}
    for organisation in subjects:
        calls = [(page, people_url(page)) for page in open_calls(organisation, now=timezone.now())]
        if calls:
            fragments[organisation.pk] = Fragment("matching/_for_coordinator.html", {"calls": calls})
    return fragments


def people_url(page: Any) -> str:
    """The address of the people of a page, made from the page's own when it is shown."""
    country, agency, slug = page.url_path.rstrip("/").split("/")[-3:]
    return reverse("people", kwargs={"country": country, "agency": agency, "slug": slug})
