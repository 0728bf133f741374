"""Questions on pages below: those of a page and the way to ask, what waits on the desk, the question of an entry."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from cms.opportunities.lifecycle import Openness
from cms.opportunities.models import Investment, MissionCall
from cms.opportunities.queries import attach_agencies
from foundation.organisations.models import Organisation
from foundation.panels.registry import Fragment
from foundation.registry.models import Entry
from marketplace.questions.forms import AskForm
from marketplace.questions.lifecycle import ASKABLE, NOT_PUBLISHED, Status
from marketplace.questions.models import Question
from marketplace.questions.queries import with_pages

FIRST = 5  # on the page itself; the others stand on their own


def asked(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """On a call, an investment and before applying: what was answered for all, one's own, and the way to ask."""
    pages = attach_agencies([page for page in subjects if isinstance(page, MissionCall | Investment) and page.live])
    fragments = {}
    for page in pages:
        context = asked_about(page, request.user)
        if context["answered"] or context["own"] or context["ended"] or context["may_ask"]:
            context["more"] = len(context["answered"]) > FIRST
            context["answered"] = context["answered"][:FIRST]
            fragments[page.pk] = Fragment("questions/_panel.html", context)
    return fragments


def asked_about(page: Any, user: Any, form: AskForm | None = None) -> dict[str, Any]:
    """Return what the templates of a page's questions need; `may_ask` is True for a visitor, who signs in first.

    Of a page that is not published (`is_public`) that is only what the person has asked herself.
    """
    team = user.is_authenticated and Organisation.objects.of(user).filter(pk=page.agency.organisation_id).exists()
    openness: Openness = page.openness(timezone.localdate())
    is_public = openness not in (Openness.UNPUBLISHED, Openness.AGENCY_NOT_LIVE)
    answered = Question.objects.public().filter(opportunity_id=page.pk)
    if not is_public:
        answered &= Question.objects.of(user)
    hers = Question.objects.of(user).filter(opportunity_id=page.pk, status__in=(Status.WAITING, *NOT_PUBLISHED))
    own = list(hers.order_by("asked_at", "pk"))
    return {
        "page": page,
        "is_public": is_public,
        "answered": list(answered),
        "own": [question for question in own if question.is_waiting],
        "ended": [question for question in own if not question.is_waiting],
        "may_ask": openness in ASKABLE and not team,
        "ask_form": form or AskForm(),
        "team": team,
    }


def to_answer(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """On the desk: how many questions wait for who answers; nothing where none does."""
    waiting = Question.objects.answerable_by(request.user).waiting().count()
    return {None: Fragment("questions/_to_answer.html", {"waiting": waiting})} if waiting else {}


def of_entry(*, request: HttpRequest, subjects: list[Entry]) -> Mapping[Any, Fragment]:
    """On an entry of a register, a question or what was sent about it: the way to the question, for who may answer."""
    arrivals = {entry.pk: entry.reply_to_id or entry.pk for entry in subjects if entry.about}
    rows = Question.objects.answerable_by(request.user).filter(entry__in=set(arrivals.values())) if arrivals else []
    by_entry = {row.entry_id: row for row in with_pages(rows)}
    return {
        pk: Fragment("questions/_entry_panel.html", {"question": by_entry[arrival]})
        for pk, arrival in arrivals.items()
        if arrival in by_entry
    }
