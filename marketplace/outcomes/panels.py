"""Missions on pages below: what is next for each side, what the desk has to look after, a call to be repeated."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from cms.opportunities.lifecycle import Openness
from cms.opportunities.models import MissionCall
from cms.opportunities.queries import attach_agencies
from foundation.organisations.models import Organisation
from foundation.panels.registry import Fragment
from marketplace.answers.lifecycle import Kind, Status
from marketplace.answers.models import Move, Submission
from marketplace.answers.queries import with_pages
from marketplace.outcomes.lifecycle import ANSWERS, QUESTIONS, Side
from marketplace.outcomes.models import Certificate, Deliverable, Outcome, Preparation
from marketplace.outcomes.queries import (
    MISSION,
    answer_address,
    by_agency,
    looks_after_a_country,
    mission_figures,
    needy,
    refresh_address,
    side_of,
    unconfirmed,
    unconfirmed_above,
    versions_of,
)

MOST_SHOWN = 10
ENOUGH_ASKED = 5  # below it a share says what one person said


def mission(*, request: HttpRequest, subjects: list[Submission]) -> Mapping[Any, Fragment]:
    """On the page of a submission that became a mission, for each side: what is next, and what there is."""
    fragments = {}
    for submission in subjects:
        if submission.kind == Kind.APPLICATION and submission.status in MISSION:
            fragments[submission.pk] = Fragment("outcomes/_mission.html", _mission(request, submission))
    return fragments


def _mission(request: HttpRequest, submission: Submission) -> dict[str, Any]:
    now = timezone.now()
    side, _actor = side_of(request.user, submission)
    versions = versions_of(submission)
    agreed = next((row for row in versions if row.is_agreed), None)
    latest = versions[0] if versions else None
    certificate = Certificate.objects.filter(application_id=submission.pk).select_related("entry").first()
    running = submission.status == Status.ACCEPTED
    asked = Outcome.objects.filter(application_id=submission.pk, side=side).select_related("answered_by")
    return {
        "submission": submission,
        "side": side,
        "agreed": agreed,
        "latest": latest,
        "running": running,
        "to_accept": bool(running and latest and side and not latest.accepted_by(side)),
        "prepared": Preparation.objects.filter(application_id=submission.pk).exists(),
        "certificate": certificate if submission.person_id else None,
        "not_handed_over": _not_handed_over(certificate) if certificate else "",
        "begun": bool(agreed and agreed.starts_on <= now.date()),
        "over": bool(agreed and agreed.ends_on < now.date()),
        "questions": [
            (QUESTIONS[row.stage], answer_address(row, request.user))  # type: ignore[arg-type]
            for row in asked
            if row.answered_at is None and row.open_until > now
        ],
        "outcomes": [row for row in asked if row.answered_at is not None],
        "may_repeat": bool(certificate and side == Side.AGENCY and _may_repeat(request.user, submission.page)),  # type: ignore[attr-defined]
        "refresh_url": refresh_address(request.user, now=now) if certificate and side == Side.PERSON else "",  # type: ignore[arg-type]
    }


def _not_handed_over(certificate: Certificate) -> str:
    """Return why something was not handed over, in the words of who confirmed the end; "" where all was."""
    if not Deliverable.objects.filter(terms=certificate.terms_id, delivered=False).exists():
        return ""
    done = Move.objects.filter(submission=certificate.application_id, name="complete").order_by("-at", "-pk").first()
    return done.note if done is not None else ""


def _may_repeat(user: Any, call: Any) -> bool:
    """Tell whether somebody may write a draft of the call again, by the CMS, as the button's own page asks."""
    return bool(call.permissions_for_user(user).can_edit())


def repeat_it(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """On a call that nobody can answer any more, for who writes in its team: the same again, a year later."""
    if not request.user.is_authenticated:
        return {}
    teams = set(Organisation.objects.of(request.user).values_list("pk", flat=True))
    calls = attach_agencies([page for page in subjects if isinstance(page, MissionCall)]) if teams else []
    over = (Openness.CLOSED_BY_DATE, Openness.CLOSED_EARLY, Openness.SEATS_TAKEN)
    return {
        call.pk: Fragment("outcomes/_repeat.html", {"call": call})
        for call in calls
        if call.agency.organisation_id in teams and call.openness(timezone.localdate()) in over
        if _may_repeat(request.user, call)
    }


def to_look_after(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """On the desk of who answers for an agency: missions without terms, soon and not prepared, or over and not done."""
    if not request.user.is_authenticated:
        return {}
    rows = needy(request.user, on=timezone.localdate())
    count = rows.count()
    context = {"rows": with_pages(rows[:MOST_SHOWN]), "count": count, "more": max(0, count - MOST_SHOWN)}
    return {None: Fragment("outcomes/_to_look_after.html", context)} if count else {}


def unconfirmed_in_country(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """On the desk of a focal point or administrator: missions whose end was not confirmed, with whom to call."""
    if not looks_after_a_country(request.user):
        return {}
    rows = unconfirmed_above(request.user, on=timezone.localdate())
    count = rows.count()
    context = {"agencies": by_agency(rows[:MOST_SHOWN]), "count": count, "more": max(0, count - MOST_SHOWN)}
    return {None: Fragment("outcomes/_unconfirmed.html", context)} if count else {}


def to_call_about(*, request: HttpRequest, subjects: list[Organisation]) -> Mapping[Any, Fragment]:
    """For the coordinator of an agency: its missions whose end is still to be confirmed, each with the way there."""
    rows = unconfirmed(on=timezone.localdate()).filter(organisation__in=subjects).order_by("last_day", "pk")
    by_agency: dict[int, list[Submission]] = {}
    for row in with_pages(rows.select_related("entry")):
        by_agency.setdefault(row.organisation_id, []).append(row)
    return {key: Fragment("outcomes/_to_call_about.html", {"rows": found}) for key, found in by_agency.items()}


def figures(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """On the public figures: what both sides said of missions, of all that were asked; nothing below five."""
    found = mission_figures()
    rows = [
        {
            "question": question,
            "side": side.label,
            "asked": found.asked[stage, side],
            "said": [(answer.label, found.share(stage, side, answer)) for answer in ANSWERS[stage]],
        }
        for stage, question in QUESTIONS.items()
        for side in Side
        if found.asked.get((stage, side), 0) >= ENOUGH_ASKED
    ]
    return {None: Fragment("outcomes/_figures.html", {"rows": rows})} if rows else {}
