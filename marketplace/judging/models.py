"""Applications are judged by people of the agency, on the call's grid; scores advise, they never decide."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cms.opportunities.lines import LineInLanguages
from cms.opportunities.models import MissionCall
from foundation.accounts.models import User
from foundation.base.ids import PublicIdField
from foundation.organisations.models import EDITING, Membership, Role
from marketplace.answers.lifecycle import Actor
from marketplace.applications.models import Application
from marketplace.judging.scoring import BEST, WORST

JUDGING = (*EDITING, Role.ASSESSOR)
LONGEST_NOTE = 2000


class Grid(models.Model):  # type: ignore[django-manager-missing]  # of a class based on Wagtail's
    """The grid of a call as it was when the first application was given to judge: the same for all of them."""

    call = models.OneToOneField(MissionCall, on_delete=models.CASCADE, related_name="grid")
    assessors = models.PositiveSmallIntegerField(_("judged by"))
    fixed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("grid of a call")
        verbose_name_plural = _("grids of calls")

    def __str__(self) -> str:
        return str(self.call_id)


class Criterion(LineInLanguages):
    grid = models.ForeignKey(Grid, on_delete=models.CASCADE, related_name="criteria")
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)

    class Meta(LineInLanguages.Meta):
        verbose_name = _("criterion of a grid")
        verbose_name_plural = _("criteria of grids")


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def given_to(self, user: Any) -> "AssessmentQuerySet":
        """What a person was asked to judge, as long as she is of the team that asked her."""
        if not user.is_authenticated:
            return self.none()
        team = Membership.objects.filter(
            user=user, organisation=OuterRef("application__organisation"), role__in=JUDGING
        )
        return self.filter(Exists(team), assessor=user)

    def to_do(self) -> "AssessmentQuerySet":
        """Neither submitted nor given back, and the application still waits for its answer."""
        waiting = Application.objects.pending().values("pk")
        return self.filter(submitted_at=None, recused_at=None, application__in=waiting)

    def standing(self) -> "AssessmentQuerySet":
        """All but those that were given back."""
        return self.filter(recused_at=None)


class Assessment(models.Model):
    """One application, given to one person to judge; submitted once, or given back with a word why."""

    public_id = PublicIdField()
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="assessments")
    assessor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    given_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    actor = models.CharField(max_length=12, choices=Actor, blank=True)  # of who gave it; empty: from before it was kept
    given_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    recused_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(_("remark"), max_length=LONGEST_NOTE, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = (
            models.UniqueConstraint(fields=["application", "assessor"], name="judged_once_by_each"),
            models.CheckConstraint(condition=Q(submitted_at=None) | Q(recused_at=None), name="submitted_or_given_back"),
        )

    def __str__(self) -> str:
        return self.public_id


class Score(models.Model):
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(_("score"), validators=[MinValueValidator(WORST), MaxValueValidator(BEST)])
    note = models.TextField(_("remark"), max_length=LONGEST_NOTE, blank=True)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = (
            models.UniqueConstraint(fields=["assessment", "criterion"], name="one_score_per_criterion"),
            models.CheckConstraint(condition=Q(value__range=(WORST, BEST)), name="score_on_the_scale"),
        )

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.criterion_id} {self.value}"
