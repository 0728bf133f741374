"""Tell who must know that an answer is due or late, each once: the agency, the person, the focal point, those above."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import translation

from cms.agencies.models import held
from foundation.accounts.models import User
from foundation.notifications.kinds import kind_of
from foundation.notifications.operations import tell
from foundation.notifications.queries import named_elsewhere
from foundation.organisations.models import Organisation
from foundation.organisations.queries import who_answers
from foundation.outbox.operations import record
from marketplace.answers.lifecycle import Status
from marketplace.answers.models import Submission
from marketplace.answers.queries import title_of, with_pages
from marketplace.contract.lifecycle import REMINDERS, Step, late_since, over_since, reminders_due
from marketplace.contract.models import Mark
from marketplace.contract.queries import (
    administrators,
    come_above,
    focal_points_of,
    late_by_agency,
    reminded_of,
    waiting_by_page,
    without,
)

MOST = 200  # people told in one transaction


def remind_agencies(*, now: dt.datetime) -> int:
    """Remind each agency of what is due in a week and tomorrow: one mail for all of it. Returns how many agencies.

    Who gets the mail of the morning reads it there.
    """
    today = now.date()
    due = Submission.objects.pending().filter(answer_on__gte=today)
    agencies: set[int] = set()
    for step, before in REMINDERS.items():
        rows = without(step, due.filter(answer_on__lte=today + before))
        agencies |= set(rows.values_list("organisation", flat=True).distinct().order_by())
    return _each(sorted(agencies), lambda pk: _remind(organisation_id=pk, now=now))


@transaction.atomic
def _remind(*, organisation_id: int, now: dt.datetime) -> int:
    organisation, today = _locked(organisation_id), now.date()
    people = who_answers(organisation)
    if not people:  # no mark says then that it was reminded; whoever joins the team before the date still is
        return 0
    marks, told = [], []
    furthest = today + max(REMINDERS.values())
    rows = _own(organisation, Submission.objects.pending().filter(answer_on__gte=today, answer_on__lte=furthest))
    taken = set(Mark.objects.filter(submission__in=rows).values_list("submission", "step", "answer_on"))
    for row in rows:
        assert row.answer_on is not None and row.submitted_at is not None
        steps, worth = reminders_due(row.answer_on, row.submitted_at.date(), today)
        new = [step for step in steps if (row.pk, step, row.answer_on) not in taken]
        marks += [Mark(submission=row, step=step, answer_on=row.answer_on, at=now) for step in new]
        if new and worth:
            told.append(row)
    written = Mark.objects.bulk_create(marks)
    if not told:
        return 0
    kind = kind_of("contract.due")
    for person in people:
        if organisation.is_verified and named_elsewhere(person, [kind]):  # out of sight there is no mail of the morning
            continue
        facts = {
            "person": person,
            "agency": organisation.name(person.language),
            "waiting": waiting_by_page(told, person.language),
            "count": len(told),
        }
        _tell(person, "due", facts, address="answers_waiting", key=f"due.{written[0].pk}", now=now)
    record("contract.told", subject=organisation, now=now)
    return 1


def tell_people(*, now: dt.datetime) -> int:
    """Tell everybody whose date has passed, once; not who is told at once that it is closed. Returns how many."""
    today = now.date()
    late = Submission.objects.pending().filter(answer_on__lte=late_since(today), answer_on__gt=over_since(today))
    due = list(without(Step.PERSON, late).order_by("pk").values_list("pk", flat=True))
    batches = [due[start : start + MOST] for start in range(0, len(due), MOST)]
    return _each(batches, lambda pks: _tell_people(pks=pks, now=now))


@transaction.atomic
def _tell_people(*, pks: Sequence[int], now: dt.datetime) -> int:
    rows = _locked_rows(without(Step.PERSON, Submission.objects.pending().filter(pk__in=pks)))
    _mark(Step.PERSON, rows, now=now)
    reminded = reminded_of(rows)
    watched = {country: bool(focal_points_of(country)) for country in {row.organisation.country for row in rows}}
    for row in with_pages(rows):
        if row.person is None:
            continue
        language = row.person.language
        facts = {
            "person": row.person,
            "agency": row.organisation.name(language),
            "title": title_of(row.page, language),  # type: ignore[attr-defined]
            "number": row.number,
            "day": row.answer_on,
            "reminded": row.pk in reminded,
            "focal_point": watched[row.organisation.country],
        }
        key = f"passed.{row.public_id}.{row.answer_on:%Y%m%d}"
        _tell(
            row.person, "passed", facts, kind="contract.date", address="submission", of=row.public_id, key=key, now=now
        )
        record("contract.told", subject=row, now=now)
    return len(rows)


def tell_focal_points(*, now: dt.datetime) -> int:
    """Tell the focal points of a country what is late there, once; the administrators where it has none."""
    late = Submission.objects.pending().filter(answer_on__lte=late_since(now.date()))
    return _each(
        _countries(without(Step.FOCAL_POINT, late)), lambda country: _tell_focal_points(country=country, now=now)
    )


@transaction.atomic
def _tell_focal_points(*, country: str, now: dt.datetime) -> int:
    late = Submission.objects.pending().filter(answer_on__lte=late_since(now.date()), organisation__country=country)
    rows = _locked_rows(without(Step.FOCAL_POINT, late))
    if not rows:
        return 0
    people = focal_points_of(country)
    marks = _mark(Step.FOCAL_POINT, rows, now=now)
    if people:
        _tell_above(people, "late", rows, country=country, key=f"late.{marks[0].pk}", now=now)
    else:
        new = without(Step.ABOVE, Submission.objects.filter(pk__in=[row.pk for row in rows]))
        _mark(Step.ABOVE, new.order_by("pk"), now=now)
        _tell_above(administrators(), "silent", rows, country=country, key=f"late.{marks[0].pk}", now=now)
    return len(rows)


def tell_those_above(*, now: dt.datetime) -> int:
    """Tell the administrators of what is late still, some days after the focal point was told or acted; once."""
    due = come_above(Submission.objects.pending(), now.date())
    return _each(_countries(due), lambda country: _tell_administrators(country=country, now=now))


@transaction.atomic
def _tell_administrators(*, country: str, now: dt.datetime) -> int:
    late = Submission.objects.pending().filter(organisation__country=country)
    rows = _locked_rows(come_above(late, now.date()))
    if not rows:
        return 0
    marks = _mark(Step.ABOVE, rows, now=now)
    _tell_above(administrators(), "silent", rows, country=country, key=f"silent.{marks[0].pk}", now=now)
    return len(rows)


def tell_what_was_closed(*, now: dt.datetime) -> int:
    """Tell each agency what was closed unanswered, and what it has to do before its next call. Returns how many."""
    closed = without(Step.CLOSED, Submission.objects.filter(status=Status.UNANSWERED))
    agencies = closed.values_list("organisation", flat=True).distinct().order_by()
    return _each(sorted(agencies), lambda pk: _tell_closed(organisation_id=pk, now=now))


@transaction.atomic
def _tell_closed(*, organisation_id: int, now: dt.datetime) -> int:
    organisation = _locked(organisation_id)
    rows = _own(organisation, without(Step.CLOSED, Submission.objects.filter(status=Status.UNANSWERED)))
    if not rows:
        return 0
    marks = _mark(Step.CLOSED, rows, now=now)
    for person in who_answers(organisation):
        with translation.override(person.language):
            sentence = held(organisation.pk)
        facts = {
            "person": person,
            "agency": organisation.name(person.language),
            "waiting": waiting_by_page(rows, person.language),
            "count": len(rows),
            "hold": sentence,
        }
        _tell(person, "closed", facts, address="desk", key=f"closed.{marks[0].pk}", now=now)
    record("contract.told", subject=organisation, now=now)
    return 1


def _each(subjects: Iterable[Any], act: Callable[[Any], int]) -> int:
    """Act on each in a transaction of its own: whatever one of them raises, the others are told."""
    done, errors = 0, []
    for subject in subjects:
        try:
            done += act(subject)
        except Exception as error:
            errors.append(error)
    if errors:
        raise errors[0]
    return done


def _locked(organisation_id: int) -> Organisation:
    """Return the agency; its lock lets one process at a time tell its people."""
    return Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=organisation_id)


def _own(organisation: Organisation, rows: Any) -> list[Submission]:
    return _locked_rows(rows.filter(organisation=organisation))


def _locked_rows(rows: Any) -> list[Submission]:
    """Return the rows, locked, so that nobody answers while it is told that nobody has."""
    return list(
        rows.select_for_update(of=("self",))
        .select_related("entry", "organisation", "person")
        .order_by("answer_on", "pk")
    )


def _countries(rows: Any) -> list[str]:
    return sorted(rows.values_list("organisation__country", flat=True).distinct().order_by())


def _mark(step: str, rows: Iterable[Submission], *, now: dt.datetime) -> list[Mark]:
    return Mark.objects.bulk_create(
        [Mark(submission=row, step=step, answer_on=row.answer_on, at=now) for row in rows if row.answer_on]
    )


def _tell_above(
    people: Iterable[User], name: str, rows: list[Submission], *, country: str, key: str, now: dt.datetime
) -> None:
    agencies = late_by_agency(rows)
    for person in people:
        late = [
            {
                "name": each.name(person.language),
                "count": each.count,
                "since": each.since,
                "reminded": each.reminded,
            }
            for each in agencies
        ]
        facts = {"person": person, "country": country, "late": late, "count": len(rows)}
        _tell(person, name, facts, address="desk", key=key, now=now)
    record("contract.told", subject=agencies[0].organisation, now=now)


def _tell(
    person: User,
    name: str,
    facts: dict[str, Any],
    *,
    address: str,
    key: str,
    now: dt.datetime,
    kind: str = "",
    of: str = "",
) -> None:
    tell(
        key=f"contract.{key}.{person.pk}",
        kind=kind or f"contract.{name}",
        recipient=person,
        template=f"contract/mail/{name}",
        facts=facts,
        route=address,
        args=[of] if of else [],
        now=now,
    )
