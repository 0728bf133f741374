"""What desks show of answering: agencies by urgency, calls with their funnel, whom to call, and a person's notes."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.utils.module_loading import import_string
from wagtail.models import Page

from cms.agencies.models import AgencyPage, Hold
from cms.opportunities.models import Investment, MissionCall
from foundation.accounts.models import User
from foundation.base.locales import active_language
from foundation.organisations.models import EDITING, Coordinator, Membership, Organisation, Role
from foundation.organisations.queries import members_of
from marketplace.answering.models import Nudge, PhoneNote
from marketplace.answers.lifecycle import PENDING, Status
from marketplace.answers.models import Submission
from marketplace.answers.queries import with_pages
from marketplace.questions.models import Question

ANSWERED_SINCE = dt.timedelta(days=90)


# --- agencies by urgency -------------------------------------------------------------------------------


@dataclass(slots=True)
class Agency:
    """An organisation with what waits there; `late` of it are past their date, `oldest` was sent first.

    `hold` says since when it cannot open its next call, `questions` how many of its readers wait for an answer that
    everybody reads, `missions` how many experts wait for the end to be confirmed. Where nothing waits there is no date.
    """

    organisation: Organisation
    name: str
    waiting: int
    late: int
    answer_on: dt.date | None
    oldest: dt.datetime | None
    last_nudge: dt.date | None = None
    last_call: dt.datetime | None = None
    members: list[Membership] = field(default_factory=list)
    note: PhoneNote | None = None
    hold: Hold | None = None
    questions: int = 0
    missions: int = 0

    def call_on(self) -> dt.date | None:
        return self.note.next_on if self.note else None


def agencies_waiting(organisations: Any, *, on: dt.date) -> list[Agency]:
    """Return the organisations (a queryset) where something waits, the most urgent first, in two queries."""
    late = Count("pk", filter=Q(answer_on__lt=on))
    rows = (
        Submission.objects.pending()
        .filter(organisation__in=organisations)
        .values("organisation")
        .annotate(waiting=Count("pk"), late=late, first=Min("answer_on"), oldest=Min("submitted_at"))
        .order_by("first", "oldest", "organisation")
    )
    found = list(rows)
    known = Organisation.objects.in_bulk([row["organisation"] for row in found])
    return [
        Agency(
            organisation=known[row["organisation"]],
            name=known[row["organisation"]].name(active_language()),
            waiting=row["waiting"],
            late=row["late"],
            answer_on=row["first"],
            oldest=row["oldest"],
        )
        for row in found
    ]


def questions_waiting(user: Any = None) -> Any:
    """Return the questions that wait for agencies in sight, the oldest first; with `user` those she answers."""
    rows = Question.objects.waiting().filter(organisation__verified_at__isnull=False, organisation__suspended_at=None)
    if user is not None:
        rows = rows.filter(pk__in=Question.objects.answerable_by(user).values("pk"))
    return rows.select_related("organisation", "entry")


def late_agencies(user: Any, *, on: dt.date) -> list[Agency]:
    """Return, for a focal point, her countries' organisations with something late, when each was nudged and called."""
    organisations = Organisation.objects.verifiable_by(user).filter(suspended_at=None)
    late = [agency for agency in agencies_waiting(organisations, on=on) if agency.late]
    keys = [agency.organisation.pk for agency in late]
    nudges, notes = Nudge.objects.filter(organisation__in=keys), PhoneNote.objects.filter(organisation__in=keys)
    last = dict(nudges.values("organisation").annotate(last=Max("on")).values_list("organisation", "last"))
    called = notes.filter(called_as=PhoneNote.Caller.FOCAL_POINT).order_by().values("organisation")
    last_call = dict(called.annotate(last=Max("at")).values_list("organisation", "last"))
    for agency in late:
        agency.last_nudge = last.get(agency.organisation.pk)
        agency.last_call = last_call.get(agency.organisation.pk)
    return late


@dataclass(frozen=True, slots=True)
class CountryFigures:
    """Counts across the countries of a desk; `answered` within the last 90 days."""

    waiting: int
    late: int
    answered: int
    unanswered: int


def country_figures(user: Any, *, now: dt.datetime) -> CountryFigures:
    """Return the counts of the countries a focal point looks after, in one query."""
    rows = Submission.objects.sent().filter(organisation__in=Organisation.objects.verifiable_by(user))
    pending = Q(status__in=PENDING)
    counts = rows.aggregate(
        waiting=Count("pk", filter=pending),
        late=Count("pk", filter=pending & Q(answer_on__lt=now.date())),
        answered=Count("pk", filter=Q(answered_at__gt=now - ANSWERED_SINCE)),
        unanswered=Count("pk", filter=Q(status=Status.UNANSWERED)),
    )
    return CountryFigures(**counts)


def phone_list(user: Any, *, on: dt.date) -> list[Agency]:
    """Return, for a coordinator, the agencies she acts for where something waits or which are held, with whom to call.

    First what is late or to be called again by now, then by the answer date, then questions, then what is held or has a
    mission to confirm only. As many queries for one agency as for fifty.
    """
    organisations = Organisation.objects.coordinated_by(user)
    agencies = agencies_waiting(organisations, on=on)
    holds = Hold.objects.active().filter(organisation__in=organisations)
    held = {hold.organisation_id: hold for hold in holds.order_by("-since", "-pk")}
    asked = questions_waiting().filter(organisation__in=organisations).order_by().values("organisation")
    questions = {row["organisation"]: row for row in asked.annotate(count=Count("pk"), oldest=Min("asked_at"))}
    missions: dict[int, int] = import_string(settings.MISSIONS_TO_CONFIRM)(organisations, on=on)
    known = {agency.organisation.pk for agency in agencies}
    others = organisations.filter(pk__in=({*held, *questions, *missions} - known)).order_by("pk")
    agencies += [_nothing_sent(organisation, questions.get(organisation.pk, {})) for organisation in others]
    keys = [agency.organisation.pk for agency in agencies]
    hers = PhoneNote.objects.filter(organisation__in=keys, called_as=PhoneNote.Caller.COORDINATOR)
    last = hers.values("organisation").annotate(last=Max("pk"))
    notes = {
        note.organisation_id: note
        for note in PhoneNote.objects.filter(pk__in=[row["last"] for row in last]).select_related("by")
    }
    members = members_of(keys)
    for agency in agencies:
        agency.note = notes.get(agency.organisation.pk)
        agency.members = members.get(agency.organisation.pk, [])
        agency.hold = held.get(agency.organisation.pk)
        agency.questions = questions.get(agency.organisation.pk, {}).get("count", 0)
        agency.missions = missions.get(agency.organisation.pk, 0)
    return sorted(agencies, key=lambda agency: _urgency(agency, on))


def _urgency(agency: Agency, on: dt.date) -> tuple[Any, ...]:
    """A call that was agreed for later waits until then; else what is due first comes first."""
    call_on = agency.call_on()
    put_off = call_on is not None and call_on > on
    day = call_on if put_off else agency.answer_on or dt.date.max
    sent = agency.oldest.timestamp() if agency.oldest else math.inf
    return (put_off, day, sent, agency.organisation.pk)


def _nothing_sent(organisation: Organisation, asked: dict[str, Any]) -> Agency:
    name = organisation.name(active_language())
    oldest = asked.get("oldest")
    return Agency(organisation=organisation, name=name, waiting=0, late=0, answer_on=None, oldest=oldest)


# --- an agency's calls ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Funnel:
    """A call or investment with how far what was sent to it came; each count holds those of the steps after it."""

    page: Any
    sent: int
    shortlisted: int
    offered: int
    accepted: int
    refused: int
    waiting: int
    unanswered: int


def funnels(user: Any, *, most: int = 10) -> list[Funnel]:
    """Return the calls of a person's organisations to which something was sent, the latest first; constant queries."""
    rows = (
        Submission.objects.readable_by(user)
        .values("opportunity")
        .annotate(
            sent=Count("pk", distinct=True),
            shortlisted=_with_move("shortlist", "interview", "offer", "take_up"),
            offered=_with_move("offer", "take_up"),
            accepted=_with_move("accept", "take_up"),
            refused=Count("pk", distinct=True, filter=Q(status=Status.REFUSED)),
            waiting=Count("pk", distinct=True, filter=Q(status__in=PENDING)),
            unanswered=Count("pk", distinct=True, filter=Q(status=Status.UNANSWERED)),
            latest=Max("submitted_at"),
        )
        .order_by("-latest", "opportunity")[:most]
    )
    found = list(rows)
    pages = _pages(user, [row["opportunity"] for row in found])
    counts = ("sent", "shortlisted", "offered", "accepted", "refused", "waiting", "unanswered")
    return [
        Funnel(page=pages[row["opportunity"]], **{name: row[name] for name in counts})
        for row in found
        if row["opportunity"] in pages
    ]


def read_for(user: Any) -> Any:
    """Return the organisations for which a person reads what was sent: as one of the team, or as coordinator."""
    if not user.is_authenticated:
        return Organisation.objects.none()
    team = Membership.objects.filter(user=user, organisation=OuterRef("pk"), role__in=(*EDITING, Role.VIEWER))
    acting = Coordinator.objects.acting().filter(user=user, organisation=OuterRef("pk"))
    return Organisation.objects.filter(Exists(team) | Exists(acting))


def has_published(organisations: Any) -> bool:
    """Tell whether one of some organisations (a queryset) has a call or an investment on the site; two queries."""
    places = list(AgencyPage.objects.filter(organisation__in=organisations).values_list("path", flat=True))
    below = reduce(or_, (Q(path__startswith=path) for path in places), Q(pk=None))
    return bool(Page.objects.type(MissionCall, Investment).live().filter(below).exists())


def _with_move(*names: str) -> Count:
    return Count("pk", distinct=True, filter=Q(moves__name__in=names))


def _pages(user: Any, keys: Sequence[int]) -> dict[int, Any]:
    """Return the pages by key, through one submission of each."""
    firsts = Submission.objects.readable_by(user).filter(opportunity__in=keys).values("opportunity")
    one_each = firsts.annotate(first=Min("pk")).values_list("first", flat=True)
    rows = with_pages(Submission.objects.filter(pk__in=list(one_each)).order_by("pk"))
    return {row.opportunity_id: row.page for row in rows}  # type: ignore[attr-defined]


class PhoneNoteData:
    """What somebody has written down of her calls, for export and erasure; the notes stay without her name."""

    name = "phone_notes"

    @staticmethod
    def export(user: User) -> list[dict[str, Any]]:
        return [
            {
                "organisation": note.organisation.slug,
                "at": note.at.isoformat(),
                "as": note.called_as,
                "with": note.with_whom,
                "said": note.said,
                "next_on": note.next_on.isoformat() if note.next_on else None,
            }
            for note in PhoneNote.objects.filter(by=user).select_related("organisation").order_by("at", "pk")
        ]

    @staticmethod
    def erase(user: User) -> None:
        PhoneNote.objects.filter(by=user).update(by=None)
        Nudge.objects.filter(by=user).update(by=None)
