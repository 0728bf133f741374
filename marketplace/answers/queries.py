"""Reads across submissions: with their pages, for lists; the words of a page's title; a person's data."""

import datetime as dt
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from cms.opportunities.models import Investment, MissionCall, Opportunity
from cms.opportunities.queries import attach_agencies
from foundation.accounts.models import User
from foundation.organisations.models import EDITING, Coordinator, Organisation
from marketplace.answers.lifecycle import Actor, Kind, Status
from marketplace.answers.models import Submission

MODELS: dict[str, Any] = {Kind.APPLICATION: MissionCall, Kind.INTEREST: Investment}


def with_pages(submissions: Iterable[Submission]) -> list[Submission]:
    """Give each its `page`, specific, with texts and agency (`agency_name`); as many queries for one as for fifty."""
    rows = list(submissions)
    pages: dict[int, Opportunity] = {}
    for kind, model in MODELS.items():
        if wanted := {row.opportunity_id for row in rows if row.kind == kind}:
            pages |= {page.pk: page for page in attach_agencies(list(model.objects.filter(pk__in=wanted).for_lists()))}
    for row in rows:
        row.page = page = pages[row.opportunity_id]  # type: ignore[attr-defined]
        page.agency_name = page.agency.organisation.name((get_language() or "fr")[:2])  # type: ignore[attr-defined]
    return rows


def with_page(submission: Submission) -> Any:
    return with_pages([submission])[0]


def with_addresses(submissions: Iterable[Submission]) -> list[Submission]:
    """Give each of one's own its `url`: where it is read, or gone on with while it is a draft; `page` is given."""
    rows = list(submissions)
    for row in rows:
        is_draft = row.status == Status.DRAFT
        name = settings.WRITING_VIEWS[row.kind] if is_draft else "submission"
        row.url = reverse(name, args=[row.page.public_id if is_draft else row.public_id])  # type: ignore[attr-defined]
    return rows


def title_of(page: Opportunity, language: str) -> str:
    """Return a page's title in a language, or in that of its source."""
    text = page.text(language)
    return text.title if text else page.title


def history(submission: Submission) -> Sequence[Any]:
    """Every move with who made it, the earliest first."""
    return list(submission.moves.select_related("by", "entry"))


def passings(submission: Submission) -> Sequence[Any]:
    """Who passed it on to whom, the earliest first; for the agency only."""
    return list(submission.passings.select_related("by", "to"))


def actor_of(user: Any, submission: Submission) -> str:
    """Return in which quality a person answers for the agency: of its team, or as its coordinator."""
    team = submission.organisation.memberships.filter(user=user, role__in=EDITING).exists()
    return Actor.AGENCY if team else Actor.COORDINATOR


PRESSING = dt.timedelta(days=3)  # before the answer date, what was passed on concerns everybody again


def waiting_for(user: Any, *, on: dt.date | None = None, before: dt.datetime | None = None) -> list[Submission]:
    """Return what waits for a person's answer, the most urgent first, in two queries.

    What was passed on to a colleague is hers alone, until its date is near. Of organisations out of public sight
    nothing waits. `before` leaves out what was sent later.
    """
    on = on or dt.datetime.now(dt.UTC).date()
    rows = (
        Submission.objects.answerable_by(user)
        .pending()
        .filter(organisation__verified_at__isnull=False, organisation__suspended_at=None)
    )
    rows = rows.filter(submitted_at__lt=before) if before else rows
    rows = rows.select_related("entry", "organisation", "person").prefetch_related("passings")
    return [row for row in rows.order_by("answer_on", "submitted_at", "pk") if concerns(user, row, on=on)]


def concerns(user: Any, submission: Submission, *, on: dt.date) -> bool:
    """Tell whether a person has to answer, by whom it was last passed on to; reads `passings`, which lists prefetch."""
    passed = list(submission.passings.all())
    if not passed or passed[-1].to_id in (None, user.pk):
        return True
    assert submission.answer_on is not None
    return submission.answer_on <= on + PRESSING


def colleagues(submission: Submission, *, but: Any) -> list[User]:
    """Return who else may answer a submission: members of the team and coordinators, never the person herself."""
    organisation = submission.organisation_id
    team = User.objects.filter(memberships__organisation=organisation, memberships__role__in=EDITING)
    acting = Coordinator.objects.acting().filter(organisation=organisation).values("user")
    people = User.objects.filter(pk__in=[*team.values_list("pk", flat=True), *acting.values_list("user", flat=True)])
    return list(
        people.filter(is_active=True).exclude(pk__in=[but.pk, submission.person_id or 0]).order_by("name", "pk")
    )


ENOUGH_ANSWERS = 5  # below it a median says more about one case than about the agency


@dataclass(frozen=True, slots=True)
class Figures:
    """How an agency answers: whole days (median, None below five answers), shares in percent, counts.

    `in_time_percent` counts whatever was due: answered by its first promised date, against all that had an answer or
    missed it; what was closed unanswered stays in it for good.
    """

    median_days: int | None
    answers: int
    in_time_percent: int | None
    unanswered: int
    late: int


def figures_of(organisation: Organisation, *, on: dt.date | None = None) -> Figures:
    """Return how an agency answers, from its own rows (two queries)."""
    rows = Submission.objects.sent().filter(organisation=organisation)
    answered = rows.exclude(answered_at=None).values_list("submitted_at", "answered_at", "first_answer_on")
    days, in_time = [], 0
    for sent, said, due in answered:
        days.append((said - sent).total_seconds() / 86_400)
        in_time += said.date() <= due
    unanswered = rows.filter(status=Status.UNANSWERED).count()
    late = rows.late(on or dt.datetime.now(dt.UTC).date()).count()
    due_in_all = len(days) + unanswered + late
    return Figures(
        median_days=round(statistics.median(days)) if len(days) >= ENOUGH_ANSWERS else None,
        answers=len(days),
        in_time_percent=round(100 * in_time / due_in_all) if due_in_all >= ENOUGH_ANSWERS else None,
        unanswered=unanswered,
        late=late,
    )
