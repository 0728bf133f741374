"""Reads across submissions: with their pages, for lists; the words of a page's title; a person's data."""

import datetime as dt
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Prefetch, Q, Window
from django.db.models.functions import RowNumber, TruncDate
from django.urls import reverse
from wagtail.models import Page

from cms.opportunities.models import Investment, MissionCall, Opportunity
from cms.opportunities.queries import attach_agencies
from foundation.accounts.models import User
from foundation.base.locales import active_language
from foundation.organisations.models import EDITING, Organisation
from foundation.organisations.queries import who_answers
from marketplace.answers.lifecycle import PENDING, Actor, Kind, Status
from marketplace.answers.models import Move, Passing, Promise, PromiseMove, Submission

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
        page.agency_name = page.agency.organisation.name(active_language())  # type: ignore[attr-defined]
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


def letters_entered(entries: Sequence[int]) -> dict[int, str]:
    """Return the letters that left under entries, by the id of the entry; an erased one is empty."""
    return dict(Move.objects.filter(entry__in=entries).values_list("entry", "letter"))


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

    What was passed on to a colleague is hers alone, until its date is near or she may answer no more. Of organisations
    out of public sight nothing waits. `before` leaves out what was sent later.
    """
    on = on or dt.datetime.now(dt.UTC).date()
    rows = (
        Submission.objects.answerable_by(user)
        .pending()
        .filter(organisation__verified_at__isnull=False, organisation__suspended_at=None)
    )
    rows = rows.filter(submitted_at__lt=before) if before else rows
    rows = rows.select_related("entry", "organisation", "person")
    rows = rows.prefetch_related(Prefetch("passings", Passing.objects.with_standing()))
    return [row for row in rows.order_by("answer_on", "submitted_at", "pk") if concerns(user, row, on=on)]


def concerns(user: Any, submission: Submission, *, on: dt.date) -> bool:
    """Tell whether a person has to answer, by whom it was last passed on to; reads `passings` with their standing."""
    passed: list[Any] = list(submission.passings.all())
    if not passed or passed[-1].to_id in (None, user.pk) or not passed[-1].stands:
        return True
    assert submission.answer_on is not None
    return submission.answer_on <= on + PRESSING


def colleagues(submission: Submission, *, but: Any) -> list[User]:
    """Return who else may answer a submission: members of the team and coordinators, never the person herself."""
    apart = (but.pk, submission.person_id)
    people = [person for person in who_answers(submission.organisation) if person.pk not in apart]
    return sorted(people, key=lambda person: (person.name, person.pk))


def locked(submission: Submission) -> Submission:
    """Return the row, locked. The order of locks is: places of the page, submission, register."""
    rows = Submission.objects.select_for_update(of=("self",)).select_related("entry", "organisation", "person")
    return rows.get(pk=submission.pk)


def specific(submission: Submission) -> Opportunity:
    return Page.objects.get(pk=submission.opportunity_id).specific  # type: ignore[no-any-return]


def promise_to(page: Opportunity) -> Promise | None:
    """Return the answer date people count on, with every time it was moved; None while nobody does."""
    moves = Prefetch("moves", PromiseMove.objects.select_related("by"))
    return Promise.objects.filter(page_id=page.pk).prefetch_related(moves).first()


SHORTEST = dt.timedelta(days=14)  # what an agency has at least, where the date on its page has passed
LEAST = dt.timedelta(days=3)  # what it has in any case: the agency is reminded of what came on its last day too


def answer_day(page: Opportunity, *, now: dt.datetime) -> dt.date:
    """Return the day by which who would send something today had an answer; nothing is promised by asking."""
    made = Promise.objects.filter(page_id=page.pk).first()
    return due_day(made.answer_on if made else page.answers_by, now=now)


def due_day(said: dt.date | None, *, now: dt.datetime) -> dt.date:
    """Return a promised day, but no nearer than three days: the agency is reminded before it.

    One that has passed, or was never said, gives way to the shortest time an agency has.
    """
    today = now.date()
    return today + SHORTEST if said is None or said < today else max(said, today + LEAST)


ENOUGH_ANSWERS = 5  # below it a median says more about one case than about the agency


@dataclass(frozen=True, slots=True)
class Figures:
    """How an agency answers: whole days (median), percent (share in time), counts; None below five cases.

    The share is what was answered by the first promised date, of all that was answered or missed that date; moving the
    date does not improve it, and what was closed unanswered stays in it for good. `settled` is what was
    answered or is over: what waits is left out, so that no count says how many compete for an open call.
    """

    median_days: int | None = None
    answers: int = 0
    in_time_percent: int | None = None
    unanswered: int = 0
    late: int = 0
    settled: int = 0
    completed: int = 0


def figures_of(organisation: Organisation, *, on: dt.date | None = None) -> Figures:
    """Return how an agency answers, from its own rows (two queries)."""
    rows = Submission.objects.filter(organisation=organisation)
    return figures_by("organisation", rows, on=on).get(organisation.pk, Figures())


def figures_by(column: str, rows: Any, *, on: dt.date | None = None) -> dict[Any, Figures]:
    """Return figures by the values of a column of submissions, in two queries and with two rows for each value.

    A submission counts once: as answered, unanswered, given up by its person after the date, or waiting.
    """
    on = on or dt.datetime.now(dt.UTC).date()
    rows = rows.sent().order_by()
    answered_on = TruncDate("answered_at", tzinfo=dt.UTC)
    gave_up = Move.objects.filter(submission=OuterRef("pk"), name="withdraw").annotate(
        on=TruncDate("at", tzinfo=dt.UTC)
    )
    unanswered_yet = Q(answered_at=None)
    counted = rows.annotate(
        answered_on=answered_on, gave_up=Exists(gave_up.filter(on__gt=OuterRef("first_answer_on")))
    ).values(column)
    medians = _medians(column, rows)
    found = {}
    for row in counted.annotate(
        settled=Count("pk", filter=~Q(status__in=PENDING)),
        answers=Count("pk", filter=~unanswered_yet),
        in_time=Count("pk", filter=Q(answered_on__lte=F("first_answer_on"))),
        left=Count("pk", filter=Q(status=Status.UNANSWERED)),
        late=Count("pk", filter=Q(status__in=PENDING, answer_on__lt=on)),
        missed=Count("pk", filter=Q(status__in=PENDING, first_answer_on__lt=on)),
        given_up=Count("pk", filter=unanswered_yet & Q(status=Status.WITHDRAWN, gave_up=True)),
        completed=Count("pk", filter=Q(status=Status.COMPLETED, kind=Kind.APPLICATION)),
    ):
        due = row["answers"] + row["left"] + row["missed"] + row["given_up"]
        found[row[column]] = Figures(
            median_days=medians.get(row[column]),
            answers=row["answers"],
            in_time_percent=round(100 * row["in_time"] / due) if due >= ENOUGH_ANSWERS else None,
            unanswered=row["left"],
            late=row["late"],
            settled=row["settled"],
            completed=row["completed"],
        )
    return found


def _medians(column: str, rows: Any) -> dict[Any, int]:
    """Return the median of the days from sending to answer, where there are enough answers."""
    took = ExpressionWrapper(F("answered_at") - F("submitted_at"), DurationField())
    ranked = rows.exclude(answered_at=None).annotate(
        took=took,
        twice=Window(RowNumber(), partition_by=[F(column)], order_by=["took", "pk"]) * 2,
        answers=Window(Count("pk"), partition_by=[F(column)]),
    )
    middle = ranked.filter(answers__gte=ENOUGH_ANSWERS, twice__gte=F("answers"), twice__lte=F("answers") + 2)
    days: dict[Any, list[float]] = {}
    for key, each in middle.values_list(column, "took"):
        days.setdefault(key, []).append(each.total_seconds() / 86_400)
    return {key: round(statistics.mean(two)) for key, two in days.items()}
