"""Give an application to judge, take it back, judge it once, give it back; the grid of a call is fixed at the first."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cms.opportunities.models import MissionCall
from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.notifications.operations import forget, tell
from foundation.organisations.models import Membership
from foundation.outbox.operations import record
from marketplace.answers.lifecycle import Actor
from marketplace.answers.queries import locked, title_of
from marketplace.applications.models import Application
from marketplace.judging.models import JUDGING, LONGEST_NOTE, Assessment, Criterion, Grid, Score
from marketplace.judging.scoring import BEST, WORST

READY = (  # the grid of a call that has none of its own, with its weights
    (gettext_noop("Has done comparable work"), 2),
    (gettext_noop("Has the skills the mission needs"), 2),
    (gettext_noop("Motivation, and what stays when the mission is over"), 1),
)


class JudgingError(DomainError):
    code = "judging"


@dataclass(frozen=True, slots=True)
class Said:
    """What is said on one criterion: a score, or none yet, and a remark."""

    value: int | None
    note: str = ""


@transaction.atomic
def grid_of(*, call: MissionCall, now: dt.datetime) -> Grid:
    """Return the grid of a call, fixed as its published page says it now when it is first needed."""
    grid, made = Grid.objects.get_or_create(call=call, defaults={"assessors": call.assessors, "fixed_at": now})
    if made:
        own = [
            Criterion(grid=grid, sort_order=place, weight=row.weight, **_words(row))
            for place, row in enumerate(call.criteria.order_by("sort_order", "pk"))
        ]
        Criterion.objects.bulk_create(own or _ready(grid))
    return grid


@transaction.atomic
def give(*, application: Application, assessor: User, actor: str, by: User, now: dt.datetime) -> Assessment:
    """Give an application to a member of the agency's team to judge; given twice to one person, it is given once.

    Raises:
        JudgingError: it does not wait for an answer any more, the person is not of the team, gave it back, or as many
            people judge it already as the call asks for.
    """
    call = MissionCall.objects.get(pk=application.opportunity_id)
    grid = grid_of(call=call, now=now)
    submission = locked(application)
    if not submission.is_pending:
        raise JudgingError(_("It has been answered, or taken back: there is nothing to judge."), code="not_pending")
    team = Membership.objects.filter(organisation=submission.organisation, user=assessor, role__in=JUDGING)
    if not team.exists() or assessor == submission.person:
        raise JudgingError(_("Choose somebody of your team who may judge."), field="assessor")
    known = Assessment.objects.filter(application=application)
    if given := known.filter(assessor=assessor).first():
        if given.recused_at is not None:
            raise JudgingError(_("This person has given it back: choose somebody else."), field="assessor")
        return given
    if known.standing().count() >= grid.assessors:
        raise JudgingError(_("As many people judge it already as this call asks for."), code="enough")
    made = Assessment.objects.create(application=application, assessor=assessor, given_by=by, actor=actor, given_at=now)
    if assessor != by:
        _tell(made, call, assessor, "given", now=now)
    record("assessment.given", subject=made, now=now)
    return made


@transaction.atomic
def take_back(*, assessment: Assessment, now: dt.datetime) -> None:
    """Take an application back from who has not judged it; the message that gave it goes too, mailed or not.

    Raises:
        JudgingError: it was judged meanwhile.
    """
    assessment = _locked(assessment)
    if assessment.submitted_at is not None:
        raise JudgingError(_("It was judged meanwhile: what was judged stays."), code="submitted")
    forget(keys=[_key(assessment, "given")])
    record("assessment.taken_back", subject=assessment, now=now)
    assessment.delete()


@transaction.atomic
def keep(*, assessment: Assessment, sheet: Mapping[int, Said], note: str, now: dt.datetime) -> Assessment:
    """Write down what stands on the sheet now, by the criterion's id; nobody but the assessor reads it.

    Raises:
        JudgingError: it was submitted or given back, the application was answered, or a score is not on the scale.
    """
    assessment = _open(assessment)
    criteria = {row.pk: row for row in Criterion.objects.filter(grid__call_id=assessment.application.opportunity_id)}
    assessment.note = note.strip()[:LONGEST_NOTE]
    assessment.save(update_fields=["note"])
    for key, said in sheet.items():
        if key not in criteria or said.value is None:
            continue
        if not WORST <= said.value <= BEST:
            raise JudgingError(_("A score is a whole number from 1 to 5."), field=f"score_{key}")
        facts = {"value": said.value, "note": said.note.strip()[:LONGEST_NOTE]}
        Score.objects.update_or_create(assessment=assessment, criterion=criteria[key], defaults=facts)
    return assessment


@transaction.atomic
def submit(*, assessment: Assessment, now: dt.datetime) -> Assessment:
    """Submit a sheet, once; when all have, who gave it is told.

    Raises:
        JudgingError: a criterion has no score, or it was submitted or given back, or the application was answered.
    """
    assessment = _open(assessment)
    call = MissionCall.objects.get(pk=assessment.application.opportunity_id)
    scored = set(assessment.scores.values_list("criterion", flat=True))
    for criterion in Criterion.objects.filter(grid__call=call).exclude(pk__in=scored).order_by("sort_order", "pk")[:1]:
        raise JudgingError(_("Give a score to each criterion."), field=f"score_{criterion.pk}")
    assessment.submitted_at = now
    assessment.save(update_fields=["submitted_at"])
    done = Assessment.objects.filter(application=assessment.application).exclude(submitted_at=None)
    if assessment.given_by and done.count() >= call.grid.assessors and assessment.given_by != assessment.assessor:
        _tell(assessment, call, assessment.given_by, "done", now=now)
    record("assessment.submitted", subject=assessment, now=now)
    return assessment


@transaction.atomic
def recuse(*, assessment: Assessment, note: str, now: dt.datetime) -> Assessment:
    """Give an application back unjudged, for instance because one knows the person; the sheet is emptied.

    Raises:
        JudgingError: no word says why, it was submitted or given back, or the application was answered.
    """
    assessment = _open(assessment)
    if not note.strip():
        raise JudgingError(_("Say in a word why: your team reads it."), field="why")
    assessment.scores.all().delete()
    assessment.note, assessment.recused_at = note.strip()[:LONGEST_NOTE], now
    assessment.save(update_fields=["note", "recused_at"])
    if assessment.given_by and assessment.given_by != assessment.assessor:
        call = MissionCall.objects.get(pk=assessment.application.opportunity_id)
        _tell(assessment, call, assessment.given_by, "recused", now=now)
    record("assessment.recused", subject=assessment, now=now)
    return assessment


def _locked(assessment: Assessment) -> Assessment:
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("application", "given_by", "assessor")
    return rows.get(pk=assessment.pk)


def _open(assessment: Assessment) -> Assessment:
    locked(assessment.application)
    assessment = _locked(assessment)
    if assessment.submitted_at is not None:
        raise JudgingError(_("You have judged this already."), code="submitted")
    if assessment.recused_at is not None:
        raise JudgingError(_("You have given this back."), code="recused")
    if not assessment.application.is_pending:
        raise JudgingError(_("It has been answered, or taken back: there is nothing to judge."), code="not_pending")
    return assessment


def _words(row: object) -> dict[str, str]:
    return {f"text_{code}": getattr(row, f"text_{code}") for code, _name in settings.LANGUAGES}


def _ready(grid: Grid) -> list[Criterion]:
    rows = []
    for place, (words, weight) in enumerate(READY):
        said = {}
        for code, _name in settings.LANGUAGES:
            with translation.override(code):
                said[f"text_{code}"] = translation.gettext(words)
        rows.append(Criterion(grid=grid, sort_order=place, weight=weight, **said))
    return rows


def _key(assessment: Assessment, what: str) -> str:
    return f"assessment.{assessment.public_id}.{what}"


def _tell(assessment: Assessment, call: MissionCall, reader: User, what: str, *, now: dt.datetime) -> None:
    application, is_given = assessment.application, what == "given"
    tell(
        key=_key(assessment, what),
        kind="assessment.given" if is_given else "assessment.done",
        recipient=reader,
        template=f"judging/mail/{what}",
        facts={
            "reader": reader,
            "assessor": assessment.assessor,
            "coordinator": assessment.given_by if assessment.actor == Actor.COORDINATOR else None,
            "title": title_of(call, reader.language),
            "number": application.number,
            "answer_on": application.answer_on,
            "note": assessment.note,
        },
        route="judge" if is_given else "answer",
        args=[assessment.public_id if is_given else application.public_id],
        now=now,
    )
