"""Judging on pages below: who judges and what came of it (agency), that it was judged (person), what waits (desk)."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from cms.opportunities.models import MissionCall
from foundation.panels.registry import Fragment
from marketplace.answers.lifecycle import Kind
from marketplace.answers.models import Submission
from marketplace.applications.models import Application
from marketplace.judging.forms import GiveForm
from marketplace.judging.models import Assessment, Grid
from marketplace.judging.queries import assessments_of, result_of, who_may_judge
from marketplace.judging.scoring import BEST


def judgements(*, request: HttpRequest, subjects: list[Submission]) -> Mapping[Any, Fragment]:
    """To the agency: who judges, the form to give it to somebody, and the scores when all are in."""
    fragments = {}
    for application in _applications(subjects):
        grid = Grid.objects.filter(call_id=application.opportunity_id).first()
        assessments = assessments_of(application)
        standing = [row for row in assessments if row.recused_at is None]
        may_answer = Submission.objects.answerable_by(request.user).filter(pk=application.pk).exists()
        wanted = wanted_for(application, grid)
        form = None
        if may_answer and application.is_pending and len(standing) < wanted:
            form = GiveForm(team=who_may_judge(application.organisation, beside=assessments))
        if not (assessments or form):
            continue
        context = {
            "application": application,
            "assessments": assessments,
            "own": [row for row in standing if row.assessor_id == request.user.pk and row.submitted_at is None],
            "result": result_of(grid, assessments) if grid else None,
            "give_form": form,
            "may_answer": may_answer,
            "best": BEST,
        }
        fragments[application.pk] = Fragment("judging/_judgements.html", context)
    return fragments


def wanted_for(application: Application, grid: Grid | None) -> int:
    """Return how many people judge each application to the call."""
    return grid.assessors if grid else MissionCall.objects.get(pk=application.opportunity_id).assessors


def was_judged(*, request: HttpRequest, subjects: list[Submission]) -> Mapping[Any, Fragment]:
    """To the person: that it was judged and on what, not by whom and not how."""
    fragments = {}
    for application in _applications(subjects):
        grid = Grid.objects.filter(call_id=application.opportunity_id).first()
        result = result_of(grid, assessments_of(application)) if grid else None
        if result is not None:
            last = max(row.submitted_at for row, _mean in result.columns if row.submitted_at)
            context = {"lines": result.lines, "many": len(result.columns), "at": last}
            fragments[application.pk] = Fragment("judging/_was_judged.html", context)
    return fragments


def to_judge(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """On the desk: how many applications wait for one's judgement; nothing where none does."""
    waiting = Assessment.objects.given_to(request.user).to_do().count()
    return {None: Fragment("judging/_to_judge.html", {"waiting": waiting})} if waiting else {}


def _applications(subjects: list[Submission]) -> list[Application]:
    keys = [subject.pk for subject in subjects if subject.kind == Kind.APPLICATION]
    rows: Any = Application.objects.filter(pk__in=keys).select_related("organisation", "person")
    return list(rows.order_by("pk"))
