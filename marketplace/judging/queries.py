"""Reads of judging: what an agency sees of an application, who may judge, a person's data."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from foundation.accounts.models import User
from foundation.base.locales import active_language
from foundation.organisations.models import Organisation
from marketplace.applications.models import Application
from marketplace.judging.models import JUDGING, Assessment, Criterion, Grid, Score
from marketplace.judging.scoring import judged


@dataclass(frozen=True, slots=True)
class Cell:
    """What one person said on one criterion."""

    value: int
    note: str


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion: its words and their language, its weight, what each said, and whether they are far apart."""

    language: str
    words: str
    weight: int
    cells: Sequence[Cell]
    is_apart: bool


@dataclass(frozen=True, slots=True)
class Result:
    """All sheets of one application beside each other; `columns` are (assessment, weighted mean)."""

    lines: Sequence[Line]
    columns: Sequence[tuple[Assessment, float]]
    mean: float
    is_apart: bool


def assessments_of(application: Application) -> list[Assessment]:
    """Return who judges or judged an application, in the order in which they were asked."""
    rows = Assessment.objects.filter(application=application).select_related("assessor", "given_by")
    return list(rows.prefetch_related("scores").order_by("given_at", "pk"))


def result_of(grid: Grid, assessments: Sequence[Assessment], language: str = "") -> Result | None:
    """Return the scores once all that the call asks for are in; None before, so that nobody leans on another."""
    done = [row for row in assessments if row.submitted_at is not None]
    if len(done) < grid.assessors:
        return None
    language = language or active_language()
    criteria = criteria_of(grid)
    scores = [{score.criterion_id: score for score in row.scores.all()} for row in done]
    weights = {row.pk: row.weight for row in criteria}
    found = judged([{key: score.value for key, score in sheet.items()} for sheet in scores], weights)
    lines = []
    for place, row in enumerate(criteria):
        said_in, words = row.said(language)
        cells = [Cell(sheet[row.pk].value, sheet[row.pk].note) for sheet in scores]
        lines.append(Line(said_in, words, row.weight, cells, place in found.apart))
    return Result(lines, list(zip(done, found.means, strict=True)), found.mean, found.is_apart)


def criteria_of(grid: Grid) -> list[Criterion]:
    """Return the criteria in the order of the grid."""
    return list(grid.criteria.order_by("sort_order", "pk"))


def who_may_judge(organisation: Organisation, *, beside: Sequence[Assessment] = ()) -> list[User]:
    """Return the members of a team who may be given an application, without those who have or had it."""
    has = {row.assessor_id for row in beside}
    team = organisation.memberships.filter(role__in=JUDGING, user__is_active=True).select_related("user")
    return [member.user for member in team.order_by("since", "pk") if member.user_id not in has]


class JudgingData:
    """What was said of her applications (not by whom), and what she herself judged.

    Erased, what was said of her goes; what she said of others stays, without her name.
    """

    name = "judging"

    @staticmethod
    def export(user: User) -> dict[str, Any]:
        of_me = Assessment.objects.filter(application__person=user).exclude(submitted_at=None)
        by_me = Assessment.objects.filter(assessor=user)
        return {
            "of_me": [_export(row) for row in _with_all(of_me)],
            "by_me": [_export(row) for row in _with_all(by_me)],
        }

    @staticmethod
    def erase(user: User) -> None:
        Assessment.objects.filter(application__person=user).delete()
        own = Assessment.objects.filter(assessor=user)
        own.filter(submitted_at=None).delete()
        own.update(assessor=None)
        Assessment.objects.filter(given_by=user).update(given_by=None)


def _with_all(rows: Any) -> Any:
    scores = Score.objects.select_related("criterion").order_by("criterion__sort_order", "pk")
    return rows.select_related("application").prefetch_related(Prefetch("scores", scores)).order_by("pk")


def _export(row: Assessment) -> dict[str, Any]:
    return {
        "application": row.application.public_id,
        "submitted_at": row.submitted_at,
        "note": row.note,
        "scores": [
            {"criterion": score.criterion.said()[1], "score": score.value, "note": score.note}
            for score in row.scores.all()
        ],
    }
