"""What the contract shows on pages: the promised date and what became of it, how an agency answers, why it is held."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from cms.agencies.models import AgencyPage, Hold
from cms.opportunities.lifecycle import Openness
from cms.opportunities.models import Investment, MissionCall
from foundation.organisations.models import EDITING, Membership, Organisation, Role
from foundation.panels.registry import Fragment
from marketplace.answers.models import Promise, Submission
from marketplace.answers.queries import Figures, due_day, figures_by
from marketplace.contract.queries import unanswered_for_good

SHOWN = 10


def agency(*, request: HttpRequest, subjects: list[AgencyPage]) -> Mapping[Any, Fragment]:
    """On an agency's page: how it answers, for everybody; nothing while nothing is settled or late there."""
    figures = _public_figures([page.organisation_id for page in subjects])
    return {
        page.pk: Fragment("contract/_figures.html", {"figures": figures[page.organisation_id]})
        for page in subjects
        if page.organisation_id in figures
    }


def promised(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """On a call: how its agency answers, a date that was moved, why it is paused; to the team the way to its desk."""
    pages = [page for page in subjects if isinstance(page, MissionCall | Investment) and page.live]
    if not pages:
        return {}
    figures = _public_figures([page.agency.organisation_id for page in pages])
    promises = {row.page_id: row for row in _promises(pages)}
    own = _answered(request.user)
    now = timezone.now()
    fragments = {}
    for page in pages:
        openness, made = page.openness(timezone.localdate()), promises.get(page.pk)
        said = made.answer_on if made else page.answers_by
        day = due_day(said, now=now) if openness is Openness.OPEN and said else None
        context = {
            "page": page,
            "promise": made if made and made.was_moved else None,
            "today_answered_by": day if day != said else None,
            "paused": page.state() if openness is Openness.PAUSED else None,
            "figures": figures.get(page.agency.organisation_id),
            "is_own": page.agency.organisation_id in own,
        }
        if any(context[name] for name in ("promise", "today_answered_by", "paused", "figures", "is_own")):
            fragments[page.pk] = Fragment("contract/_promised.html", context)
    return fragments


def moved(*, request: HttpRequest, subjects: list[Submission]) -> Mapping[Any, Fragment]:
    """To the person who waits: when her answer date was moved since she sent it, and why."""
    rows = Promise.objects.filter(page__in=[each.opportunity_id for each in subjects]).prefetch_related("moves")
    promises = {row.page_id: row for row in rows.order_by("pk")}
    fragments = {}
    for each in subjects:
        made = promises.get(each.opportunity_id)
        moves = (
            [move for move in made.moves.all() if move.at >= each.submitted_at] if made and each.submitted_at else []
        )
        if moves:
            fragments[each.pk] = Fragment("contract/_moved.html", {"moves": moves})
    return fragments


def editor(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """In the editor: that people count on the answer date, and where it is moved."""
    promises = {row.page_id: row for row in _promises([page for page in subjects if page.pk])}
    waiting = set(Submission.objects.pending().filter(opportunity__in=promises).values_list("opportunity", flat=True))
    return {
        page.pk: Fragment(
            "contract/_editor.html",
            {"page": page, "promise": promises[page.pk], "is_moved_there": page.live or page.pk in waiting},
        )
        for page in subjects
        if page.pk in promises
    }


def desk(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """To the team of an agency: how it answers and whether it is held; to who answers also whom to write to so that it
    is free, and the way to the calls. Who only reads has the figures.
    """
    roles = _read(request.user)
    organisations = {row.pk: row for row in Organisation.objects.filter(pk__in=roles).order_by("pk")}
    if not organisations:
        return {}
    figures = _figures(organisations)
    holds = Hold.objects.active().filter(organisation__in=organisations, reason=Hold.Reason.UNANSWERED)
    held = {row.organisation_id: row for row in holds.order_by("pk")}
    answers = {pk for pk, role in roles.items() if role in EDITING}
    silent = unanswered_for_good().filter(organisation__in=answers & set(held)).exclude(person=request.user.pk)
    silent = silent.select_related("entry", "person")
    to_write: dict[int, list[Submission]] = {}
    for row in silent.order_by("answer_on", "pk")[: SHOWN * len(held)]:
        to_write.setdefault(row.organisation_id, []).append(row)
    rows = [
        {
            "organisation": organisation,
            "figures": figures.get(pk, Figures()),
            "hold": held.get(pk),
            "answers": pk in answers,
            "to_write": to_write.get(pk, [])[:SHOWN],
        }
        for pk, organisation in organisations.items()
        if pk in figures or pk in held
    ]
    context = {"rows": rows, "answers": any(row["answers"] for row in rows)}
    return {None: Fragment("contract/_desk.html", context)} if rows else {}


def _figures(organisations: Any) -> dict[int, Figures]:
    rows = Submission.objects.filter(organisation__in=list(organisations))
    return figures_by("organisation", rows, on=timezone.now().date())


def _public_figures(organisations: Any) -> dict[int, Figures]:
    """Return what everybody may read: that something waits shows only once it is late."""
    return {pk: each for pk, each in _figures(organisations).items() if each.settled or each.late}


def _promises(pages: list[Any]) -> Any:
    return Promise.objects.filter(page__in=[page.pk for page in pages]).prefetch_related("moves").order_by("pk")


def _answered(user: Any) -> set[int]:
    """Return the organisations for which a person answers, as a member or as a coordinator."""
    if not user.is_authenticated:
        return set()
    return set(Organisation.objects.answered_by(user).values_list("pk", flat=True))


def _read(user: Any) -> dict[int, str]:
    """Return the organisations in whose team a person answers or only reads, with her role."""
    if not user.is_authenticated:
        return {}
    own = Membership.objects.filter(user=user, role__in=(*EDITING, Role.VIEWER))
    return dict(own.values_list("organisation", "role"))
