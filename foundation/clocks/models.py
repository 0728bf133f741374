"""One table of what happens at a time: dated once, or in a rhythm."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ClockQuerySet(models.QuerySet["Clock"]):
    def due(self, now: dt.datetime) -> "ClockQuerySet":
        free = Q(leased_until=None) | Q(leased_until__lt=now)
        return self.filter(free, done_at=None, due_at__lte=now).order_by("due_at", "pk")


class Clock(models.Model):
    """`handler` is a key of settings.CLOCK_HANDLERS; a rhythm has no subject and is never done."""

    handler = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60, blank=True)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        constraints = (
            models.UniqueConstraint(
                fields=["handler", "subject_id"], condition=Q(done_at=None), name="one_running_clock_per_subject"
            ),
        )

    def __str__(self) -> str:
        return f"{self.handler} {self.subject_id} {self.due_at:%Y-%m-%d %H:%M}"
