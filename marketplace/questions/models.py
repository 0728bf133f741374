"""A question to an agency about what it publishes: asked by one, answered for all, without the asker's name."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from foundation.accounts.models import User
from foundation.base.ids import PublicIdField
from foundation.organisations.models import EDITING, Coordinator, Membership, Organisation
from foundation.registry.models import Entry
from marketplace.answers.lifecycle import Actor
from marketplace.questions.lifecycle import Status

LONGEST, LONGEST_ANSWER = 1000, 3000


class QuestionQuerySet(models.QuerySet["Question"]):
    def public(self) -> "QuestionQuerySet":
        """Those that stand on the page for everybody, the latest answer first."""
        return self.filter(status=Status.ANSWERED).order_by("-answered_at", "-pk")

    def waiting(self) -> "QuestionQuerySet":
        """Those that wait for the agency, the oldest first."""
        return self.filter(status=Status.WAITING).order_by("asked_at", "pk")

    def of(self, user: Any) -> "QuestionQuerySet":
        return self.filter(asker=user) if user.is_authenticated else self.none()

    def answerable_by(self, user: Any) -> "QuestionQuerySet":
        """Those of the organisations a person edits for or coordinates; a withdrawn one is no longer there."""
        if not user.is_authenticated:
            return self.none()
        team = Membership.objects.filter(user=user, organisation=OuterRef("organisation"), role__in=EDITING)
        acting = Coordinator.objects.acting().filter(user=user, organisation=OuterRef("organisation"))
        return self.filter(Exists(team) | Exists(acting)).exclude(status=Status.WITHDRAWN).exclude(asker=user)

    def lately(self, user: User, *, now: dt.datetime) -> "QuestionQuerySet":
        """What a person asked in the last day, withdrawn or not."""
        return self.filter(asker=user, asked_at__gt=now - dt.timedelta(days=1))


class Question(models.Model):
    """`text` is what was asked; `wording` is how it stands on the page, where the agency left something out."""

    public_id = PublicIdField()
    opportunity = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="public_questions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="public_questions")
    asker = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(_("question"), max_length=LONGEST)
    language = models.CharField(_("language"), max_length=2)
    asked_at = models.DateTimeField()
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    wording = models.TextField(_("as it stands on the page"), max_length=LONGEST, blank=True)
    answer = models.TextField(_("answer"), max_length=LONGEST_ANSWER, blank=True)
    answer_language = models.CharField(max_length=2, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    actor = models.CharField(max_length=12, choices=Actor, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question to an agency")
        verbose_name_plural = _("questions to agencies")
        constraints = (
            models.CheckConstraint(
                condition=~Q(status=Status.ANSWERED) | (Q(answered_at__isnull=False) & ~Q(answer="") & ~Q(wording="")),
                name="answered_question_has_an_answer",
            ),
        )
        indexes = (
            models.Index(fields=["opportunity", "status"], name="questions_of_a_page"),
            models.Index(fields=["organisation"], name="waiting_questions", condition=Q(status=Status.WAITING)),
        )

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_waiting(self) -> bool:
        return self.status == Status.WAITING
