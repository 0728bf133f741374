"""Who has yet to be told what, who answers for an agency, and what an agency owes before its next call."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q

from cms.agencies.models import AgencyPage, Hold
from cms.opportunities.models import Investment, MissionCall
from cms.opportunities.queries import attach_agencies
from foundation.accounts.models import User
from foundation.base.days import is_reckonable
from foundation.base.locales import active_language
from foundation.organisations.models import MODERATING, Coordinator, FocalPoint, Membership, Organisation
from marketplace.answers.lifecycle import PENDING, Actor, Status
from marketplace.answers.models import Move, Submission
from marketplace.answers.queries import title_of, with_pages
from marketplace.contract.lifecycle import (
    FURTHEST,
    REMINDERS,
    Step,
    closing_since,
    is_worth,
    reminded_since,
    silent_since,
)
from marketplace.contract.models import Mark


def without(step: str, rows: Any) -> Any:
    """Those for which a step was not taken yet, for the answer date they have now."""
    return rows.exclude(_taken(step))


def told_of(step: str, rows: Any) -> Any:
    """Those for which a step was taken, for the answer date they have now."""
    return rows.filter(_taken(step))


def _taken(step: str) -> Exists:
    return Exists(Mark.objects.filter(submission=OuterRef("pk"), step=step, answer_on=OuterRef("answer_on")))


def reminded_of(rows: Iterable[Submission]) -> set[int]:
    """Return the keys of those of which the agency was reminded before the answer date they have now; one query."""
    known = {row.pk: row for row in rows}
    reminders = Mark.objects.filter(submission__in=known, step__in=REMINDERS, answer_on=F("submission__answer_on"))
    return {
        mark.submission_id
        for mark in reminders
        if (sent := known[mark.submission_id].submitted_at)
        and is_worth(Step(mark.step), mark.answer_on, sent.date(), mark.at.date())
    }


def come_above(rows: Any, today: dt.date) -> Any:
    """Those that are to come to the rung above the focal points by now, and have not.

    A focal point who has reminded the agency since he was told of them gets as much time again, but for the last day.
    """
    his = Mark.objects.filter(submission=OuterRef("pk"), step=Step.NUDGED, answer_on=OuterRef("answer_on"))
    waits = Exists(his.filter(at__gte=reminded_since(today))) & Q(answer_on__gt=closing_since(today))
    return without(Step.ABOVE, rows.filter(answer_on__lte=silent_since(today))).exclude(waits)


def focal_points_of(country: str) -> list[User]:
    desk = FocalPoint.objects.filter(country=country).values("user")
    return list(User.objects.filter(pk__in=desk, is_active=True).order_by("pk"))


def administrators() -> list[User]:
    """Return the rung above the focal points: those who run the site."""
    return list(User.objects.filter(is_superuser=True, is_active=True).order_by("pk"))


def deciders(organisation: Organisation) -> list[User]:
    """Return who opens an agency's calls: its owners and moderators."""
    team = Membership.objects.filter(organisation=organisation, role__in=MODERATING).values("user")
    return list(User.objects.filter(pk__in=team, is_active=True).order_by("pk"))


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait on one page for one answer date."""

    title: str
    day: dt.date
    count: int


def waiting_by_page(submissions: Iterable[Submission], language: str) -> list[Waiting]:
    """Return what waits, by page and answer date, the most urgent first; titles in a language."""
    counts: dict[tuple[dt.date, int], list[Any]] = {}
    for row in with_pages(submissions):
        assert row.answer_on is not None
        counts.setdefault((row.answer_on, row.opportunity_id), []).append(row)
    return [Waiting(title_of(rows[0].page, language), day, len(rows)) for (day, _page), rows in sorted(counts.items())]


@dataclass(frozen=True, slots=True)
class LateAgency:
    """How many wait at an agency since their date has passed, and since when the first of them.

    `reminded` is when the focal point first reminded it of one of them; None where he has not.
    """

    organisation: Organisation
    count: int
    since: dt.date
    reminded: dt.date | None = None

    def name(self, language: str) -> str:
        return self.organisation.name(language)


def late_by_agency(submissions: Iterable[Submission]) -> list[LateAgency]:
    """Return the agencies of late submissions (each with its organisation), the longest silence first; one query."""
    submissions = list(submissions)
    marks = Mark.objects.filter(submission__in=submissions, step=Step.NUDGED, answer_on=F("submission__answer_on"))
    nudged = dict(marks.order_by().values_list("submission__organisation").annotate(first=Min("at")))
    by_agency: dict[int, list[Any]] = {}
    for row in submissions:
        by_agency.setdefault(row.organisation_id, []).append(row)
    late = [
        LateAgency(
            rows[0].organisation,
            len(rows),
            min(row.answer_on for row in rows),
            nudged[key].date() if key in nudged else None,
        )
        for key, rows in by_agency.items()
    ]
    return sorted(late, key=lambda each: (each.since, -each.count, each.organisation.pk))


@dataclass(frozen=True, slots=True)
class Escalation:
    """How many of a page are late at an agency, and since when the focal point and the administrators know.

    `reminded` is when the focal point reminded the agency of them.
    """

    organisation: Organisation
    page: Any
    count: int
    focal_point: dt.datetime | None
    reminded: dt.datetime | None
    above: dt.datetime | None

    def name(self) -> str:
        return self.organisation.name(active_language())

    def rung(self) -> str:
        return str(Step.ABOVE if self.above else Step.FOCAL_POINT)

    def told_at(self) -> dt.datetime:
        told = [moment for moment in (self.focal_point, self.above) if moment]
        return min(told)


def escalations(organisations: Any) -> list[Escalation]:
    """Return what somebody above was told of organisations (a queryset) and is late still, by page; constant queries.

    First what has come to the administrators, then what was told longest ago.
    """
    rungs = {Step.FOCAL_POINT: "focal_point", Step.NUDGED: "reminded", Step.ABOVE: "above"}
    late = Mark.objects.filter(
        step__in=rungs, answer_on=F("submission__answer_on"), submission__status__in=PENDING
    ).filter(submission__organisation__in=organisations)
    rows = list(
        late.order_by()
        .values("submission__opportunity")
        .annotate(
            one=Min("submission"),
            count=Count("submission", distinct=True),
            **{name: Min("at", filter=Q(step=step)) for step, name in rungs.items()},
        )
    )
    firsts = Submission.objects.filter(pk__in=[row["one"] for row in rows]).select_related("organisation")
    known = {row.pk: row for row in with_pages(firsts)}
    found = [
        Escalation(
            organisation=known[row["one"]].organisation,
            page=known[row["one"]].page,  # type: ignore[attr-defined]
            count=row["count"],
            focal_point=row["focal_point"],
            reminded=row["reminded"],
            above=row["above"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: (each.above is None, each.told_at(), each.page.pk))


def unanswered_for_good() -> Any:
    """Closed unanswered, and the agency has not written to the person since; who erased her account waits no more."""
    written = Move.objects.filter(submission=OuterRef("pk"), name="write_after")
    return Submission.objects.filter(status=Status.UNANSWERED, person__isnull=False).exclude(Exists(written))


def held_agencies(*, only: int | None = None) -> set[int]:
    rows = Hold.objects.active().filter(reason=Hold.Reason.UNANSWERED)
    return set((rows if only is None else rows.filter(organisation=only)).values_list("organisation", flat=True))


def owing(today: dt.date, *, only: int | None = None) -> set[int]:
    """Return the agencies, or the one asked for, that cannot open their next call as their rows stand now.

    An agency is held from the moment something of it is closed unanswered, until it has written to each of those people
    and nothing of it is late; or while a coordinator acts for it who has taken that on after the last such closing.
    """
    these = {} if only is None else {"organisation": only}
    silent = set(unanswered_for_good().filter(**these).order_by().values_list("organisation", flat=True).distinct())
    held = held_agencies(only=only)
    waiting = Submission.objects.late(today).filter(organisation__in=held)
    late = set(waiting.order_by().values_list("organisation", flat=True).distinct())
    closed = Move.objects.filter(name="leave_unanswered", submission__organisation=OuterRef("organisation"))
    last = closed.order_by().values("submission__organisation").annotate(last=Max("at")).values("last")
    acting = Coordinator.objects.acting().filter(organisation__in=silent | late)
    taken_on = acting.annotate(last_closed_at=last).filter(confirmed_at__gte=F("last_closed_at"))
    return (silent | late) - set(taken_on.values_list("organisation", flat=True))


def furthest(waiting: list[Submission]) -> dt.date | None:
    """Return the last day to which an answer date can be moved; None while nobody waits for a day that can come."""
    firsts = (row.first_answer_on for row in waiting)
    return min((first + FURTHEST for first in firsts if first and is_reckonable(first)), default=None)


@dataclass(frozen=True, slots=True)
class CallRow:
    """A page of one's agency with what waits on it; `day` is the first answer date that is still to come or late."""

    page: Any
    openness: Any
    waiting: int
    late: int
    day: dt.date | None


KINDS = (MissionCall, Investment)
MOST_CALLS = 200


def calls_of(user: Any) -> list[CallRow]:
    """Return the calls and investments of the agencies a person answers for, the most urgent first: those that are
    published, and those that are no more while somebody waits there.
    """
    agencies = list(AgencyPage.objects.filter(organisation__in=_own(user)).select_related("organisation"))
    below = reduce(or_, (Q(path__startswith=agency.path, depth=agency.depth + 1) for agency in agencies), Q(pk=None))
    pages = [
        page
        for kind in KINDS
        for page in kind.objects.filter(below, _counts()).for_lists().order_by("-first_published_at", "pk")[:MOST_CALLS]
    ]
    attach_agencies(pages)
    today = dt.datetime.now(dt.UTC).date()
    rows = Submission.objects.pending().filter(opportunity_id__in=[page.pk for page in pages]).order_by()
    counts = {
        row["opportunity"]: row
        for row in rows.values("opportunity").annotate(
            waiting=Count("pk"), late=Count("pk", filter=Q(answer_on__lt=today)), day=Min("answer_on")
        )
    }
    found = []
    for page in pages:
        count = counts.get(page.pk, {"waiting": 0, "late": 0, "day": page.answers_by})
        found.append(CallRow(page, page.openness(today), count["waiting"], count["late"], count["day"]))
    return sorted(found, key=lambda row: (not row.waiting, row.day or dt.date.max, row.page.pk))


def call_of(user: Any, public_id: str) -> Any | None:
    """Return a call or investment of `calls_of` by its public id, else None."""
    for kind in KINDS:
        page = kind.objects.filter(_counts(), public_id=public_id).first()
        if page is not None:
            return page if _own(user).filter(pk=page.agency.organisation_id).exists() else None
    return None


def _counts() -> Any:
    """Of pages: those with an answer date that counts, for readers or for who waits."""
    waiting = Submission.objects.pending().filter(opportunity=OuterRef("pk"))
    return Q(live=True) | Exists(waiting)


def _own(user: Any) -> Any:
    return Organisation.objects.answered_by(user)


def quality_of(user: Any, organisation_id: int) -> str:
    """Return in which quality a person decides about an agency's dates: an Actor; "" for who may not."""
    own = Organisation.objects.filter(pk=organisation_id)
    if own.moderated_by(user).exists():
        return Actor.AGENCY
    return Actor.COORDINATOR if own.coordinated_by(user).exists() else ""
